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
    return isComplete(chances, file: file, at: node) ? chances : nil
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

  /// Whether there is something to draw for every combination of given units.
  private mutating func isComplete(
    _ chances: ChanceTable, file: String, at node: DesignNode
  ) -> Bool {
    let counts = chances.given.map { Int(LevelRules.unitCount(at: $0, of: levels)) }
    guard counts.reduce(1, { $0 * Double($1) }) <= 1e7 else {
      report(.tableTooWide(file), at: node)
      return false
    }
    var hasWeight = [Bool](repeating: false, count: counts.reduce(1, *))
    for entry in chances.entries where entry.weight > 0 {
      hasWeight[zip(entry.given, counts).reduce(0) { $0 * $1.1 + $1.0 }] = true
    }
    guard var missing = hasWeight.firstIndex(of: false) else { return true }
    var units: [String] = []
    for (level, count) in zip(chances.given, counts).reversed() {
      units.insert("'\(levels[level].name)' \(missing % count + 1)", at: 0)
      missing /= count
    }
    report(.nothingToDraw(file, units: units), at: node)
    return false
  }
}
