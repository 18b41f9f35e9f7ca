internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `analysis`: the models fitted to each data set; the generating model if left out.
  mutating func readAnalyses() {
    guard let node = root["analysis"] else {
      appendAnalysis(name: "model", formulaNode: root["model"], path: ["model"], fields: nil)
      return
    }
    guard let items = node.list, !items.isEmpty else {
      report(.wantsList("analysis", found: node.kindInWords), at: node)
      analysesAreWhole = false
      return
    }
    for (index, item) in items.enumerated() {
      guard let fields = fields(item, .analysis) else {
        analysesAreWhole = false
        continue
      }
      let path = fields["model"] == nil ? ["model"] : ["analysis", "\(index + 1)", "model"]
      appendAnalysis(
        name: name(fields["name"]) ?? "model", formulaNode: fields["model"] ?? root["model"],
        path: path, fields: fields)
    }
  }

  /// A name in reports: any text of one line.
  mutating func name(_ node: DesignNode?) -> String? {
    guard let node else { return nil }
    if let text = node.text, !text.isEmpty, !text.contains("\n") { return text }
    report(.wantsName(found: node.kindInWords), at: node)
    return nil
  }

  private mutating func appendAnalysis(
    name: String, formulaNode: DesignNode?, path: [String], fields: Fields?
  ) {
    let family = analysedFamily(fields?["family"])
    let estimator = estimator(fields?["estimator"], of: family?.family)
    let residual = analysedResidual(fields?["residual"], of: family?.family)
    let method = fields?["method"].flatMap { statedMethod($0) }
    if !analysisNames.insert(name).inserted {
      let place = fields.map { $0["name"] == nil ? $0.node.position : $0.position("name") }
      report(.analysisNameTwice(name), at: place ?? root.position)
    }
    let isGenerating = path == ["model"]
    guard let formulaNode, let (family, knowsDispersion) = family,
      let (formula, columns, levels) = expanded(
        formulaNode, isGenerating: isGenerating, of: family)
    else {
      analysesAreWhole = false
      return
    }
    let hasTruth = family.hasScale(of: responseFamily)
    var analysis = Analysis(
      name: name, formula: formula, columns: columns, groupingLevels: levels,
      estimator: estimator, residual: residual,
      generatingCoefficient: columns.fixed.map {
        hasTruth ? self.columns?.fixed.index(ofCoefficient: $0.name) : nil
      }, family: family)
    analysis.knowsDispersion = knowsDispersion
    if let fact = FamilyRules.estimatorFact(analysis) {
      let node = fields?["estimator"] ?? fields?["family"]
      report(Wording(fact), at: node?.position ?? position(of: path))
      analysesAreWhole = false
    }
    if levelsAreWhole { report(AnalysisRules.problems(analysis, levels: self.levels, path: path)) }
    if let fact = ResidualRules.fact(analysis, levels: self.levels) {
      report(Wording(fact), at: fields.map { $0.position("model") } ?? position(of: ["model"]))
    }
    analyses.append(analysis)
    analysisMethods.append(method)
  }

  private mutating func expanded(
    _ node: DesignNode, isGenerating: Bool, of family: ResponseFamily
  ) -> (Formula, ModelColumns, [Int])? {
    if isGenerating {
      let isAsGenerated = family.name == responseFamily.name
      let columns = isAsGenerated ? self.columns : columnsWithIntercept ?? self.columns
      guard let formula, let columns else { return nil }
      return (formula, columns, groupingLevels)
    }
    guard let formula = formula(node) else { return nil }
    if let generating = self.formula, formula.response != generating.response {
      report(
        .otherResponse(formula.response.description, expected: generating.response.description),
        at: node)
      return nil
    }
    var columns = columns(of: formula, at: node)
    if family.isOrdinal { columns = columns.flatMap { withoutIntercept($0, at: node) } }
    if case .nominal(let categories) = family.distribution {
      columns = columns?.byCategory(categories)
    }
    let levels = groupingLevels(of: formula, at: node)
    guard let columns, let levels else { return nil }
    return (formula, columns, levels)
  }
}
