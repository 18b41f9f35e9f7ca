/// Numbers of replicates, counted from 1, as ranges in their order that neither touch nor overlap.
public struct ReplicateSet: Sendable, Equatable {
  /// The ranges.
  public private(set) var ranges: [ClosedRange<Int>] = []

  /// An empty set.
  public init() {}

  /// The numbers of some ranges.
  public init(_ ranges: some Sequence<ClosedRange<Int>>) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) { insert(range) }
  }

  /// How many there are.
  public var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Adds the numbers of a range.
  public mutating func insert(_ range: ClosedRange<Int>) {
    var merged = range
    let first = ranges.firstIndex { $0.upperBound >= range.lowerBound - 1 } ?? ranges.endIndex
    var end = first
    while end < ranges.endIndex, ranges[end].lowerBound <= range.upperBound + 1 {
      merged =
        min(
          merged.lowerBound, ranges[end].lowerBound)...max(
          merged.upperBound, ranges[end].upperBound)
      end += 1
    }
    ranges.replaceSubrange(first..<end, with: [merged])
  }

  /// Whether all numbers of a range are there.
  public func contains(_ range: ClosedRange<Int>) -> Bool { missing(in: range).isEmpty }

  /// The numbers of a range that are there, as ranges.
  public func held(in range: ClosedRange<Int>) -> [ClosedRange<Int>] {
    ranges.filter { $0.overlaps(range) }.map { $0.clamped(to: range) }
  }

  /// The numbers of a range that are not there, as ranges.
  public func missing(in range: ClosedRange<Int>) -> [ClosedRange<Int>] {
    var gaps: [ClosedRange<Int>] = []
    var next = range.lowerBound
    for held in held(in: range) {
      if next < held.lowerBound { gaps.append(next...held.lowerBound - 1) }
      next = held.upperBound + 1
    }
    if next <= range.upperBound { gaps.append(next...range.upperBound) }
    return gaps
  }
}
