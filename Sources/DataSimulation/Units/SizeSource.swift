internal import Numerics
internal import StudyDesign

/// Where the sizes of a level come from, and the predictor that decides between the rules for them.
final class SizeSource {
  let draw: SizeDraw
  /// The predictor's values, once they have a place.
  var values: UnsafePointer<Double>?
  /// For each unit of the parents the unit of the predictor's level; nil if they are the same.
  var places: UnitLink?
  /// The predictor.
  var category: Variable? {
    didSet { possibleValues = category?.possibleValues ?? [] }
  }
  private var possibleValues: [Double] = []

  /// - Returns: nil for sizes that are not drawn.
  init?(_ sizes: LevelSizes?) {
    guard let draw = sizes?.draw else { return nil }
    self.draw = draw
  }

  /// Draws a number for each unit of the parents; returns their sum.
  func draw(
    _ count: Int, to sizes: UnsafeMutablePointer<Int32>, _ stream: inout RandomStream
  ) -> Int {
    guard let values else { return draw.draw(count, to: sizes, &stream) }
    return draw.draw(
      count, to: sizes,
      category: { unit in
        let value = values[places.map { Int($0.units[unit]) } ?? unit]
        return possibleValues.isEmpty
          ? Int(value) : possibleValues.firstIndex(of: value) ?? 0
      }, &stream)
  }
}
