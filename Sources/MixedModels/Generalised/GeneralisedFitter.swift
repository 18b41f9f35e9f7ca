/// Fits several generalised models to one data set after another.
///
/// A fitter belongs to one worker. Everything it needs is allocated at construction.
public struct GeneralisedFitter {
  private let fitters: [GeneralisedModelFitter]

  /// - Parameters:
  ///   - source: the columns; they must stay valid for the fitter's life.
  ///   - models: what is fitted.
  ///   - isPrecise: whether fits go on to the last digits, for one data set rather than many.
  public init(source: GeneralisedSource, models: [GeneralisedModel], isPrecise: Bool = false) {
    fitters = models.map { Self.fitter(for: $0, source, isPrecise: isPrecise) }
  }

  /// The fastest fitter that serves a model.
  private static func fitter(
    for model: GeneralisedModel, _ source: GeneralisedSource, isPrecise: Bool
  ) -> GeneralisedModelFitter {
    precondition(ScalarLaplaceFitter.serves(model, source))
    return ScalarLaplaceFitter(model, source, isPrecise: isPrecise)
  }

  /// Fits one of the models to the data set that stands in the columns now.
  public func fit(_ model: Int) -> FitOutcome { fitters[model].fit() }

  /// Changes where the optimisation of a model starts.
  public func setStart(_ start: GeneralisedModel.Start, of model: Int) {
    fitters[model].setStart(start)
  }

  /// β̂ of one coefficient of the last fit of a model.
  public func coefficient(_ index: Int, of model: Int) -> Double {
    fitters[model].coefficients[index]
  }

  /// Cov(β̂) of two coefficients of the last fit of a model.
  public func covariance(_ first: Int, _ second: Int, of model: Int) -> Double {
    fitters[model].covariance[packedIndex(first, second)]
  }

  /// One entry of the covariance matrices of the terms in the last fit of a model, on the scale of the
  /// link, packed one term after another.
  public func termCovariance(_ index: Int, of model: Int) -> Double {
    fitters[model].covariances[index]
  }

  /// All parameters of the last fit of a model, to start others from.
  public func estimates(of model: Int) -> GeneralisedModel.Start {
    fitters[model].estimates
  }

  /// -2 log likelihood of the last fit of a model; NaN of quasi-likelihoods.
  public func deviance(of model: Int) -> Double { fitters[model].deviance }

  /// Evaluations of the criterion in the last fit of a model.
  public func evaluations(of model: Int) -> Int { fitters[model].evaluations }

  /// Whether the standard errors of the last fit of a model are those of given covariances, because the
  /// observed information was not positive definite.
  public func usedExpectedInformation(of model: Int) -> Bool {
    fitters[model].usedExpectedInformation
  }
}

extension GeneralisedModelFitter {
  /// All parameters of the last fit.
  fileprivate var estimates: GeneralisedModel.Start {
    func values(_ start: UnsafeMutablePointer<Double>, _ count: Int) -> [Double] {
      Array(UnsafeBufferPointer(start: start, count: count))
    }
    return GeneralisedModel.Start(
      coefficients: values(coefficients, coefficientCount),
      covariances: values(covariances, covarianceCount),
      familyParameters: values(familyParameters, familyParameterCount))
  }
}
