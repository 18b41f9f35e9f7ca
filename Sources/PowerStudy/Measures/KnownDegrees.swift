internal import Numerics
internal import StudyDesign

/// Degrees of freedom of a test that follow from the numbers of rows and units of a data set, before it
/// is fitted: the fewest of several differences of such numbers.
struct KnownDegrees {
  /// For each difference a level, the level above (-1: none), and a number of coefficients.
  private let terms: UnsafePointer<Double>
  private let termCount: Int
  /// Units with rows of each level in the data set in hand: the study, then its levels.
  private let counts: UnsafePointer<Int>

  /// Doubles that it keeps for a test of some coefficients.
  static func doubles(coefficients: Int) -> Int { 3 * max(coefficients, 1) }

  /// - Parameter counts: units with rows, as they stand at any time.
  init(_ differences: [BetweenWithinRule.Count], counts: UnsafePointer<Int>, arena: Arena) {
    let numbers = differences.flatMap { difference in
      [Double(difference.level), Double(difference.above ?? -1), Double(difference.coefficients)]
    }
    let copy = arena.take(numbers.count)
    for index in numbers.indices { copy[index] = numbers[index] }
    terms = UnsafePointer(copy)
    termCount = differences.count
    self.counts = counts
  }

  /// The degrees of freedom in the data set in hand.
  var value: Double {
    var fewest = Double.infinity
    for index in 0..<termCount {
      let term = terms + 3 * index
      let above = term[1] < 0 ? 0 : counts[Int(term[1]) + 1]
      fewest = min(fewest, Double(counts[Int(term[0]) + 1] - above) - term[2])
    }
    return fewest
  }
}
