internal import Numerics

/// Median and 90th percentile of the half-widths of each set: the smallest width that so many do not
/// exceed.
struct WidthQuantiles {
  private let sizes: SizeClasses
  private let seen: UnsafeMutablePointer<Int>
  private let targets: UnsafeMutablePointer<Int>
  private let arena: Arena

  init(_ sizes: SizeClasses) {
    self.sizes = sizes
    arena = Arena(doubles: 3 * sizes.setCount, pieces: 2)
    seen = arena.takeIndices(sizes.setCount)
    targets = arena.takeIndices(2 * sizes.setCount)
  }

  /// Writes the figures of every set.
  ///
  /// - Parameter order: the published groups' places by their widths, ascending.
  func write(
    _ published: PublishedGroups, widths: UnsafePointer<Double>, order: UnsafePointer<Int>,
    to result: ReplicateFigures
  ) {
    for set in 0..<sizes.setCount {
      let count = published.range(ofSet: set).count
      seen[set] = 0
      targets[2 * set] = (count + 1) / 2
      targets[2 * set + 1] = (9 * count + 9) / 10
    }
    for rank in 0..<published.total {
      let place = order[rank]
      let k = published.classes[place]
      for set in 0...k { pass(set, widths[place], result) }
      pass(sizes.count + k, widths[place], result)
    }
  }

  @inline(__always)
  private func pass(_ set: Int, _ width: Double, _ result: ReplicateFigures) {
    seen[set] += 1
    // One answer alone gives no interval.
    guard width.isFinite else { return }
    if seen[set] == targets[2 * set] { result.set(.halfWidthMedian, ofSet: set, width, 1) }
    if seen[set] == targets[2 * set + 1] { result.set(.halfWidth90, ofSet: set, width, 1) }
  }
}
