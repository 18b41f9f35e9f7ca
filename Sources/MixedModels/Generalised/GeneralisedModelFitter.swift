/// Fits one generalised model to the data set in hand; owns its workspace.
///
/// A class, so that fitters of different kinds stand in one array; it is entered once a fit. `fit`
/// allocates nothing on its usual way.
class GeneralisedModelFitter {
  /// β̂, p values; of a nominal response those of its second category, then of its third, and so on.
  final let coefficients: UnsafeMutablePointer<Double>
  /// Cov(β̂), its lower triangle row by row.
  final let covariance: UnsafeMutablePointer<Double>
  /// Covariance matrices of the terms on the scale of the link, packed one after another; of a nominal
  /// response with the effects of its second category first.
  final let covariances: UnsafeMutablePointer<Double>
  /// Cuts or dispersion, as `Family.parameterCount` says.
  final let familyParameters: UnsafeMutablePointer<Double>
  /// Standard errors of the family's parameters; of a dispersion that of its logarithm.
  final let familyErrors: UnsafeMutablePointer<Double>
  /// -2 log likelihood of the last fit with all its constants, as its estimator approximates it; NaN for
  /// quasi-likelihoods.
  final var deviance = Double.nan
  /// Evaluations of the criterion in the last fit.
  final var evaluations = 0
  /// Whether the observed information of the last fit was not positive definite, so that the standard
  /// errors are those of given covariances.
  final var usedExpectedInformation = false

  /// The number of coefficients: columns of X times linear predictors a row.
  final let coefficientCount: Int
  /// Entries of `covariances`.
  final let covarianceCount: Int
  /// Entries of `familyParameters`.
  final let familyParameterCount: Int

  init(_ model: GeneralisedModel) {
    let predictors = model.family.predictorCount
    familyParameterCount = model.family.parameterCount
    coefficientCount = model.fixed.count * predictors
    covarianceCount = model.terms.reduce(0) {
      let effects = $1.columns.count * predictors
      return $0 + effects * (effects + 1) / 2
    }
    func room(_ count: Int) -> UnsafeMutablePointer<Double> {
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
      memory.initialize(repeating: 0, count: max(count, 1))
      return memory
    }
    let p = coefficientCount
    coefficients = room(p)
    covariance = room(p * (p + 1) / 2)
    covariances = room(covarianceCount)
    familyParameters = room(familyParameterCount)
    familyErrors = room(familyParameterCount)
  }

  deinit {
    coefficients.deallocate()
    covariance.deallocate()
    covariances.deallocate()
    familyParameters.deallocate()
    familyErrors.deallocate()
  }

  /// Fits the data set that stands in the source's columns now.
  func fit() -> FitOutcome { fatalError("abstract") }

  /// Changes where the optimisation starts.
  func setStart(_ start: GeneralisedModel.Start) {}
}
