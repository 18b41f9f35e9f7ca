internal import StudyDesign

/// The units of a level with several parents: each combination of the parents' units that lie in the
/// same unit of every level above both, in the order of the first parent, then of the next.
struct UnitCombinations {
  /// For each parent the unit of every combination.
  private(set) var units: [[Int32]] = []
  /// For each parent the place of each of its units among those that go with what stands before it.
  private(set) var ranks: [[Int32]] = []
  /// For each parent how many of its units go with one combination of those before it.
  private(set) var groupSizes: [Int] = []

  /// - Parameters:
  ///   - parents: levels of the study.
  ///   - count: units of a level.
  ///   - holders: for each unit of a level the unit of another in which it lies, both by `per`.
  init(
    parents: [Int], levels: [Level], count: (Int) -> Int, holders: (Int, Int) -> [Int32]
  ) {
    for (place, parent) in parents.enumerated() {
      let earlier = parents[..<place]
      let own = levels.nest(of: parent)
      let above = earlier.reduce(into: Set<Int>()) { $0.formUnion(levels.nest(of: $1)) }
      let shared = levels.lowestShared(own, above)
      let keys = Self.keys(
        shared.map { holders(parent, $0) }, radices: shared.map(count), rows: count(parent))
      let groups = Dictionary(grouping: 0..<Int32(count(parent))) { keys[Int($0)] }
      let earlierKeys = shared.map { level in
        let other = earlier.firstIndex { levels.nest(of: $0).contains(level) }!
        let holder = holders(parents[other], level)
        return units[other].map { holder[Int($0)] }
      }
      multiply(
        by: groups,
        keys: Self.keys(
          earlierKeys, radices: shared.map(count), rows: units.first?.count ?? 1))
      ranks.append(Self.ranks(of: groups, count: count(parent)))
      groupSizes.append(groups.first?.value.count ?? 0)
    }
  }

  /// One number for each combination of columns.
  private static func keys(_ columns: [[Int32]], radices: [Int], rows: Int) -> [Int] {
    var keys = [Int](repeating: 0, count: rows)
    for (column, radix) in zip(columns, radices) {
      for row in keys.indices { keys[row] = keys[row] * radix + Int(column[row]) }
    }
    return keys
  }

  private static func ranks(of groups: [Int: [Int32]], count: Int) -> [Int32] {
    var ranks = [Int32](repeating: 0, count: count)
    for group in groups.values {
      for (rank, unit) in group.enumerated() { ranks[Int(unit)] = Int32(rank) }
    }
    return ranks
  }

  /// Puts every combination so far together with each unit that goes with it.
  private mutating func multiply(by groups: [Int: [Int32]], keys: [Int]) {
    var extended = [[Int32]](repeating: [], count: units.count + 1)
    for (row, key) in keys.enumerated() {
      for unit in groups[key] ?? [] {
        for place in units.indices { extended[place].append(units[place][row]) }
        extended[units.count].append(unit)
      }
    }
    units = extended
  }
}
