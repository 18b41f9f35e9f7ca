internal import DataTable
internal import ModelFormula
internal import StudyDesign

/// A column of a table of counts: a level and its unit in each row, from 0.
private struct UnitColumn {
  let level: Int
  let units: [Int]
}

extension DesignReading {
  /// The chances in a file with a column of units of `target`, columns of units of other levels if
  /// `usesGiven`, and one column of counts.
  ///
  /// Units are known by their order: numbers by size, text by code point.
  mutating func chances(
    _ node: DesignNode, file: String, of index: Int, target: Int, usesGiven: Bool
  ) -> ChanceTable? {
    // Sizes below 1 are reported with the levels.
    guard levels.allSatisfy({ ($0.unitsPerParent ?? 1) >= 1 }) else {
      return ChanceTable(given: [], entries: [])
    }
    let table: DataTable
    do {
      table = try sources.table(file)
    } catch {
      report(.unreadableData(file, "\(error)"), at: node)
      return nil
    }
    let name = levels[target].name
    guard let targetColumn = table[name] else {
      let known = table.columns.map(\.name)
      report(
        .unknownColumn(name, nearest: nearestName(to: name, among: known), known: known), at: node)
      return nil
    }
    var given: [UnitColumn] = []
    var counts: [DataColumn] = []
    for column in table.columns where column.name != name {
      guard let level = levels.firstIndex(where: { $0.name == column.name }) else {
        counts.append(column)
        continue
      }
      guard usesGiven, level != index, isKnown(level, for: index) else {
        report(.uselessColumn(column.name, of: file, level: levels[index].name), at: node)
        return nil
      }
      guard let units = units(column, of: level, file: file, at: node) else { return nil }
      given.append(units)
    }
    guard counts.count == 1 else {
      report(.columnsOfCounts(counts.map(\.name), of: file), at: node)
      return nil
    }
    guard let drawn = units(targetColumn, of: target, file: file, at: node),
      let weights = weights(counts[0], file: file, at: node)
    else { return nil }
    let entries = weights.indices.map { row in
      ChanceTable.Entry(
        given: given.map { $0.units[row] }, unit: drawn.units[row], weight: weights[row])
    }
    let chances = ChanceTable(given: given.map(\.level), entries: entries)
    return isComplete(chances, of: index, target, file: file, at: node) ? chances : nil
  }

  /// Whether it is known, when a unit of `index` is drawn for, in which one unit of `level` it lies.
  private func isKnown(_ level: Int, for index: Int) -> Bool {
    levels.lies(index, in: level) && !levels.isWeighted(index, in: level)
  }

  private mutating func units(
    _ column: DataColumn, of level: Int, file: String, at node: DesignNode
  ) -> UnitColumn? {
    let factor = column.values.asFactor
    if let row = factor.codes.firstIndex(where: { $0 < 0 }) {
      report(.missingInTable(column.name, of: file, row: row + 1), at: node)
      return nil
    }
    let wanted = LevelRules.unitCount(at: level, of: levels)
    guard Double(factor.categories.count) == wanted else {
      report(
        .unitsOfTable(
          column.name, of: file, found: factor.categories.count, wanted: wanted), at: node)
      return nil
    }
    return UnitColumn(level: level, units: factor.codes.map { Int($0) })
  }

  private mutating func weights(
    _ column: DataColumn, file: String, at node: DesignNode
  ) -> [Double]? {
    guard case .numbers(let numbers) = column.values else {
      report(.countsAreText(column.name, of: file), at: node)
      return nil
    }
    for (row, number) in numbers.enumerated() {
      if number.isNaN {
        report(.missingInTable(column.name, of: file, row: row + 1), at: node)
        return nil
      }
      if !(number >= 0 && number.isFinite) {
        report(.countBelowZero(column.name, of: file, row: row + 1, value: number), at: node)
        return nil
      }
    }
    return numbers
  }

  /// Whether there is something to draw for every combination of given units, and of units of the
  /// level in which both what is drawn and what it is drawn for lie.
  private mutating func isComplete(
    _ chances: ChanceTable, of index: Int, _ target: Int, file: String, at node: DesignNode
  ) -> Bool {
    let shared = levels.lowestShared(levels.holders(of: index), levels.nest(of: target)).first
    if let shared, !isChained(target, to: shared) {
      report(.tableWithinCrossing(levels[target].name, shared: levels[shared].name), at: node)
      return false
    }
    let decider = shared.flatMap { above in chances.given.firstIndex { isChained($0, to: above) } }
    let isOpen = shared != nil && decider == nil
    let given = chances.given + (isOpen ? [shared!] : [])
    let counts = given.map { Int(LevelRules.unitCount(at: $0, of: levels)) }
    guard counts.reduce(1, { $0 * Double($1) }) <= 1e7 else {
      report(.tableTooWide(file), at: node)
      return false
    }
    var hasWeight = [Bool](repeating: false, count: counts.reduce(1, *))
    for entry in chances.entries where entry.weight > 0 {
      let home = shared.map { holder(of: entry.unit, target, at: $0) }
      if let shared, let decider,
        home != holder(of: entry.given[decider], chances.given[decider], at: shared)
      {
        continue
      }
      let units = entry.given + (isOpen ? [home!] : [])
      hasWeight[zip(units, counts).reduce(0) { $0 * $1.1 + $1.0 }] = true
    }
    guard var missing = hasWeight.firstIndex(of: false) else { return true }
    var units: [String] = []
    for (level, count) in zip(given, counts).reversed() {
      units.insert("'\(levels[level].name)' \(missing % count + 1)", at: 0)
      missing /= count
    }
    let place = shared.map { levels[$0].name }
    report(.nothingToDraw(file, units: units, within: isOpen ? nil : place), at: node)
    return false
  }

  /// Whether a level lies in another as its first parent, or as that of its first parent, and so on.
  private func isChained(_ level: Int, to above: Int) -> Bool {
    level == above || (levels[level].parents.first.map { isChained($0, to: above) } ?? false)
  }

  /// The unit in which a unit lies of a level to which its own is chained: units are in the order of
  /// their first parents, which all have as many.
  private func holder(of unit: Int, _ level: Int, at above: Int) -> Int {
    let each =
      LevelRules.unitCount(at: level, of: levels) / LevelRules.unitCount(at: above, of: levels)
    return Int(Double(unit) / each)
  }
}
