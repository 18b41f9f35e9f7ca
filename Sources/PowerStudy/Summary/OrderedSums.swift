/// Sums by a fixed tree: halves of the range, blocks of 8 in order. The result depends on the
/// numbers and their order alone, and its rounding error grows with log n.
func orderedSum(_ values: [Double], of transform: (Double) -> Double = { $0 }) -> Double {
  func sum(_ range: Range<Int>) -> Double {
    guard range.count > 8 else { return range.reduce(0) { $0 + transform(values[$1]) } }
    let middle = range.lowerBound + range.count / 2
    return sum(range.lowerBound..<middle) + sum(middle..<range.upperBound)
  }
  return sum(values.indices)
}

/// Mean and variance (divisor n - 1) of a sample.
struct Moments {
  var count: Int
  /// Nil without values.
  var mean: Double?
  /// Nil with fewer than two values.
  var variance: Double?

  init(_ values: [Double]) {
    count = values.count
    guard !values.isEmpty else { return }
    let center = orderedSum(values) / Double(count)
    mean = center
    guard count > 1 else { return }
    variance = orderedSum(values) { ($0 - center) * ($0 - center) } / Double(count - 1)
  }

  /// The Monte Carlo standard error of the mean, nil with fewer than two values.
  var standardErrorOfMean: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
}
