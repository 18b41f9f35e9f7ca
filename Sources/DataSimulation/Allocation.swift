internal import Numerics

/// Deals values to the units of a level in exact shares, anew for each replicate.
///
/// Within each balancing unit every value gets the whole part of its share of the units there. What
/// is left over goes, one unit a value, to the values that the study so far has given least of what
/// is due to them, balancing units taken in random order; so the left-overs even out.
struct Allocation {
  /// Values to deal, and their weights, which sum to 1.
  private let values: [Double]
  private let shares: [Double]
  /// For each unit the balancing unit in which it lies.
  private let holders: UnitLink
  private let holderCount: UnsafePointer<Int>
  private let isFixed: Bool

  /// Units of each value in the study as a whole.
  private let due: UnsafeMutablePointer<Double>
  /// First unit of each balancing unit, and the number of units as last entry.
  private let starts: UnsafeMutablePointer<Int>
  /// For each balancing unit the whole parts, value after value.
  private let wholeParts: UnsafeMutablePointer<Int>
  /// Units left over in each balancing unit.
  private let leftOver: UnsafeMutablePointer<Int>
  private var hasLeftOvers = false

  /// The units of each balancing unit one after another; unused if that is their order.
  private let members: UnsafeMutablePointer<Int32>
  private var isInOrder = true

  private let dealt: UnsafeMutablePointer<Double>
  private let order: UnsafeMutablePointer<Int>
  private var isTaken: [Bool]
  /// Values by place in `members`.
  private let byMember: UnsafeMutablePointer<Double>

  /// - Parameters:
  ///   - shares: positive weights of the values.
  ///   - holders: for each unit the balancing unit in which it lies.
  ///   - holderCount: the number of balancing units, as it stands at any time.
  ///   - isFixed: whether the units are the same in every data set.
  init(
    values: [Double], shares: [Double], holders: UnitLink, holderCount: UnsafePointer<Int>,
    holderCapacity: Int, isFixed: Bool, buffers: Buffers
  ) {
    self.values = values
    let total = shares.reduce(0, +)
    self.shares = shares.map { $0 / total }
    self.holders = holders
    self.holderCount = holderCount
    self.isFixed = isFixed
    due = buffers.make(values.count)
    dealt = buffers.make(values.count)
    starts = buffers.makeIntegers([Int](repeating: 0, count: holderCapacity + 1))
    wholeParts = buffers.makeIntegers([Int](repeating: 0, count: holderCapacity * values.count))
    leftOver = buffers.makeIntegers([Int](repeating: 0, count: holderCapacity))
    order = buffers.makeIntegers([Int](repeating: 0, count: holderCapacity))
    members = buffers.makeIndices(holders.capacity)
    byMember = buffers.make(holders.capacity)
    isTaken = [Bool](repeating: false, count: values.count)
    if isFixed { takeUnits() }
  }

  /// Works out what is due to each balancing unit from the units as they stand now.
  private mutating func takeUnits() {
    let groups = holderCount.pointee
    let count = holders.count
    for group in 0...groups { starts[group] = 0 }
    isInOrder = true
    for unit in 0..<count {
      let group = Int(holders.units[unit])
      starts[group + 1] += 1
      if unit > 0 && holders.units[unit] < holders.units[unit - 1] { isInOrder = false }
    }
    for group in 0..<groups { starts[group + 1] += starts[group] }
    if !isInOrder { sortMembers(groups) }
    for value in values.indices { due[value] = Double(count) * shares[value] }
    hasLeftOvers = false
    for group in 0..<groups {
      let size = starts[group + 1] - starts[group]
      var left = size
      for value in values.indices {
        // A share of 1/3 of 3 units is one unit, whatever rounding makes of it.
        let part = Int((Double(size) * shares[value] + 1e-9).rounded(.down))
        wholeParts[group * values.count + value] = part
        left -= part
      }
      leftOver[group] = left
      hasLeftOvers = hasLeftOvers || left > 0
    }
  }

  /// The units by balancing unit, otherwise in their order.
  private func sortMembers(_ groups: Int) {
    for group in 0..<groups { order[group] = starts[group] }
    for unit in 0..<holders.count {
      let group = Int(holders.units[unit])
      members[order[group]] = Int32(unit)
      order[group] += 1
    }
  }

  /// Overwrites `target`, one entry a unit.
  mutating func deal(_ stream: inout RandomStream, to target: UnsafeMutablePointer<Double>) {
    if !isFixed { takeUnits() }
    if isInOrder { return dealInOrder(&stream, to: target) }
    dealInOrder(&stream, to: byMember)
    for place in 0..<holders.count { target[Int(members[place])] = byMember[place] }
  }

  private mutating func dealInOrder(
    _ stream: inout RandomStream, to target: UnsafeMutablePointer<Double>
  ) {
    for index in values.indices { dealt[index] = 0 }
    let count = values.count
    for group in 0..<holderCount.pointee {
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
    for group in 0..<holderCount.pointee {
      let size = starts[group + 1] - starts[group]
      stream.shuffle(UnsafeMutableBufferPointer(start: target + starts[group], count: size))
    }
  }

  private mutating func dealLeftOvers(
    _ stream: inout RandomStream, _ target: UnsafeMutablePointer<Double>
  ) {
    let groups = holderCount.pointee
    for index in 0..<groups { order[index] = index }
    for last in stride(from: groups - 1, to: 0, by: -1) {
      let other = stream.below(last + 1)
      (order[last], order[other]) = (order[other], order[last])
    }
    for place in 0..<groups where leftOver[order[place]] > 0 {
      let group = order[place]
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
