internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `by: PREDICTOR` with `sd` or `variance` for each of its categories.
  ///
  /// - Returns: the first category's variance.
  mutating func residualGroups(
    _ by: DesignNode, _ node: DesignNode, key: String
  ) -> ResidualReading {
    guard !key.hasPrefix("total") else {
      report(.totalOfUnequalResiduals(key), at: node)
      return .broken
    }
    guard let name = by.text, let predictor = predictor(name) else {
      if !brokenPredictors.contains(by.text ?? "") {
        let known = predictors.map(\.name)
        let nearest = nearestName(to: by.text ?? "", among: known)
        report(.unknownPredictor(by.text ?? "", nearest: nearest, known: known), at: by)
      }
      return .broken
    }
    if levels.isWeighted(levels.count - 1, in: predictor.level) {
      report(.residualByMembers(name), at: by)
      return .broken
    }
    guard let (names, values) = residualCategories(predictor) else {
      report(.residualByNumbers(name), at: by)
      return .broken
    }
    guard let entries = node.mapping, !isDistribution(node) else {
      report(.residualByWithoutCategories(key, names), at: node)
      return .broken
    }
    var variances = [Double?](repeating: nil, count: names.count)
    var isWhole = true
    for entry in entries {
      guard let place = names.firstIndex(of: entry.key) else {
        let nearest = nearestName(to: entry.key, among: names)
        report(
          .unknownCategory(entry.key, of: name, nearest: nearest, known: names),
          at: entry.keyPosition)
        isWhole = false
        continue
      }
      variances[place] = residualVariance(entry.value, key: key)
      isWhole = isWhole && variances[place] != nil
    }
    let missing = names.filter { name in !entries.contains { $0.key == name } }
    if !missing.isEmpty, isWhole || missing.count > entries.count {
      report(.categoriesWithoutSpread(missing, by: name, key: key), at: node)
      isWhole = false
    }
    guard isWhole else { return .broken }
    let known = variances.compactMap { $0 }
    residualModel = ResidualModel(
      groups: .init(predictor: name, values: values, names: names, variances: known))
    return .stated(.own(Quantity(known[0])))
  }

  /// The categories of a predictor with their codes, or its values where they are few.
  private func residualCategories(_ predictor: Predictor) -> (names: [String], values: [Double])? {
    if case .factor(let categories) = predictor.kind {
      return (categories, categories.indices.map(Double.init))
    }
    return predictor.distinctValues.map { values in
      (values.map { Expression.number($0).description }, values)
    }
  }

  /// A variance above 0.
  private mutating func residualVariance(_ node: DesignNode, key: String) -> Double? {
    guard let stated = number(node) else { return nil }
    guard stated > 0 else {
      report(
        Wording(
          stated < 0
            ? (key == "sd" ? .sdBelowZero(stated) : .varianceBelowZero(stated))
            : .residualNotAboveZero(stated)), at: node)
      return nil
    }
    return key == "sd" ? stated * stated : stated
  }

  /// `sd` or `variance` by columns of the model, with `correlation` or `covariance`: Var(e) = x'Ωx.
  ///
  /// - Returns: the intercept's variance.
  mutating func residualFunction(
    _ fields: Fields, _ node: DesignNode, key: String
  ) -> ResidualReading {
    guard !key.hasPrefix("total"), fields["within"] == nil else {
      report(
        fields["within"] == nil ? .totalOfUnequalResiduals(key) : .residualByTermWithin,
        at: node)
      return .broken
    }
    guard let fixed = columns?.fixed else { return .broken }
    var used: [(column: ColumnRecipe, variance: Double)] = []
    var isWhole = true
    for entry in node.mapping ?? [] {
      guard let column = residualColumn(entry, among: fixed),
        let stated = number(entry.value)
      else {
        isWhole = false
        continue
      }
      if stated < 0 {
        report(
          Wording(key == "sd" ? .sdBelowZero(stated) : .varianceBelowZero(stated)), at: entry.value)
        isWhole = false
      }
      used.append((column, key == "sd" ? stated * stated : stated))
    }
    guard isWhole else { return .broken }
    guard let intercept = used.firstIndex(where: { $0.column.parts.isEmpty }),
      used[intercept].variance > 0
    else {
      report(.residualWithoutIntercept, at: node)
      return .broken
    }
    used.insert(used.remove(at: intercept), at: 0)
    let names = used.map(\.column.statedName)
    guard let pairs = residualPairs(fields, names: names, variances: used.map(\.variance)) else {
      return .broken
    }
    guard CovarianceRules.isPositiveSemiDefinite(pairs) else {
      report(Wording(.residualCorrelationsImpossible), at: fields.position("correlation"))
      return .broken
    }
    residualModel = ResidualModel(
      function: .init(columns: used.map(\.column), covariance: pairs))
    return .stated(.own(Quantity(used[0].variance)))
  }

  /// A column of the model whose square says more than itself.
  private mutating func residualColumn(
    _ entry: DesignNode.Entry, among fixed: [ColumnRecipe]
  ) -> ColumnRecipe? {
    guard let column = fixed.first(where: { $0.statedName == entry.key }) else {
      let names = fixed.map(\.statedName)
      let nearest = nearestName(to: entry.key, among: names)
      report(.noSuchCoefficient(entry.key, nearest: nearest, known: names), at: entry.keyPosition)
      return nil
    }
    let isBinary = column.parts.contains { part in
      switch part {
      case .indicator: true
      case .numeric(.name(let name)):
        (predictor(name)?.distinctValues?.count ?? 3) <= 2
      case .numeric: false
      }
    }
    if isBinary {
      report(.residualByTermOfTwoValues(entry.key), at: entry.keyPosition)
      return nil
    }
    return column
  }

  /// Ω from `correlation` or `covariance`: a number for every pair, or pairs by name.
  private mutating func residualPairs(
    _ fields: Fields, names: [String], variances: [Double]
  ) -> [[Double]]? {
    var matrix = names.indices.map { i in names.indices.map { $0 == i ? variances[i] : 0 } }
    let given = fields.given(["correlation", "covariance"])
    guard let key = given.first, let node = fields[key] else {
      if names.count == 1 { return matrix }
      report(.residualTermsWithoutCorrelation(names), at: fields.node)
      return nil
    }
    func set(_ i: Int, _ j: Int, _ value: Double) {
      let scale = key == "covariance" ? 1 : (variances[i] * variances[j]).squareRoot()
      matrix[i][j] = value * scale
      matrix[j][i] = value * scale
    }
    guard let outers = node.mapping else {
      guard let value = number(node) else { return nil }
      if key == "correlation", value.magnitude > 1 {
        report(Wording(.correlationOutside(value)), at: node)
        return nil
      }
      for i in names.indices {
        for j in 0..<i { set(i, j, value) }
      }
      return matrix
    }
    for outer in outers {
      guard let inners = outer.value.mapping else {
        report(.wantsPairs(key, found: outer.value.kindInWords), at: outer.value)
        return nil
      }
      for inner in inners {
        let unknown = [outer, inner].first { !names.contains($0.key) }
        if let unknown {
          let nearest = nearestName(to: unknown.key, among: names)
          report(
            .noSuchCoefficient(unknown.key, nearest: nearest, known: names),
            at: unknown.keyPosition)
          return nil
        }
        guard outer.key != inner.key else {
          report(.residualPairOfOne(outer.key), at: inner.keyPosition)
          return nil
        }
        guard let value = number(inner.value) else { return nil }
        set(names.firstIndex(of: outer.key)!, names.firstIndex(of: inner.key)!, value)
      }
    }
    return matrix
  }

  /// `same` or `independent`: how an analysis takes the residuals.
  mutating func analysedResidual(
    _ node: DesignNode?, of family: ResponseFamily?
  ) -> ResidualModel? {
    if let family, !family.isNormal {
      if let node { report(.residualOfOtherFamily(family.name), at: node) }
      return nil
    }
    guard let node else { return residualModel }
    let word = word(node, of: "residual", served: ["same", "independent"])
    return word == "independent" ? nil : residualModel
  }
}
