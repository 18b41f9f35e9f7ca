internal import ModelFormula
internal import Numerics

/// Deals values to units in exact shares within strata, anew for each replicate.
///
/// A cell is what lies in one unit of a holding level (or the study) and has one value of the variable
/// that makes the strata. Within each cell every value gets the whole part of its share. What is left
/// over goes, one unit a value and cells in random order, to the value of which the stratum has the
/// greatest deficit over the study; among equal ones, the holding unit; then by chance.
struct StratifiedAllocation {
  private let values: UnsafePointer<Double>
  private let valueCount: Int
  /// The part of all units that is due to each value; sums to 1.
  private let portions: UnsafePointer<Double>
  /// The holding unit of each unit; nil if all lie in one.
  private let holders: Holders?
  /// Where the variable of the strata stands, and for each unit the place of its value.
  private let strata: UnsafePointer<Double>
  private let places: UnitLink
  /// The values of that variable in order.
  private let levels: UnsafePointer<Double>
  private let levelCount: Int

  /// For each unit its cell, and the units sorted by cell.
  private let cells: UnsafeMutablePointer<Int32>
  private let members: UnsafeMutablePointer<Int32>
  /// Where the units of each cell begin in `members`, and their number as last entry.
  private let starts: UnsafeMutablePointer<Int32>
  private let order: UnsafeMutablePointer<Int32>
  private let left: UnsafeMutablePointer<Int32>
  /// What is due to each value less what it has been dealt: by stratum, then by holding unit.
  private let deficits: UnsafeMutablePointer<Double>
  private let isTaken: UnsafeMutablePointer<Int32>
  /// Values by place in `members`.
  private let dealt: UnsafeMutablePointer<Double>

  /// For each unit the one of the holding level, how many of those there are, and the most there can
  /// be.
  struct Holders {
    let link: UnitLink
    let count: UnsafePointer<Int>
    let capacity: Int
  }

  /// - Parameters:
  ///   - shares: positive weights of the values.
  ///   - holders: nil if the study holds all units.
  ///   - strata: a factor or a variable with few values.
  ///   - places: for each unit the unit of the variable's level in which it lies.
  init(
    values: [Double], shares: [Double], holders: Holders?, strata: Variable,
    places: UnitLink, buffers: Buffers
  ) {
    self.values = UnsafePointer(buffers.make(values))
    valueCount = values.count
    let total = shares.reduce(0, +)
    portions = UnsafePointer(buffers.make(shares.map { $0 / total }))
    self.holders = holders
    self.strata = UnsafePointer(strata.values)
    self.places = places
    let levels: [Double] =
      if case .factor(let categories) = strata.kind {
        categories.indices.map(Double.init)
      } else {
        strata.possibleValues
      }
    self.levels = UnsafePointer(buffers.make(levels))
    levelCount = levels.count
    let count = places.capacity
    let holderCapacity = holders?.capacity ?? 1
    let cellCount = holderCapacity * levelCount
    cells = buffers.makeIndices(count)
    members = buffers.makeIndices(count)
    dealt = buffers.make(count)
    starts = buffers.makeIndices(cellCount + 1)
    order = buffers.makeIndices(cellCount)
    left = buffers.makeIndices(cellCount)
    deficits = buffers.make((levelCount + holderCapacity) * valueCount)
    isTaken = buffers.makeIndices(valueCount)
  }

  private var holderCount: Int { holders?.count.pointee ?? 1 }

  private var cellCount: Int { holderCount * levelCount }

  /// Overwrites `target`, one entry a unit.
  func deal(_ stream: inout RandomStream, to target: UnsafeMutablePointer<Double>) {
    sortIntoCells()
    for index in 0..<(levelCount + holderCount) * valueCount { deficits[index] = 0 }
    for cell in 0..<cellCount { dealWholeParts(cell) }
    dealLeftOvers(&stream)
    for cell in 0..<cellCount {
      let (start, end) = (Int(starts[cell]), Int(starts[cell + 1]))
      stream.shuffle(UnsafeMutableBufferPointer(start: dealt + start, count: end - start))
    }
    for place in 0..<places.count { target[Int(members[place])] = dealt[place] }
  }

  private func sortIntoCells() {
    for cell in 0...cellCount { starts[cell] = 0 }
    for unit in 0..<places.count {
      let cell = holder(of: unit) * levelCount + level(of: unit)
      cells[unit] = Int32(cell)
      starts[cell + 1] += 1
    }
    for cell in 0..<cellCount { starts[cell + 1] += starts[cell] }
    for cell in 0..<cellCount { order[cell] = starts[cell] }
    for unit in 0..<places.count {
      let cell = Int(cells[unit])
      members[Int(order[cell])] = Int32(unit)
      order[cell] += 1
    }
  }

  private func holder(of unit: Int) -> Int { holders.map { Int($0.link.units[unit]) } ?? 0 }

  /// The stratum of a unit.
  private func level(of unit: Int) -> Int {
    let value = strata[Int(places.units[unit])]
    var low = 0
    var high = levelCount - 1
    while low < high {
      let middle = (low + high) / 2
      if levels[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func dealWholeParts(_ cell: Int) {
    let size = Double(starts[cell + 1] - starts[cell])
    var place = Int(starts[cell])
    for value in 0..<valueCount {
      let due = size * portions[value]
      // A share of 1/3 of 3 units is one unit, whatever rounding makes of it.
      let whole = (due + 1e-9).rounded(.down)
      for _ in 0..<Int(whole) {
        dealt[place] = values[value]
        place += 1
      }
      deficits[cell % levelCount * valueCount + value] += due - whole
      deficits[(levelCount + cell / levelCount) * valueCount + value] += due - whole
    }
    left[cell] = starts[cell + 1] - Int32(place)
  }

  private func dealLeftOvers(_ stream: inout RandomStream) {
    for cell in 0..<cellCount { order[cell] = Int32(cell) }
    var last = cellCount - 1
    while last > 0 {
      let other = stream.below(last + 1)
      (order[last], order[other]) = (order[other], order[last])
      last -= 1
    }
    for index in 0..<cellCount {
      let cell = Int(order[index])
      guard left[cell] > 0 else { continue }
      for value in 0..<valueCount { isTaken[value] = 0 }
      let inStratum = deficits + cell % levelCount * valueCount
      let inHolder = deficits + (levelCount + cell / levelCount) * valueCount
      for place in Int(starts[cell + 1] - left[cell])..<Int(starts[cell + 1]) {
        let value = mostWanting(inStratum, inHolder, &stream)
        isTaken[value] = 1
        inStratum[value] -= 1
        inHolder[value] -= 1
        dealt[place] = values[value]
      }
    }
  }

  /// A value not yet taken with the largest deficit, by the first list, then by the second.
  private func mostWanting(
    _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>,
    _ stream: inout RandomStream
  ) -> Int {
    var best = -1
    var (largest, next, luck) = (0.0, 0.0, 0.0)
    for value in 0..<valueCount where isTaken[value] == 0 {
      let draw = stream.uniform()
      let gain = best < 0 ? 1 : sign(first[value] - largest, second[value] - next, draw - luck)
      if gain > 0 { (best, largest, next, luck) = (value, first[value], second[value], draw) }
    }
    return best
  }

  /// The first of the differences that is not 0 but for rounding.
  private func sign(_ first: Double, _ second: Double, _ third: Double) -> Double {
    if abs(first) > 1e-6 { return first }
    return abs(second) > 1e-6 ? second : third
  }
}
