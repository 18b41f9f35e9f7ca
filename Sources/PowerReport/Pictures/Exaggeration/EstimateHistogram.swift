import PowerStudy

/// How many estimates lie in bins of one width, the significant ones apart from the others.
struct EstimateHistogram: Equatable {
  /// Where the first bin begins.
  var start: Double
  var width: Double
  /// Significant estimates of each bin.
  var significant: [Int]
  /// The others.
  var others: [Int]
  /// Estimates that lie too far out to be drawn.
  var beyond = 0

  /// Bins whose edges are multiples of their width, some forty over the range of the estimates; those
  /// further than four interquartile ranges from the quartiles are left out.
  ///
  /// Nil without estimates that differ.
  init?(_ judged: JudgedEstimates) {
    let sorted = judged.estimates.sorted()
    guard let range = Self.range(of: sorted) else { return nil }
    let ticks = Ticks(within: range, most: 40)
    let width = ticks.step
    let first = (range.lowerBound / width).rounded(.down)
    let count = Int((range.upperBound / width).rounded(.down) - first) + 1
    guard width > 0, count > 0, count < 1000 else { return nil }
    start = first * width
    self.width = width
    significant = Array(repeating: 0, count: count)
    others = significant
    for (estimate, isSignificant) in zip(judged.estimates, judged.isSignificant) {
      guard range.contains(estimate) else {
        beyond += 1
        continue
      }
      let bin = min(count - 1, max(0, Int((estimate / width).rounded(.down) - first)))
      if isSignificant { significant[bin] += 1 } else { others[bin] += 1 }
    }
  }

  /// The estimates that are drawn.
  private static func range(of sorted: [Double]) -> ClosedRange<Double>? {
    guard sorted.count > 1 else { return nil }
    let (low, high) = (sorted[sorted.count / 4], sorted[sorted.count * 3 / 4])
    let reach = high > low ? 4 * (high - low) : Double.infinity
    let inside = sorted.filter { $0.isFinite && $0 >= low - reach && $0 <= high + reach }
    guard let first = inside.first, let last = inside.last, first < last else { return nil }
    return first...last
  }

  var end: Double { start + Double(significant.count) * width }

  /// The highest bin.
  var peak: Int { zip(significant, others).map(+).max() ?? 0 }

  /// The outline of some bins as corners from the lower left one on: stretches of bins that are not empty,
  /// each standing on what lies below.
  func blocks(_ counts: [Int], on below: [Int]) -> [[(edge: Double, count: Int, below: Int)]] {
    var blocks: [[(edge: Double, count: Int, below: Int)]] = []
    var isOpen = false
    for (bin, count) in counts.enumerated() {
      if count > 0 {
        if !isOpen { blocks.append([]) }
        blocks[blocks.count - 1].append((start + Double(bin) * width, count, below[bin]))
      }
      isOpen = count > 0
    }
    return blocks
  }
}
