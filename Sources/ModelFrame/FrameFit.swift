public import MixedModels
internal import ModelFormula

extension ModelFrame {
  /// Fits the model.
  ///
  /// Without random terms the fit is least squares, whatever the estimator, and the tests are t
  /// tests with the residual degrees of freedom unless they are to be z tests.
  ///
  /// - Parameters:
  ///   - degreesOfFreedom: of the tests; nil for z tests, or t tests without random terms. Those that
  ///     need REML need it here; Kenward and Roger's do not go with a structure of the residuals.
  ///   - tests: coefficients to be tested together.
  public func fit(
    _ estimator: Estimator, degreesOfFreedom: DegreesOfFreedomMethod? = nil,
    tests: [JointRequest] = []
  ) throws(FrameError) -> FittedModel {
    let isLeastSquares = randomTerms.isEmpty && residual == nil
    let method =
      isLeastSquares
      ? (degreesOfFreedom == .wald ? .wald : .residual)
      : degreesOfFreedom ?? .wald
    precondition(!method.needsREML || estimator == .reml)
    let counted = try method == .betweenWithin ? betweenWithin() : nil
    let rows = tests.map { test in
      test.coefficients.map { tested in fixed.indices.map { $0 == tested ? 1.0 : 0 } }
    }
    let fit = try linearFit(
      estimator, FixedEffectHypotheses(method: reference(for: method), joint: rows))
    return FittedModel(
      formula: formula.text,
      method: isLeastSquares ? .leastSquares : estimator == .reml ? .reml : .ml,
      observations: rowCount, droppedRows: droppedRowCount,
      groups: groupings.map { FittedModel.Group(name: $0.name, units: $0.unitCount) },
      coefficients: coefficients(fit, counted), randomTerms: fittedTerms(fit),
      residual: residual.map { FittedModel.Residual($0, fit) },
      residualVariance: fit.residualVariance, deviance: fit.criterion,
      parameterCount: fit.parameterCount, outcome: fit.outcome, iterations: fit.iterations,
      degreesOfFreedomMethod: method,
      tests: zip(tests, rows).enumerated().map { index, test in
        jointTest(
          test.0.name, fit.jointTests.indices.contains(index) ? fit.jointTests[index] : nil,
          counted?.joint(test.1))
      })
  }

  /// Where the fitter takes reference distributions from.
  private func reference(for method: DegreesOfFreedomMethod) -> FixedEffectMethod {
    switch method {
    case .satterthwaite: .satterthwaite
    case .kenwardRoger: .kenwardRoger
    case .residual: .wald(degreesOfFreedom: Double(rowCount - fixed.count))
    case .betweenWithin, .wald: .wald(degreesOfFreedom: .infinity)
    }
  }

  /// Degrees of freedom by counting units; ordered categories have cuts in place of the column of ones,
  /// which then comes first.
  func betweenWithin() throws(FrameError) -> BetweenWithin {
    var columns = fixed
    if hasCuts { columns.insert([Double](repeating: 1, count: rowCount), at: 0) }
    do {
      return try BetweenWithin(fixed: columns, terms: groupedTerms + residualTerm)
    } catch {
      switch error {
      case .crossed(let term, let other):
        throw .betweenWithinCrossed(groupName(term), groupName(other))
      case .weighted(let term): throw .betweenWithinMembers(groupName(term))
      case .noneLeft(let coefficient):
        let own = coefficient - (hasCuts ? 1 : 0)
        throw .noDegreesOfFreedom(own < 0 ? "the thresholds" : self.columns.fixed[own].name)
      }
    }
  }

  /// Estimates with their tests; a fit without a minimum has no degrees of freedom.
  private func coefficients(
    _ fit: LinearFit, _ counted: BetweenWithin?
  ) -> [FittedModel.Coefficient] {
    columns.fixed.indices.map { index in
      let test = fit.coefficientTests.isEmpty ? nil : fit.coefficientTests[index]
      let degrees = counted?.coefficients[index] ?? test?.degreesOfFreedom ?? .infinity
      return FittedModel.Coefficient(
        name: columns.fixed[index].name, estimate: fit.coefficients[index],
        standardError: test?.standardError ?? fit.covariance[index][index].squareRoot(),
        degreesOfFreedom: degrees.isFinite ? degrees : nil)
    }
  }

  func jointTest(
    _ name: String, _ figures: JointFigures?, _ counted: Double?
  ) -> FittedModel.JointTest {
    let degrees = counted ?? figures?.degreesOfFreedom ?? .nan
    return FittedModel.JointTest(
      name: name, statistic: figures?.statistic ?? .nan,
      numeratorDegreesOfFreedom: figures?.numeratorDegreesOfFreedom ?? 0,
      degreesOfFreedom: degrees == .infinity ? nil : degrees)
  }

  private func fittedTerms(_ fit: LinearFit) -> [FittedModel.RandomTerm] {
    zip(columns.bars, zip(randomTerms, fit.termCovariances)).map { bar, fitted in
      FittedModel.RandomTerm(
        group: groupings[fitted.0.grouping].name, columns: bar.columns.map(\.name),
        covariance: fitted.1)
    }
  }

  var groupedTerms: [GroupedTerm] {
    randomTerms.map { GroupedTerm(units: groupings[$0.grouping].rowUnits, columns: $0.columns) }
  }

  /// The units of the residuals as if they had random intercepts, for counting.
  private var residualTerm: [GroupedTerm] {
    guard let units = residual?.units else { return [] }
    let ones = [Double](repeating: 1, count: rowCount)
    return [GroupedTerm(groups: units.units, columns: [ones])]
  }

  private func linearFit(
    _ estimator: Estimator, _ hypotheses: FixedEffectHypotheses
  ) throws(FrameError) -> LinearFit {
    let data = LinearModelData(
      response: response, fixed: fixed, terms: groupedTerms, residual: residual?.rows)
    do {
      return try fitLinearModel(data, estimator: estimator, hypotheses: hypotheses)
    } catch {
      throw named(error)
    }
  }

  /// The fitter's fact in terms of the columns.
  func named(_ error: LinearModelError) -> FrameError {
    switch error {
    case .tooFewRows(let rows, let coefficients):
      .tooFewRows(rows: rows, coefficients: coefficients)
    case .dependentColumns(let dependent):
      .dependentColumn(
        columns.fixed[dependent[0]].name,
        on: columns.fixed[..<dependent[0]].map(\.name), grouping: nil)
    case .singleGroup(let term): .oneGroup(groupName(term))
    case .groupPerRow(let term): .groupPerRow(groupName(term))
    case .residualUnitsOfOneRow: .residualUnitsOfOneRow(residualName)
    case .residualLikeRandomTerm(let term): .residualLikeRandomTerm(groupName(term))
    case .positionsNeverTogether(let first, let second):
      .positionsNeverTogether(first + 1, second + 1, within: residualName)
    case .residualNotNested: .residualNotNested(residualName)
    case .noResidualVariation: .noResidualVariation(formula.response.description)
    }
  }

  private func groupName(_ term: Int) -> String {
    term < randomTerms.count ? groupings[randomTerms[term].grouping].name : residualName
  }

  private var residualName: String { residual?.units?.name ?? "" }
}
