public import Numerics

/// The columns of the data set in hand, and the units in which its rows lie.
///
/// The pointers must stay valid for the life of the fitters that read them.
public struct GeneralisedSource: @unchecked Sendable {
  /// Units and rows.
  public var nesting: Nesting
  /// Grouping factors whose units are no ranges of rows.
  public var factors: [RowFactor]
  /// The level at which each column varies (0: the study).
  public var columnLevels: [Int]
  /// Whether a column keeps its values over all data sets.
  public var isFixed: [Bool]
  /// The column of ones.
  public var interceptColumn: Int
  /// For each column where as many values stand as its level has units.
  public var columns: [UnsafePointer<Double>]

  /// Makes a source.
  public init(
    nesting: Nesting, factors: [RowFactor] = [], columnLevels: [Int], isFixed: [Bool],
    interceptColumn: Int, columns: [UnsafePointer<Double>]
  ) {
    self.nesting = nesting
    self.factors = factors
    self.columnLevels = columnLevels
    self.isFixed = isFixed
    self.interceptColumn = interceptColumn
    self.columns = columns
  }

  /// Writes the values of a column row by row.
  func copyRows(of column: Int, to rows: UnsafeMutablePointer<Double>) {
    let values = columns[column]
    let level = columnLevels[column]
    if level == nesting.rowLevel {
      rows.update(from: values, count: nesting.rowCount)
      return
    }
    let starts = nesting.starts(of: level)
    for unit in 0..<nesting.unitCount(level) {
      let value = values[unit]
      for row in starts[unit]..<starts[unit + 1] { rows[row] = value }
    }
  }
}
