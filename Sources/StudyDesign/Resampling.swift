/// Whole units of a top level of a data set, drawn with replacement for each data set: rows, inner units
/// and predictors of a unit stay together, and each copy is a unit of its own.
public struct Resampling: Sendable, Equatable {
  /// Index of the level.
  public var level: Int
  /// How many units are drawn.
  public var units: Int
  /// How many there are in the data set.
  public var source: Int

  /// Makes a description of draws.
  public init(level: Int, units: Int, source: Int) {
    self.level = level
    self.units = units
    self.source = source
  }
}
