internal import DataTable
internal import ModelFormula
internal import StudyDesign

/// A grouping factor of a data file: for each row the group that it belongs to.
struct DataGrouping {
  let names: [String]
  let column: DataColumn
  let groups: [Int32]
  let count: Int

  var name: String { column.name }

  /// Whether each group lies in one group of `outer`.
  func isNested(in outer: DataGrouping) -> Bool {
    var home = [Int32](repeating: -1, count: count)
    for (group, container) in zip(groups, outer.groups) {
      if home[Int(group)] < 0 { home[Int(group)] = container }
      if home[Int(group)] != container { return false }
    }
    return true
  }
}

extension DesignReading {
  /// The grouping factors of all random terms, those with fewer units first; nil if one cannot be
  /// used.
  mutating func groupings(
    _ formulas: [(formula: Formula, node: DesignNode)]
  ) -> [DataGrouping]? {
    guard let table else { return nil }
    var found: [DataGrouping] = []
    var areWhole = true
    for (formula, node) in formulas {
      for bar in formula.bars where !found.contains(where: { $0.names == bar.grouping }) {
        guard columnsExist(bar.grouping, at: node) else {
          areWhole = false
          continue
        }
        let grouping = grouping(bar.grouping, of: table)
        if grouping.count < 2 {
          report(.oneGroup(grouping.name), at: node.position(ofGrouping: bar.grouping.last ?? ""))
          areWhole = false
        }
        found.append(grouping)
      }
    }
    found.sort { $0.count < $1.count }
    return areWhole ? found : nil
  }

  private mutating func columnsExist(_ names: [String], at node: DesignNode) -> Bool {
    var exist = true
    for name in names where table?[name] == nil {
      exist = false
      report(unknownColumn(name), at: node.position(ofGrouping: name))
    }
    return exist
  }

  private func unknownColumn(_ name: String) -> Wording {
    let path = root["data"]?.text ?? ""
    let known = (try? sources.table(path))?.columns.map(\.name) ?? []
    return .unknownColumn(name, nearest: nearestName(to: name, among: known), known: known)
  }

  private func grouping(_ names: [String], of table: DataTable) -> DataGrouping {
    let columns = names.compactMap { table[$0]?.values.asFactor }
    let rows = (0..<table.rowCount).map { row in columns.map { $0.codes[row] } }
    let groups = Set(rows).sorted { $0.lexicographicallyPrecedes($1) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(groups, groups.indices.map { Int32($0) }))
    let labels = groups.map { codes in
      zip(columns, codes).map { $0.categories[Int($1)] }.joined(separator: ":")
    }
    let codes = rows.map { numbers[$0] ?? -1 }
    let column = DataColumn(
      name: names.joined(separator: ":"), values: .categories(labels, codes: codes))
    return DataGrouping(names: names, column: column, groups: codes, count: groups.count)
  }

  /// Grouping factors as levels, and the rows below them; their columns hold the groups' names.
  mutating func appendLevels(_ groupings: [DataGrouping]) {
    for (index, grouping) in groupings.enumerated() {
      let holders = groupings.indices.prefix(index).filter {
        grouping.isNested(in: groupings[$0])
      }
      levels.append(
        Level(
          name: grouping.name, units: .observed(count: grouping.count),
          parents: innermost(of: holders)))
      statedSizes.append(
        Scenario.StatedSize(level: grouping.name, size: Double(grouping.count)))
      if let index = table?.columns.firstIndex(where: { $0.name == grouping.name }) {
        table?.columns[index] = grouping.column
      } else {
        table?.columns.append(grouping.column)
      }
    }
    let taken = Set((table?.columns.map(\.name) ?? []) + levels.map(\.name))
    let rowName = ["observation", "row", "record"].first { !taken.contains($0) } ?? "data.row"
    levels.append(
      Level(
        name: rowName, units: .observed(count: table?.rowCount ?? 0),
        parents: innermost(of: Array(levels.indices))))
  }

  /// Those of some levels in which no other one lies, the one with the most units first.
  private func innermost(of some: [Int]) -> [Int] {
    some.filter { level in !some.contains { $0 != level && levels.lies($0, in: level) } }.reversed()
  }

  /// Reports a constant column, and text where numbers were meant.
  mutating func checkValues(of column: DataColumn) {
    let place = root["model"]?.position(of: column.name) ?? root.position
    switch column.values {
    case .numbers(let numbers):
      if Set(numbers).count < 2 { report(.constantColumn(column.name), at: place) }
    case .categories(let names, _):
      if names.count < 2 { report(.constantColumn(column.name), at: place) }
      let isStated = root["predictors"]?[column.name] != nil
      let texts = names.filter { plainNumber($0) == nil }
      if !isStated, let text = texts.first, texts.count * 2 < names.count {
        report(.textAmongNumbers(column.name, text: text), at: place)
        brokenPredictors.insert(column.name)
      }
    }
  }

  /// The highest level in whose units the column does not vary.
  func level(of column: DataColumn) -> Int {
    let codes = column.values.asFactor.codes
    for (index, level) in levels.dropLast().enumerated() {
      guard case .categories(_, let groups)? = table?[level.name]?.values else { continue }
      var seen: [Int32: Int32] = [:]
      let isConstant = groups.indices.allSatisfy { row in
        let known = seen.updateValue(codes[row], forKey: groups[row])
        return known == nil || known == codes[row]
      }
      if isConstant { return index }
    }
    return levels.count - 1
  }
}
