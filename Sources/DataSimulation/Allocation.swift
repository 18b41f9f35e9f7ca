internal import Numerics

/// Deals values to the units of a level in exact shares, anew for each replicate.
///
/// Within each balancing unit every value gets the whole part of its share of the units there. What
/// is left over goes, one unit a value, to the values that the study so far has given least of what
/// is due to them, balancing units taken in random order; so the left-overs even out.
struct Allocation {
  /// Values to deal.
  private let values: [Double]
  /// Units of each value in the study as a whole.
  private let due: [Double]
  /// First unit of each balancing unit, and the number of units as last entry.
  private let starts: [Int]
  /// For each balancing unit the whole parts, value after value.
  private let wholeParts: [Int]
  /// Units left over in each balancing unit.
  private let leftOver: [Int]
  private let hasLeftOvers: Bool

  /// The units of each balancing unit one after another; empty if that is their order.
  private let members: [Int32]

  private var dealt: [Double]
  private var order: [Int]
  private var isTaken: [Bool]
  /// Values by place in `members`.
  private var byMember: [Double]

  /// - Parameters:
  ///   - shares: positive weights of the values.
  ///   - holders: for each unit the balancing unit in which it lies.
  init(
    values: [Double], shares: [Double], holders: UnsafeBufferPointer<Int32>, holderCount: Int
  ) {
    self.values = values
    var sizes = [Int](repeating: 0, count: holderCount)
    for holder in holders { sizes[Int(holder)] += 1 }
    let starts = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    self.starts = starts
    let isInOrder = zip(holders, holders.dropFirst()).allSatisfy { $0 <= $1 }
    members =
      isInOrder
      ? [] : holders.indices.sorted { (holders[$0], $0) < (holders[$1], $1) }.map { Int32($0) }
    byMember = [Double](repeating: 0, count: members.count)
    let total = shares.reduce(0, +)
    let units = Double(starts.last!)
    due = shares.map { units * $0 / total }
    var wholeParts: [Int] = []
    var leftOver: [Int] = []
    for (start, end) in zip(starts, starts.dropFirst()) {
      let size = Double(end - start)
      // A share of 1/3 of 3 units is one unit, whatever rounding makes of it.
      let parts = shares.map { Int((size * $0 / total + 1e-9).rounded(.down)) }
      wholeParts += parts
      leftOver.append(end - start - parts.reduce(0, +))
    }
    self.wholeParts = wholeParts
    self.leftOver = leftOver
    hasLeftOvers = leftOver.contains { $0 > 0 }
    dealt = [Double](repeating: 0, count: values.count)
    order = Array(leftOver.indices)
    isTaken = [Bool](repeating: false, count: values.count)
  }

  /// Overwrites `target`, one entry a unit.
  mutating func deal(_ stream: inout RandomStream, to target: UnsafeMutablePointer<Double>) {
    guard !members.isEmpty else { return dealInOrder(&stream, to: target) }
    var places = byMember
    byMember = []
    places.withUnsafeMutableBufferPointer { dealInOrder(&stream, to: $0.baseAddress!) }
    for (place, unit) in members.enumerated() { target[Int(unit)] = places[place] }
    byMember = places
  }

  private mutating func dealInOrder(
    _ stream: inout RandomStream, to target: UnsafeMutablePointer<Double>
  ) {
    for index in values.indices { dealt[index] = 0 }
    let count = values.count
    for group in leftOver.indices {
      var unit = starts[group]
      for value in 0..<count {
        let whole = wholeParts[group * count + value]
        for _ in 0..<whole {
          target[unit] = values[value]
          unit += 1
        }
        dealt[value] += Double(whole)
      }
    }
    if hasLeftOvers { dealLeftOvers(&stream, target) }
    for group in leftOver.indices {
      let size = starts[group + 1] - starts[group]
      stream.shuffle(UnsafeMutableBufferPointer(start: target + starts[group], count: size))
    }
  }

  private mutating func dealLeftOvers(
    _ stream: inout RandomStream, _ target: UnsafeMutablePointer<Double>
  ) {
    for index in order.indices { order[index] = index }
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, stream.below(last + 1))
    }
    for group in order where leftOver[group] > 0 {
      for index in isTaken.indices { isTaken[index] = false }
      for unit in starts[group + 1] - leftOver[group]..<starts[group + 1] {
        let value = mostWanting(&stream)
        isTaken[value] = true
        dealt[value] += 1
        target[unit] = values[value]
      }
    }
  }

  /// A value not yet taken here with the largest deficit; ties are broken at random.
  private func mostWanting(_ stream: inout RandomStream) -> Int {
    var best = -1
    var largest = -Double.infinity
    for value in values.indices where !isTaken[value] {
      let deficit = due[value] - dealt[value] + 1e-6 * stream.uniform()
      if deficit > largest {
        largest = deficit
        best = value
      }
    }
    return best
  }
}
