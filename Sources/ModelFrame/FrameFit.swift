public import MixedModels
internal import ModelFormula

extension ModelFrame {
  /// Fits the model.
  ///
  /// Without random terms the fit is least squares, whatever the estimator, and the tests are t
  /// tests with the residual degrees of freedom; with random terms they are Wald z tests.
  public func fit(_ estimator: Estimator) throws(FrameError) -> FittedModel {
    let fit = try linearFit(estimator)
    let isLeastSquares = randomTerms.isEmpty
    let residualDegrees = isLeastSquares ? Double(rowCount - fixed.count) : nil
    let coefficients = columns.fixed.indices.map { index in
      FittedModel.Coefficient(
        name: columns.fixed[index].name, estimate: fit.coefficients[index],
        standardError: fit.covariance[index][index].squareRoot(), degreesOfFreedom: residualDegrees)
    }
    return FittedModel(
      formula: formula.text,
      method: isLeastSquares ? .leastSquares : estimator == .reml ? .reml : .ml,
      observations: rowCount, droppedRows: droppedRowCount,
      groups: groupings.map { FittedModel.Group(name: $0.name, units: $0.unitCount) },
      coefficients: coefficients, randomTerms: fittedTerms(fit),
      residualVariance: fit.residualVariance, deviance: fit.criterion,
      parameterCount: fit.parameterCount, outcome: fit.outcome, iterations: fit.iterations)
  }

  private func fittedTerms(_ fit: LinearFit) -> [FittedModel.RandomTerm] {
    zip(columns.bars, zip(randomTerms, fit.termCovariances)).map { bar, fitted in
      FittedModel.RandomTerm(
        group: groupings[fitted.0.grouping].name, columns: bar.columns.map(\.name),
        covariance: fitted.1)
    }
  }

  private func linearFit(_ estimator: Estimator) throws(FrameError) -> LinearFit {
    let data = LinearModelData(
      response: response, fixed: fixed,
      terms: randomTerms.map {
        GroupedTerm(groups: groupings[$0.grouping].units, columns: $0.columns)
      })
    do {
      return try fitLinearModel(data, estimator: estimator)
    } catch {
      throw named(error)
    }
  }

  /// The fitter's fact in terms of the columns.
  private func named(_ error: LinearModelError) -> FrameError {
    switch error {
    case .tooFewRows(let rows, let coefficients):
      .tooFewRows(rows: rows, coefficients: coefficients)
    case .dependentColumns(let dependent):
      .dependentColumn(
        columns.fixed[dependent[0]].name,
        on: columns.fixed[..<dependent[0]].map(\.name), grouping: nil)
    case .singleGroup(let term): .oneGroup(groupName(term))
    case .groupPerRow(let term): .groupPerRow(groupName(term))
    case .notNested(let term, let other): .notNested(groupName(term), groupName(other))
    case .noResidualVariation: .noResidualVariation(formula.response.description)
    }
  }

  private func groupName(_ term: Int) -> String { groupings[randomTerms[term].grouping].name }
}
