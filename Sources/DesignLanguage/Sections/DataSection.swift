internal import DataTable
internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `data: FILE`: rows, grouping factors and predictors come from a data file.
  mutating func readData() {
    guard let node = root["data"] else { return }
    levelsAreWhole = false
    guard let path = node.text else {
      report(.wantsName(found: node.kindInWords), at: node)
      return
    }
    if let known = sources.preparedData[dataKey] {
      take(known)
      return
    }
    let mistakes = findings.count
    do {
      table = try sources.table(path)
    } catch {
      report(.unreadableData(path, "\(error)"), at: node)
      return
    }
    let formulas = formulasOfData()
    restateColumns()
    guard dropIncompleteRows(formulas, file: path), let groupings = groupings(formulas) else {
      return
    }
    appendLevels(groupings)
    levelsAreWhole = true
    guard findings.count == mistakes, let table else { return }
    sources.preparedData[dataKey] = PreparedData(
      table: table, levels: levels, statedSizes: statedSizes, remarks: remarks)
  }

  /// What the rows and levels of a data design depend on.
  private var dataKey: String {
    ["data", "parameters", "model", "analysis", "predictors"]
      .map { root[$0]?.flowText ?? "" }.joined(separator: "\n")
  }

  private mutating func take(_ data: PreparedData) {
    table = data.table
    levels = data.levels
    statedSizes = data.statedSizes
    remarks = data.remarks
    levelsAreWhole = true
  }

  /// The formulas of the generating model and the analyses that can be read, with their nodes.
  private func formulasOfData() -> [(formula: Formula, node: DesignNode)] {
    let nodes = [root["model"]] + (root["analysis"]?.list ?? []).map { $0["model"] }
    return nodes.compactMap { node in
      guard let node, let text = node.text, let formula = try? sources.formula(text) else {
        return nil
      }
      return (formula, node)
    }
  }

  /// Whether an entry of `predictors` restates the categories of a column of the file.
  func isColumnOfData(_ entry: DesignNode.Entry) -> Bool {
    table?[entry.key] != nil && entry.value["categories"]?.list != nil
  }

  private mutating func restateColumns() {
    for entry in root["predictors"]?.mapping ?? [] {
      if table?[entry.key] == nil { continue }
      guard isColumnOfData(entry), let items = entry.value["categories"]?.list else {
        report(Wording(.nameStandsTwice(entry.key)), at: entry.keyPosition)
        continue
      }
      restate(entry.key, items)
    }
  }

  private mutating func restate(_ name: String, _ items: [DesignNode]) {
    let categories = items.compactMap(\.text)
    if let wrong = items.first(where: { $0.text == nil }) {
      report(.wantsValues(name, found: wrong.kindInWords), at: wrong)
      return
    }
    do throws(FactorError) {
      try table?.makeFactor(name, categories: categories)
    } catch {
      report(.plain("\(error)"), at: position(of: ["predictors", name, "categories"]))
    }
  }

  /// Keeps the columns that the study uses and the rows that are complete in them.
  private mutating func dropIncompleteRows(
    _ formulas: [(formula: Formula, node: DesignNode)], file: String
  ) -> Bool {
    guard let whole = table else { return false }
    let names = usedNames(formulas)
    let used = whole.columns.filter { names.contains($0.name) }
    let rows = (0..<whole.rowCount).filter { row in used.allSatisfy { !$0.isMissing(row) } }
    if rows.isEmpty {
      report(.noRowsLeft, at: position(of: ["data"]))
      return false
    }
    if rows.count < whole.rowCount {
      let remark = Wording.rowsDropped(
        whole.rowCount - rows.count, of: whole.rowCount, file: file)
      remarks.append(remark.sentence)
    }
    table = DataTable(columns: used.map { $0.taking(rows) }, rowCount: rows.count)
    return true
  }

  private func usedNames(_ formulas: [(formula: Formula, node: DesignNode)]) -> Set<String> {
    var names = variableNames(formulas.map(\.formula))
    for (formula, _) in formulas {
      names.formUnion(formula.bars.flatMap(\.grouping))
      let response = formula.response.names
      if root["parameters"] == nil { names.subtract(response) } else { names.formUnion(response) }
    }
    return names
  }

  /// The variables of all terms, and the inputs of computed predictors.
  private func variableNames(_ formulas: [Formula]) -> Set<String> {
    var names: Set<String> = []
    for formula in formulas {
      let terms = formula.terms + formula.bars.flatMap(\.terms)
      names.formUnion((terms.flatMap(\.factors) + formula.offsets).flatMap(\.names))
    }
    for entry in root["predictors"]?.mapping ?? [] {
      if let input = entry.value["mean_of"]?.text { names.insert(input) }
      guard let text = entry.value["value"]?.text else { continue }
      names.formUnion((try? sources.expression(text))?.names ?? [])
    }
    return names
  }

  /// The columns of the file that the models use, as predictors.
  mutating func takeColumnsOfData() {
    guard let table, levelsAreWhole else { return }
    let formulas = formulasOfData()
    let names = variableNames(formulas.map(\.formula))
    for column in table.columns where names.contains(column.name) {
      if levels.contains(where: { $0.name == column.name }) {
        let node = formulas.first {
          $0.formula.terms.flatMap(\.factors).flatMap(\.names).contains(column.name)
        }?.node
        report(.groupingIsPredictor(column.name), at: (node ?? root).position(of: column.name))
        brokenPredictors.insert(column.name)
        continue
      }
      checkValues(of: column)
      if brokenPredictors.contains(column.name) { continue }
      predictors.append(
        Predictor(
          name: column.name, level: level(of: column), kind: column.kind, source: .column))
    }
  }
}
