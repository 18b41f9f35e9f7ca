internal import Numerics

/// Rows sorted so that the units of nested grouping factors are ranges of rows; where factors cross,
/// those of the one with the most units.
struct RowOrder {
  /// For each sorted row the original one.
  let rows: [Int]
  let nesting: Nesting
  /// For each term where its units stand; equal factors share one.
  let groupings: [LinearModel.Grouping]
  /// What the groupings refer to: grouping factors over the sorted rows.
  let factors: [GroupedTerm.Units]

  /// - Parameter terms: for each term the units of every row.
  init(_ terms: [GroupedTerm.Units], rowCount: Int) {
    let distinct = Self.distinct(terms)
    var single: [(term: Int, units: [Int32], count: Int)] = []
    for term in distinct {
      guard case .single(let units) = terms[term] else { continue }
      single.append((term, units, Set(units).count))
    }
    single.sort { $0.count < $1.count }
    let isNested =
      single.count == distinct.count
      && zip(single, single.dropFirst()).allSatisfy { Self.isNested($1.units, in: $0.units) }
    let spine = isNested ? single : Array(single.suffix(1))
    var order = Array(0..<rowCount)
    for (_, units, _) in spine.reversed() { order = Self.stablySorted(order, by: units) }
    var starts: [[Int]] = [[0, rowCount]]
    for (_, units, _) in spine {
      starts.append(
        order.indices.filter { $0 == 0 || units[order[$0]] != units[order[$0 - 1]] } + [rowCount])
    }
    rows = order
    nesting = Nesting(rowStarts: starts)
    let crossed = distinct.filter { term in !spine.contains { $0.term == term } }
    factors = crossed.map { terms[$0].sorted(by: order) }
    groupings = terms.indices.map { term in
      let same = distinct.first { Self.areEqual(terms[$0], terms[term]) }!
      if let level = spine.firstIndex(where: { $0.term == same }) { return .level(level + 1) }
      return .factor(crossed.firstIndex(of: same)!)
    }
  }

  /// The first of each set of equal factors.
  private static func distinct(_ terms: [GroupedTerm.Units]) -> [Int] {
    terms.indices.filter { term in !(0..<term).contains { areEqual(terms[$0], terms[term]) } }
  }

  /// Counting sort; keeps the order of rows with the same unit.
  private static func stablySorted(_ order: [Int], by unit: [Int32]) -> [Int] {
    let units = Int(unit.max() ?? 0) + 1
    var next = [Int](repeating: 0, count: units + 1)
    for row in order { next[Int(unit[row]) + 1] += 1 }
    for index in 1...units { next[index] += next[index - 1] }
    var sorted = order
    for row in order {
      sorted[next[Int(unit[row])]] = row
      next[Int(unit[row])] += 1
    }
    return sorted
  }

  /// Whether every unit of `inner` lies in one unit of `outer`.
  private static func isNested(_ inner: [Int32], in outer: [Int32]) -> Bool {
    var holder = [Int32](repeating: -1, count: Int(inner.max() ?? 0) + 1)
    for (a, b) in zip(inner, outer) {
      if holder[Int(a)] == -1 { holder[Int(a)] = b }
      if holder[Int(a)] != b { return false }
    }
    return true
  }

  /// Whether two factors put rows together in the same way.
  static func areEqual(_ a: [Int32], _ b: [Int32]) -> Bool {
    isNested(a, in: b) && isNested(b, in: a)
  }

  private static func areEqual(_ a: GroupedTerm.Units, _ b: GroupedTerm.Units) -> Bool {
    switch (a, b) {
    case (.single(let a), .single(let b)): areEqual(a, b)
    case (.weighted(let a), .weighted(let b)): a == b
    default: false
    }
  }
}

extension GroupedTerm.Units {
  /// How many units have rows.
  var count: Int {
    switch self {
    case .single(let units): Set(units).count
    case .weighted(let rows): Set(rows.joined().map(\.unit)).count
    }
  }

  fileprivate func sorted(by order: [Int]) -> GroupedTerm.Units {
    switch self {
    case .single(let units): .single(order.map { units[$0] })
    case .weighted(let rows): .weighted(order.map { rows[$0] })
    }
  }

  /// The factor as the fitter takes it, its numbers in the workspace.
  func rowFactor(in workspace: Workspace) -> RowFactor {
    switch self {
    case .single(let units):
      return RowFactor(
        unitCount: Int(units.max() ?? -1) + 1, isFixed: true,
        memberships: .single(units: workspace.indices(units)))
    case .weighted(let rows):
      let entries = Array(rows.joined())
      let weights = workspace.doubles(entries.count)
      for (index, entry) in entries.enumerated() { weights[index] = entry.weight }
      var starts: [Int32] = [0]
      for row in rows { starts.append(starts.last! + Int32(row.count)) }
      return RowFactor(
        unitCount: Int(entries.map(\.unit).max() ?? -1) + 1, isFixed: true,
        memberships: .weighted(
          starts: workspace.indices(starts), units: workspace.indices(entries.map(\.unit)),
          weights: UnsafePointer(weights)))
    }
  }
}
