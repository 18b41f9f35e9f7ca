internal import Numerics

/// Sums over the groups of each class of what adds up, from which the figures of all sets follow.
struct ClassSums {
  /// What is summed.
  enum Sum: Int, CaseIterable {
    case groups, members, covered, error, squaredError, close, reciprocal, reliability
    case differing, wrongSide, flagged, flaggedWrongly, foundBelow, alike, change
    case figure, truth, figureSquared, truthSquared, product
  }

  private static let width = Sum.allCases.count
  private let sizes: SizeClasses
  private let sums: UnsafeMutablePointer<Double>
  private let arena: Arena

  init(_ sizes: SizeClasses) {
    self.sizes = sizes
    arena = Arena(doubles: sizes.setCount * Self.width, pieces: 1)
    sums = arena.take(sizes.setCount * Self.width)
  }

  func clear() { sums.update(repeating: 0, count: sizes.setCount * Self.width) }

  /// The sums of a class.
  @inline(__always)
  func row(ofClass k: Int) -> UnsafeMutablePointer<Double> {
    sums + (sizes.count + k) * Self.width
  }

  /// Adds up the classes from the last one: what groups of at least each candidate come to.
  func accumulate() {
    for k in (0..<sizes.count).reversed() {
      let target = sums + k * Self.width
      let own = row(ofClass: k)
      for sum in 0..<Self.width {
        target[sum] = own[sum] + (k + 1 < sizes.count ? target[Self.width + sum] : 0)
      }
    }
  }

  /// A sum of a set of groups.
  @inline(__always)
  func value(_ sum: Sum, ofSet set: Int) -> Double { sums[set * Self.width + sum.rawValue] }
}
