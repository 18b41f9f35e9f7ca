internal import Numerics

/// Fits several generalised models to one data set after another.
///
/// A fitter belongs to one worker. Everything it needs is allocated at construction.
public struct GeneralisedFitter {
  private let fitters: [GeneralisedModelFitter]
  private let arena: Arena
  /// For each model where its joint hypotheses are worked out.
  private let joints: [JointHypothesis]

  /// - Parameters:
  ///   - source: the columns; they must stay valid for the fitter's life.
  ///   - models: what is fitted.
  ///   - isPrecise: whether fits go on to the last digits, for one data set rather than many.
  public init(source: GeneralisedSource, models: [GeneralisedModel], isPrecise: Bool = false) {
    fitters = models.map { Self.fitter(for: $0, source, isPrecise: isPrecise) }
    let arena = Arena(
      doubles: fitters.reduce(0) {
        $0 + JointHypothesis.doubles(p: $1.coefficientCount, parameterCount: 0)
      }, pieces: JointHypothesis.pieces * fitters.count)
    joints = fitters.map {
      JointHypothesis(p: $0.coefficientCount, parameterCount: 0, arena: arena)
    }
    self.arena = arena
  }

  /// The fastest fitter that serves a model.
  private static func fitter(
    for model: GeneralisedModel, _ source: GeneralisedSource, isPrecise: Bool
  ) -> GeneralisedModelFitter {
    if ScalarLaplaceFitter.serves(model, source) {
      return ScalarLaplaceFitter(model, source, isPrecise: isPrecise)
    }
    precondition(model.multiplicity == nil, "units stand once in models of this kind")
    if case .quasi = model.estimator, !model.terms.isEmpty {
      return QuasiLikelihoodFitter(model, source, isPrecise: isPrecise)
    }
    return LaplaceFitter(model, source)
  }

  /// Fits one of the models to the data set that stands in the columns now.
  public func fit(_ model: Int) -> FitOutcome {
    let outcome = fitters[model].fit()
    return outcome == .converged && fitters[model].usedExpectedInformation
      ? .expectedInformation : outcome
  }

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

  /// A combination l'β of the fixed effects of a model's last fit, with its standard error. Allocates
  /// nothing.
  ///
  /// - Parameter weights: l, as many as the model has coefficients, not all 0.
  public func contrast(
    _ weights: UnsafePointer<Double>, of model: Int, degreesOfFreedom: Double
  ) -> ContrastFigures {
    let fitter = fitters[model]
    var estimate = 0.0
    for index in 0..<fitter.coefficientCount {
      estimate += weights[index] * fitter.coefficients[index]
    }
    let variance = quadraticForm(weights, fitter.covariance, fitter.coefficientCount)
    return ContrastFigures(
      estimate: estimate, standardError: variance.squareRoot(), degreesOfFreedom: degreesOfFreedom)
  }

  /// Wald's test of Lβ + shift = 0 in a model's last fit. Allocates nothing.
  ///
  /// - Parameters:
  ///   - rows: L, row-major, k rows that are not dependent (else the statistic is NaN), each as long as
  ///     there are coefficients.
  ///   - count: k, from 1 to the number of coefficients.
  ///   - shift: k numbers added to Lβ̂; nil: none.
  public func jointTest(
    _ rows: UnsafePointer<Double>, count: Int, shift: UnsafePointer<Double>? = nil, of model: Int,
    degreesOfFreedom: Double
  ) -> JointFigures {
    let fitter = fitters[model]
    return JointFigures(
      statistic: joints[model].statistic(
        rows, count, shift: shift, beta: fitter.coefficients, fitter.covariance, sigmaSquared: 1),
      numeratorDegreesOfFreedom: count, degreesOfFreedom: degreesOfFreedom)
  }

  /// All parameters of the last fit of a model, to start others from.
  public func estimates(of model: Int) -> GeneralisedModel.Start {
    fitters[model].estimates
  }

  /// The standard error of a parameter of a model's family in the last fit; of a dispersion that of its
  /// logarithm.
  public func familyError(_ index: Int, of model: Int) -> Double {
    fitters[model].familyErrors[index]
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
