public import MixedModels
internal import ModelFormula

extension ModelFrame {
  /// Fits a model whose response is not normal.
  ///
  /// - Parameters:
  ///   - estimator: quadrature only with one random effect a unit.
  ///   - countsUnits: whether tests are t tests with between-within degrees of freedom in place of z
  ///     tests.
  ///   - tests: coefficients to be tested together; of a response without order those of all
  ///     categories.
  public func fit(
    _ estimator: GeneralisedModel.Estimator, countsUnits: Bool = false,
    tests: [JointRequest] = []
  ) throws(FrameError) -> FittedModel {
    guard let generalised else { preconditionFailure("a normal response") }
    try check(estimator)
    let counted = try countsUnits && !randomTerms.isEmpty ? betweenWithin() : nil
    let shift = hasCuts ? 1 : 0
    let rows = tests.map { hypothesis($0, generalised.family) }
    let degrees = tests.map { test -> Double in
      test.coefficients.map { counted?.coefficients[$0 + shift] ?? .infinity }.min() ?? .infinity
    }
    let data = GeneralisedModelData(
      response: generalised.values, trials: generalised.trials, offset: offset, fixed: fixed,
      terms: groupedTerms, family: generalised.family, estimator: estimator)
    let fit: GeneralisedFit
    do {
      fit = try fitGeneralisedModel(data, joint: rows, degreesOfFreedom: degrees)
    } catch {
      throw named(error)
    }
    return fitted(fit, generalised, estimator, counted, tests)
  }

  private func check(_ estimator: GeneralisedModel.Estimator) throws(FrameError) {
    guard case .quadrature = estimator else { return }
    let isScalar =
      randomTerms.count == 1 && randomTerms[0].columns.count == 1
      && groupings[randomTerms[0].grouping].memberships == nil
      && generalised?.family.predictorCount == 1
    if !isScalar { throw .quadratureTerms }
  }

  /// The coefficients of a test in every linear predictor.
  private func hypothesis(_ test: JointRequest, _ family: Family) -> [[Double]] {
    let p = fixed.count
    return (0..<family.predictorCount).flatMap { predictor in
      test.coefficients.map { tested in
        (0..<p * family.predictorCount).map { $0 == predictor * p + tested ? 1 : 0 }
      }
    }
  }

  private func fitted(
    _ fit: GeneralisedFit, _ response: GeneralisedResponse,
    _ estimator: GeneralisedModel.Estimator, _ counted: BetweenWithin?, _ tests: [JointRequest]
  ) -> FittedModel {
    var model = FittedModel(
      formula: formula.text, method: method(estimator),
      observations: rowCount, droppedRows: droppedRowCount,
      groups: groupings.map { FittedModel.Group(name: $0.name, units: $0.unitCount) },
      coefficients: coefficients(fit, response, counted),
      randomTerms: randomTerms(fit, response), residualVariance: .nan, deviance: fit.deviance,
      parameterCount: fit.parameterCount, outcome: fit.outcome, iterations: fit.iterations,
      degreesOfFreedomMethod: counted == nil ? .wald : .betweenWithin,
      tests: tests.enumerated().map { index, test in
        jointTest(
          test.name, fit.jointTests.indices.contains(index) ? fit.jointTests[index] : nil, nil)
      })
    model.family = response.name
    model.link = response.family.link.rawValue
    model.categories = response.categories
    if case .quadrature(let points) = estimator { model.quadraturePoints = points }
    model.usedExpectedInformation = fit.usedExpectedInformation
    setFamilyParameters(&model, fit, response)
    return model
  }

  private func method(_ estimator: GeneralisedModel.Estimator) -> FittedModel.Method {
    if randomTerms.isEmpty { return .ml }
    switch estimator {
    case .laplace: return .laplace
    case .quadrature: return .quadrature
    case .conditionalModes: return .conditionalModes
    case .quasi(.marginal, let order): return order == 1 ? .mql1 : .mql2
    case .quasi(.penalised, let order): return order == 1 ? .pql1 : .pql2
    }
  }

  /// Names with the category of their linear predictor where there are several.
  private func names(_ names: [String], _ response: GeneralisedResponse) -> [String] {
    guard case .nominal = response.family.distribution else { return names }
    return response.categories.dropFirst().flatMap { category in names.map { "\(category):\($0)" } }
  }

  private func coefficients(
    _ fit: GeneralisedFit, _ response: GeneralisedResponse, _ counted: BetweenWithin?
  ) -> [FittedModel.Coefficient] {
    let shift = hasCuts ? 1 : 0
    return names(columns.fixed.map(\.name), response).enumerated().map { index, name in
      FittedModel.Coefficient(
        name: name, estimate: fit.coefficients[index],
        standardError: fit.covariance[index][index].squareRoot(),
        degreesOfFreedom: counted?.coefficients[index % fixed.count + shift])
    }
  }

  private func randomTerms(
    _ fit: GeneralisedFit, _ response: GeneralisedResponse
  ) -> [FittedModel.RandomTerm] {
    zip(columns.bars, zip(randomTerms, fit.termCovariances)).map { bar, fitted in
      FittedModel.RandomTerm(
        group: groupings[fitted.0.grouping].name,
        columns: names(bar.columns.map(\.name), response), covariance: fitted.1)
    }
  }

  private func setFamilyParameters(
    _ model: inout FittedModel, _ fit: GeneralisedFit, _ response: GeneralisedResponse
  ) {
    switch response.family.distribution {
    case .ordinal:
      model.thresholds = fit.familyParameters.enumerated().map { index, cut in
        FittedModel.Coefficient(
          name: response.categories[index] + "|" + response.categories[index + 1], estimate: cut,
          standardError: fit.familyErrors[index])
      }
    case .negativeBinomial, .gamma, .beta:
      model.dispersion = FittedModel.Dispersion(
        name: response.dispersionName, value: fit.familyParameters[0],
        logError: fit.familyErrors[0])
    case .binomial, .poisson, .nominal: break
    }
  }
}

extension GeneralisedResponse {
  /// What the distribution is called in reports.
  var name: String {
    switch family.distribution {
    case .binomial: "binomial"
    case .poisson: "poisson"
    case .negativeBinomial: "negative_binomial"
    case .ordinal: "ordinal"
    case .nominal: "nominal"
    case .gamma: "gamma"
    case .beta: "beta"
    }
  }

  fileprivate var dispersionName: String {
    switch family.distribution {
    case .negativeBinomial: "size"
    case .gamma: "shape"
    default: "precision"
    }
  }
}
