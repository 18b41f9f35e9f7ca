/// One data set and one generalised model for it, row by row.
public struct GeneralisedModelData: Sendable {
  /// Successes, counts, categories from 0, or amounts; n values.
  public var response: [Double]
  /// The trials of a binomial response; nil: one a row.
  public var trials: [Double]?
  /// Added to the linear predictor; nil: nothing.
  public var offset: [Double]?
  /// p columns of X with n values each; none of ones for ordered categories.
  public var fixed: [[Double]]
  /// The random terms.
  public var terms: [GroupedTerm]
  /// The distribution of the response.
  public var family: Family
  /// How the model is fitted.
  public var estimator: GeneralisedModel.Estimator

  /// Makes a data set.
  public init(
    response: [Double], trials: [Double]? = nil, offset: [Double]? = nil, fixed: [[Double]],
    terms: [GroupedTerm], family: Family, estimator: GeneralisedModel.Estimator = .laplace
  ) {
    self.response = response
    self.trials = trials
    self.offset = offset
    self.fixed = fixed
    self.terms = terms
    self.family = family
    self.estimator = estimator
  }
}

/// A fitted generalised linear (mixed) model.
public struct GeneralisedFit: Sendable {
  /// How the fit ended.
  public var outcome: FitOutcome
  /// β̂; of categories without order those of the second category, then of the third, and so on.
  public var coefficients: [Double]
  /// Cov(β̂).
  public var covariance: [[Double]]
  /// Covariance matrix of the random effects of each term, on the scale of the link.
  public var termCovariances: [[[Double]]]
  /// Cuts or dispersion, as `Family.parameterCount` says.
  public var familyParameters: [Double]
  /// Their standard errors; of a dispersion that of its logarithm.
  public var familyErrors: [Double]
  /// -2 log likelihood with all constants; NaN for quasi-likelihoods.
  public var deviance: Double
  /// Evaluations of the criterion.
  public var iterations: Int
  /// Whether the standard errors are those of given covariances, because the observed information was
  /// not positive definite.
  public var usedExpectedInformation: Bool
  /// Coefficients, variances, covariances and the family's parameters.
  public var parameterCount: Int
  /// The joint hypotheses asked for, by Wald's test.
  public var jointTests: [JointFigures]
}
