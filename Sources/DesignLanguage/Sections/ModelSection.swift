internal import DataTable
internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `model`: the generating model.
  mutating func readModel() {
    guard let node = root["model"] else {
      reportMissingSection("model", example: "y ~ x + (1 | school)")
      return
    }
    guard let formula = formula(node) else { return }
    self.formula = formula
    guard case .name = formula.response else {
      report(.responseIsNotAName(formula.response.description), at: node)
      return
    }
    columns = columns(of: formula, at: node)
    columnsWithIntercept = columns
    if responseFamily.isOrdinal { columns = columns.flatMap { withoutIntercept($0, at: node) } }
    if case .nominal(let categories) = responseFamily.distribution {
      if !formula.offsets.isEmpty { report(.notServed("'offset' of a nominal response"), at: node) }
      columns = columns?.byCategory(categories)
    }
    trialsAreKnown(responseFamily.trials, at: statedTrials)
    groupingLevels = groupingLevels(of: formula, at: node) ?? []
    if groupingLevels.count != formula.bars.count { columns = nil }
  }

  /// The columns of a model of ordered responses, whose cuts stand for the intercept.
  mutating func withoutIntercept(_ columns: ModelColumns, at node: DesignNode) -> ModelColumns? {
    guard columns.fixed.contains(where: { $0.parts.isEmpty }) else {
      report(.ordinalWithoutIntercept, at: node)
      return nil
    }
    var columns = columns
    columns.fixed.removeAll { $0.parts.isEmpty }
    return columns
  }

  /// The formula in a text; nil if it is none, which has then been reported.
  mutating func formula(_ node: DesignNode) -> Formula? {
    guard let text = node.text else {
      report(.wantsFormula(found: node.kindInWords), at: node)
      return nil
    }
    do {
      return try sources.formula(text)
    } catch {
      report(.badFormula(text, error), at: node.position(atUTF8Offset: error.offset))
      return nil
    }
  }

  /// The columns of a formula over the predictors; nil if it has unknown or misused variables.
  mutating func columns(of formula: Formula, at node: DesignNode) -> ModelColumns? {
    guard namesAreKnown, variablesAreKnown(formula, at: node) else { return nil }
    do {
      let columns = try ModelColumns(expanding: formula) { kind(of: $0) }
      guard columns.fixed.count <= Self.mostCoefficients else {
        report(
          .tooMany(columns.fixed.count, "coefficients", most: Self.mostCoefficients), at: node)
        return nil
      }
      return columns
    } catch {
      report(.plain("\(error)"), at: node)
      return nil
    }
  }

  private mutating func variablesAreKnown(_ formula: Formula, at node: DesignNode) -> Bool {
    let terms = formula.terms + formula.bars.flatMap(\.terms)
    let expressions = terms.flatMap(\.factors) + formula.offsets
    var names: [String] = []
    for name in expressions.flatMap(\.names) where !names.contains(name) { names.append(name) }
    var areKnown = true
    for name in names where predictor(name) == nil {
      areKnown = false
      if brokenPredictors.contains(name) { continue }
      if case .name(name) = formula.response {
        report(.responseAmongTerms(name), at: node)
      } else if levels.contains(where: { $0.name == name }) {
        report(.levelAsVariable(name), at: node.position(of: name))
      } else {
        let nearest = nearestName(to: name, among: knownVariables)
        report(.unknownVariable(name, nearest: nearest), at: node.position(of: name))
      }
    }
    return areKnown && factorsAreFinite(expressions, at: node)
      && !expressions.contains { expression in
        reportWeightedCategories(
          expression, at: levels.count - 1, node.position(of: expression.names.first ?? ""))
      }
  }

  /// Reports a factor that varies between units of which those of `level` have several at once;
  /// categories have no mean.
  mutating func reportWeightedCategories(
    _ variable: Expression, at level: Int, _ place: Position
  ) -> Bool {
    guard levelsAreWhole, let name = variable.names.first,
      let own = PredictorRules.level(of: name, predictors: predictors, levels: levels),
      case .factor? = kind(of: variable), levels.lies(level, in: own),
      levels.isWeighted(level, in: own)
    else { return false }
    report(
      .categoriesOfMembers(
        variable.description, level: levels[own].name, rows: levels[level].name), at: place)
    return true
  }

  private var knownVariables: [String] {
    let path = root["data"]?.text
    let columns = path.flatMap { try? sources.table($0) }?.columns.map(\.name) ?? []
    return predictors.map(\.name) + brokenPredictors.sorted() + columns
  }

  /// Whether every `factor(x)` is of a variable with a short list of values.
  private mutating func factorsAreFinite(
    _ expressions: [Expression], at node: DesignNode
  ) -> Bool {
    for case .call("factor", let arguments) in expressions {
      let call = Expression.call("factor", arguments)
      guard kind(of: call) == nil else { continue }
      report(.factorOfMany(call.description), at: node.position(of: "factor"))
      return false
    }
    return true
  }

  /// The level of the grouping factor of each random term; nil if one is unknown.
  mutating func groupingLevels(of formula: Formula, at node: DesignNode) -> [Int]? {
    var indices: [Int] = []
    for bar in formula.bars {
      let isKnown = bar.grouping.map { isGrouping($0, at: node) }
      guard isKnown.allSatisfy({ $0 }) else { continue }
      guard let index = level(ofGrouping: bar.grouping) else {
        report(
          .crossingIsDrawn(bar.grouping), at: node.position(ofGrouping: bar.grouping[0]))
        continue
      }
      if slopesAreClear(bar, level: index, at: node) { indices.append(index) }
    }
    return indices.count == formula.bars.count ? indices : nil
  }

  private mutating func isGrouping(_ name: String, at node: DesignNode) -> Bool {
    if levels.contains(where: { $0.name == name }) { return true }
    if levels.contains(where: { $0.name.split(separator: ":").contains(Substring(name)) }) {
      return true
    }
    guard namesAreKnown else { return false }
    let known = levels.map(\.name)
    let nearest = nearestName(to: name, among: known)
    report(
      .unknownGrouping(name, nearest: nearest, known: known, isPredictor: predictor(name) != nil),
      at: node.position(ofGrouping: name))
    return false
  }

  /// Whether no slope of a term over several units at once is that of a mean over these units.
  private mutating func slopesAreClear(_ bar: Bar, level: Int, at node: DesignNode) -> Bool {
    guard levelsAreWhole, root["data"] == nil, levels.isWeighted(levels.count - 1, in: level) else {
      return true
    }
    for name in bar.terms.flatMap(\.factors).flatMap(\.names) {
      guard let own = predictor(name)?.level, levels.isWeighted(levels.count - 1, in: own) else {
        continue
      }
      report(
        .slopeOfMean(name, level: levels[level].name), at: node.position(of: name))
      return false
    }
    return true
  }

  /// The level of `a`, or of `a:b`: the lower of the two if one lies in the other, else their
  /// crossing.
  private func level(ofGrouping names: [String]) -> Int? {
    if let index = levels.firstIndex(where: { $0.name == names.joined(separator: ":") }) {
      return index
    }
    let found = names.compactMap { name in levels.firstIndex { $0.name == name } }
    return levelsAreWhole ? crossing(of: found) : found.max()
  }
}
