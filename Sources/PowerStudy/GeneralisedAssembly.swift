internal import DataSimulation
internal import MixedModels
internal import StudyDesign

extension AnalysisAssembly {
  /// What a generalised analysis has besides the columns and terms of a linear one.
  struct GeneralisedPart {
    let family: Family
    let estimator: GeneralisedModel.Estimator
    let trials: Int?
    let offsets: [Int]
    /// Generating values of the coefficients, 0 where the generating model has none.
    let coefficients: [Double]
    let familyParameters: [Double]
  }

  /// That part of an analysis; nil if it takes responses to be normal.
  static func generalisedPart(
    ofAnalysis index: Int, in study: Study, _ simulator: StudySimulator
  ) -> GeneralisedPart? {
    let analysis = study.analyses[index]
    guard let family = Family(analysis) else { return nil }
    return GeneralisedPart(
      family: family, estimator: .init(analysis.estimator),
      trials: simulator.trials(ofAnalysis: index), offsets: simulator.offsets(ofAnalysis: index),
      coefficients: analysis.generatingCoefficient.map {
        $0.map { study.model.coefficients[$0] } ?? 0
      },
      familyParameters: family.parameterCount > 0 ? analysis.family.startParameters : [])
  }

  /// A model of the study's measures as a generalised one; nil if it is linear.
  ///
  /// - Parameter linear: the same with its columns and terms, the start in squared units of the link's
  ///   scale.
  func generalisedModel(_ model: FittedModel, as linear: LinearModel) -> GeneralisedModel? {
    guard let part = generalised[model.analysis] else { return nil }
    var kept = Array(part.coefficients.indices)
    if case .withoutCoefficients(_, let left) = model { kept.removeAll(where: left.contains) }
    let startsAtTruth = startsAtTruth[model.analysis]
    // A nominal response has the same columns for each category, and they stand here for each.
    let predictors = part.family.predictorCount
    func ofOne(_ columns: [Int]) -> [Int] { Array(columns.prefix(columns.count / predictors)) }
    return GeneralisedModel(
      fixed: ofOne(linear.fixed), response: linear.response, trials: part.trials,
      offsets: part.offsets,
      terms: linear.terms.map { .init(grouping: $0.grouping, columns: ofOne($0.columns)) },
      family: part.family, estimator: part.estimator,
      start: startsAtTruth
        ? GeneralisedModel.Start(
          coefficients: kept.map { part.coefficients[$0] }, covariances: linear.start,
          familyParameters: part.familyParameters)
        : nil)
  }

  /// The columns as generalised fitters read them.
  func source(_ simulator: StudySimulator) -> GeneralisedSource {
    GeneralisedSource(
      nesting: simulator.nesting, factors: factors, columnLevels: columnLevels, isFixed: isFixed,
      interceptColumn: interceptColumn, columns: columns)
  }

  /// The generating covariances on the scale of the link, if the analysis takes responses to arise as
  /// they do.
  static func trueLinkStart(for analysis: Analysis, in study: Study) -> [Double]? {
    guard analysis.family.arises(as: study.model.family) else { return nil }
    return trueStart(for: analysis, in: study, residualVariance: 1)
  }
}

extension ResponseFamily {
  /// Whether responses of another family are of this one, but for its dispersion.
  fileprivate func arises(as other: ResponseFamily) -> Bool {
    guard link == other.link else { return false }
    return switch (distribution, other.distribution) {
    case (.normal, .normal), (.binomial, .binomial), (.poisson, .poisson),
      (.poisson, .negativeBinomial), (.negativeBinomial, .negativeBinomial), (.ordinal, .ordinal),
      (.nominal, .nominal), (.gamma, .gamma), (.beta, .beta):
      true
    default: false
    }
  }

  /// Cuts or dispersion as the fitter counts them.
  fileprivate var startParameters: [Double] {
    switch distribution {
    case .normal, .binomial, .poisson, .nominal: []
    case .negativeBinomial(let size): [size]
    case .ordinal(let cuts): cuts
    case .gamma(let shape): [shape]
    case .beta(let precision): [precision]
    }
  }
}

extension Family {
  /// The family of an analysis as the fitter knows it; nil if it is the normal one.
  fileprivate init?(_ analysis: Analysis) {
    let family = analysis.family
    let link: Link? =
      switch family.link {
      case .identity: nil
      case .logit: .logit
      case .probit: .probit
      case .cloglog: .cloglog
      case .log: .log
      }
    guard let link else { return nil }
    switch family.distribution {
    case .normal: return nil
    case .binomial: self.init(.binomial, link: link)
    case .poisson: self.init(.poisson, link: link)
    case .negativeBinomial(let size):
      self.init(
        .negativeBinomial(size: analysis.takesDispersionAsKnown ? size : nil), link: link)
    case .ordinal(let cuts): self.init(.ordinal(categories: cuts.count + 1), link: link)
    case .nominal(let categories): self.init(.nominal(categories: categories.count), link: link)
    case .gamma: self.init(.gamma, link: link)
    case .beta: self.init(.beta, link: link)
    }
  }
}

extension GeneralisedModel.Estimator {
  fileprivate init(_ estimator: Analysis.Estimator) {
    self =
      switch estimator {
      case .laplace, .reml, .ml: .laplace
      case .quadrature(let points): .quadrature(points: points)
      case .conditionalModes: .conditionalModes
      case .marginalQuasi(let order): .quasi(.marginal, order: order)
      case .penalisedQuasi(let order): .quasi(.penalised, order: order)
      }
  }
}
