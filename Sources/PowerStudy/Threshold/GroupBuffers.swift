internal import Numerics

/// What is known of each group of the data set in hand, one number a group.
struct GroupBuffers {
  /// Groups there is room for.
  let capacity: Int
  /// Members, and those of them who answered.
  let members: UnsafeMutablePointer<Double>
  let answers: UnsafeMutablePointer<Double>
  /// Mean of the answers, at the mean of the predictors; 0 without answers.
  let mean: UnsafeMutablePointer<Double>
  /// Standard deviation of the answers within the group; 0 with fewer than two.
  let deviation: UnsafeMutablePointer<Double>
  /// Whether all answers are the same (1) or not (0).
  let alike: UnsafeMutablePointer<Double>
  /// What a figure about the group is held against.
  let truth: UnsafeMutablePointer<Double>
  /// The fitted random effects of the group and of the unit above it: their sum, its variance, and both
  /// of the unit above alone.
  let effect: UnsafeMutablePointer<Double>
  let spread: UnsafeMutablePointer<Double>
  let effectAbove: UnsafeMutablePointer<Double>
  let spreadAbove: UnsafeMutablePointer<Double>
  private let arena: Arena

  init(capacity: Int) {
    self.capacity = capacity
    let arena = Arena(doubles: 10 * capacity, pieces: 10)
    self.arena = arena
    func room() -> UnsafeMutablePointer<Double> { arena.take(capacity) }
    members = room()
    answers = room()
    mean = room()
    deviation = room()
    alike = room()
    truth = room()
    effect = room()
    spread = room()
    effectAbove = room()
    spreadAbove = room()
  }
}

/// The sum of a range of numbers in four lanes.
@inline(__always)
func rangeSum(_ values: UnsafePointer<Double>, _ range: Range<Int>) -> Double {
  var lanes = SIMD4<Double>.zero
  var index = range.lowerBound
  while index + 4 <= range.upperBound {
    lanes += SIMD4(values[index], values[index + 1], values[index + 2], values[index + 3])
    index += 4
  }
  var rest = 0.0
  while index < range.upperBound {
    rest += values[index]
    index += 1
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}

/// The sum of squared deviations of a range of numbers.
@inline(__always)
func rangeSquares(
  _ values: UnsafePointer<Double>, _ range: Range<Int>, around mean: Double
) -> Double {
  var lanes = SIMD4<Double>.zero
  var index = range.lowerBound
  while index + 4 <= range.upperBound {
    let d =
      SIMD4(values[index], values[index + 1], values[index + 2], values[index + 3])
      - SIMD4(repeating: mean)
    lanes += d * d
    index += 4
  }
  var rest = 0.0
  while index < range.upperBound {
    let d = values[index] - mean
    rest += d * d
    index += 1
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}
