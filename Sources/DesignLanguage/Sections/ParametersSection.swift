internal import DataTable
internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `parameters: fitted`: values that are not stated come from the model fitted to the file.
  mutating func readParameters() {
    guard let node = root["parameters"] else { return }
    guard root["data"] != nil else {
      report(.parametersWithoutData, at: position(of: ["parameters"]))
      return
    }
    lacksEstimates = true
    guard isNormal else {
      report(.notServed("'parameters: fitted' of responses that are not normal"), at: node)
      return
    }
    guard word(node, of: "source of parameters", served: ["fitted"]) != nil else { return }
    guard let table, levelsAreWhole, let formula, columns != nil else { return }
    if case .name(let response) = formula.response, table[response] == nil {
      let known = table.columns.map(\.name)
      let nearest = nearestName(to: response, among: known)
      report(
        .unknownColumn(response, nearest: nearest, known: known),
        at: root["model"]?.position(of: response) ?? node.position)
      return
    }
    fit(formula, to: table, at: node)
  }

  private mutating func fit(_ formula: Formula, to table: DataTable, at node: DesignNode) {
    let reduced = withoutNewPredictors(formula)
    do {
      let columns = try ModelColumns(expanding: reduced) { kind(of: $0) }
      fitted = try sources.estimates(root["data"]?.text ?? "", table, reduced, columns)
      lacksEstimates = false
      fittedFormula = reduced
      fittedColumns = columns
      let remark = Wording.powerAtEstimates.sentence
      if !remarks.contains(remark) { remarks.append(remark) }
    } catch {
      report(.fitFailed("\(error)"), at: node)
    }
  }

  /// The model without terms of predictors that the file lacks.
  private func withoutNewPredictors(_ formula: Formula) -> Formula {
    func isOfFile(_ term: Term) -> Bool {
      term.factors.flatMap(\.names).allSatisfy { predictor($0)?.source == .column }
    }
    var reduced = formula
    reduced.terms.removeAll { !isOfFile($0) }
    reduced.bars = formula.bars.compactMap { bar in
      var bar = bar
      bar.terms.removeAll { !isOfFile($0) }
      return bar.hasIntercept || !bar.terms.isEmpty ? bar : nil
    }
    return reduced
  }

  /// The fitted covariance matrix of all random effects at a level; nil without a fit, or if the
  /// file lacks one of their predictors.
  func fittedCovariances(ofLevel level: Int, columns: [ColumnRecipe]) -> [[Double]]? {
    guard let fitted, let bars = fittedColumns?.bars else { return nil }
    var places: [String: (bar: Int, column: Int)] = [:]
    for (index, bar) in bars.enumerated()
    where bar.grouping.joined(separator: ":") == levels[level].name {
      for (column, recipe) in bar.columns.enumerated() { places[recipe.name] = (index, column) }
    }
    let found = columns.compactMap { places[$0.name] }
    guard found.count == columns.count else { return nil }
    return found.map { row in
      found.map { row.bar == $0.bar ? fitted.covariances[row.bar][row.column][$0.column] : 0 }
    }
  }
}
