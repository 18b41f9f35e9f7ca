internal import DataSimulation
internal import MixedModels
internal import ModelFormula
internal import StudyDesign

extension FittedDataSet {
  /// Fits an analysis to the data set in hand of a simulator whose response holds all effects.
  static func fitted(
    _ study: Study, _ index: Int, _ simulator: StudySimulator
  ) -> (FitOutcome, Fit?) {
    let assembly = AnalysisAssembly(study: study, simulator: simulator)
    let analysis = study.analyses[index]
    guard
      let model = assembly.generalisedModel(.analysis(index), as: assembly.models[index])
    else { return linear(assembly, analysis, assembly.models[index], simulator) }
    let fitter = GeneralisedFitter(
      source: assembly.source(simulator), models: [model], isPrecise: true)
    let outcome = fitter.fit(0)
    guard outcome.hasEstimates else { return (outcome, nil) }
    let estimates = fitter.estimates(of: 0)
    let predictors = analysis.family.predictorCount
    let fit = Fit(
      coefficients: estimates.coefficients,
      covariances: matrices(
        estimates.covariances, orders: model.terms.map { $0.columns.count * predictors }),
      residualVariance: 1, family: analysis.family.replacing(estimates.familyParameters))
    return (outcome, fit)
  }

  private static func linear(
    _ assembly: AnalysisAssembly, _ analysis: Analysis, _ model: LinearModel,
    _ simulator: StudySimulator
  ) -> (FitOutcome, Fit?) {
    var fitter = LinearFitter(
      nesting: simulator.nesting, factors: assembly.factors, columnLevels: assembly.columnLevels,
      isFixed: assembly.isFixed, interceptColumn: assembly.interceptColumn, models: [model],
      columns: assembly.columns, isPrecise: true)
    fitter.update()
    let outcome = fitter.fit(0)
    guard outcome.hasEstimates else { return (outcome, nil) }
    let variance = fitter.residualVariance(of: 0)
    let orders = model.terms.map(\.columns.count)
    let relative = fitter.relativeCovariances(of: 0)
    let fit = Fit(
      coefficients: model.fixed.indices.map { fitter.coefficient($0, of: 0) },
      covariances: matrices(relative.map { $0 * variance }, orders: orders),
      residualVariance: variance, family: analysis.family)
    return (outcome, fit)
  }

  /// Packed matrices of some orders, in full.
  private static func matrices(_ packed: [Double], orders: [Int]) -> [[[Double]]] {
    var start = 0
    return orders.map { q in
      defer { start += q * (q + 1) / 2 }
      return (0..<q).map { i in
        (0..<q).map { j in packed[start + (i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i)] }
      }
    }
  }
}

extension ResponseFamily {
  /// With other cuts, or another dispersion.
  fileprivate func replacing(_ parameters: [Double]) -> ResponseFamily {
    guard let first = parameters.first else { return self }
    var family = self
    switch distribution {
    case .negativeBinomial: family.distribution = .negativeBinomial(size: first)
    case .ordinal: family.distribution = .ordinal(cuts: parameters)
    case .gamma: family.distribution = .gamma(shape: first)
    case .beta: family.distribution = .beta(precision: first)
    case .normal, .binomial, .poisson, .nominal: break
    }
    return family
  }
}
