/// The memory of a nesting: unit counts, first rows, and the lists of holders that were asked for.
final class NestingMemory {
  let capacities: [Int]
  let hasFixedCounts: [Bool]
  let counts: UnsafeMutablePointer<Int>
  let starts: UnsafeMutablePointer<UnsafeMutablePointer<Int>>
  private var lists: [HolderList] = []

  /// For the units of a level the units of another that hold them.
  private struct HolderList {
    let level: Int
    let ancestor: Int
    let units: UnsafeMutablePointer<Int32>
  }

  /// - Parameter hasFixedCounts: for each level, rows included; nil if nothing changes.
  init(rowStarts: [[Int]], capacities: [Int], hasFixedCounts: [Bool]?) {
    let levels = rowStarts.count + 1
    let rowCapacity = capacities[levels - 1]
    self.capacities = capacities
    self.hasFixedCounts = hasFixedCounts ?? [Bool](repeating: true, count: levels)
    counts = .allocate(capacity: levels)
    starts = .allocate(capacity: levels)
    for (level, list) in rowStarts.enumerated() {
      counts[level] = list.count - 1
      precondition(list.count <= capacities[level] + 1)
      starts[level] = .allocate(capacity: capacities[level] + 1)
      starts[level].initialize(from: list, count: list.count)
    }
    counts[levels - 1] = rowStarts[0][1]
    starts[levels - 1] = .allocate(capacity: rowCapacity + 1)
    for row in 0...rowCapacity { starts[levels - 1][row] = row }
  }

  deinit {
    for level in capacities.indices { starts[level].deallocate() }
    starts.deallocate()
    counts.deallocate()
    for list in lists { list.units.deallocate() }
  }

  func holders(of level: Int, at ancestor: Int) -> UnsafePointer<Int32> {
    if let known = lists.first(where: { $0.level == level && $0.ancestor == ancestor }) {
      return UnsafePointer(known.units)
    }
    let list = HolderList(
      level: level, ancestor: ancestor, units: .allocate(capacity: max(capacities[level], 1)))
    list.units.initialize(repeating: 0, count: max(capacities[level], 1))
    fill(list)
    lists.append(list)
    return UnsafePointer(list.units)
  }

  /// Fills the lists anew that a new data set changes.
  func updateHolders() {
    for list in lists where !hasFixedCounts[list.level] { fill(list) }
  }

  private func fill(_ list: HolderList) {
    if list.level == list.ancestor {
      for unit in 0..<counts[list.level] { list.units[unit] = Int32(unit) }
      return
    }
    let inner = starts[list.level]
    let outer = starts[list.ancestor]
    var unit = 0
    for holder in 0..<counts[list.ancestor] {
      let end = outer[holder + 1]
      while unit < counts[list.level] && inner[unit] < end {
        list.units[unit] = Int32(holder)
        unit += 1
      }
    }
    // What has no rows and stands behind the last row lies in the last unit.
    while unit < counts[list.level] {
      list.units[unit] = Int32(max(counts[list.ancestor] - 1, 0))
      unit += 1
    }
  }
}
