/// A generalised linear (mixed) model over columns of a data set, as numbers: no names, no formula.
public struct GeneralisedModel: Sendable {
  /// Columns of X, as indices of the data set's columns.
  public var fixed: [Int]
  /// The response, as index of the data set's columns: successes, a count, a category from 0.
  public var response: Int
  /// The trials of a binomial response; nil: one a row.
  public var trials: Int?
  /// Columns that are added to the linear predictor.
  public var offsets: [Int]
  /// Random terms; several with one grouping are uncorrelated.
  public var terms: [LinearModel.RandomTerm]
  /// The distribution of the response.
  public var family: Family
  /// How it is fitted.
  public var estimator: Estimator
  /// Where the optimisation starts; nil: at a fit without random effects and standard deviations of 1
  /// on the scale of the link.
  public var start: Start?
  /// A column with one value a unit of the one random intercept: how often a unit with its rows stands in
  /// the data; nil: once. Served for Laplace's approximation of logistic and log-linear models whose
  /// columns are constant within units.
  public var multiplicity: Int?

  /// How a generalised mixed model is fitted. Without random terms all are maximum likelihood.
  public enum Estimator: Sendable, Hashable {
    /// Laplace's approximation of the likelihood, maximised over all parameters.
    case laplace
    /// Adaptive Gauss-Hermite quadrature with so many points; one scalar random term.
    case quadrature(points: Int)
    /// Laplace's approximation maximised over the covariances alone, the coefficients as they come with
    /// the modes of the random effects (lme4's nAGQ = 0).
    case conditionalModes
    /// Quasi-likelihood of order 1 or 2 by iterated generalised least squares (Goldstein 1991; Breslow & Clayton 1993).
    case quasi(Linearisation, order: Int)
  }

  /// Where a quasi-likelihood linearises the mean.
  public enum Linearisation: Sendable, Hashable {
    /// At the fixed part.
    case marginal
    /// At the fixed part and the predicted random effects.
    case penalised
  }

  /// Values of all parameters.
  public struct Start: Sendable {
    /// β.
    public var coefficients: [Double]
    /// Covariance matrices of the terms on the scale of the link, packed one after another.
    public var covariances: [Double]
    /// Cuts or dispersion, as `Family.parameterCount` says.
    public var familyParameters: [Double]

    /// Makes a start.
    public init(coefficients: [Double], covariances: [Double], familyParameters: [Double] = []) {
      self.coefficients = coefficients
      self.covariances = covariances
      self.familyParameters = familyParameters
    }
  }

  /// Makes a model.
  public init(
    fixed: [Int], response: Int, trials: Int? = nil, offsets: [Int] = [],
    terms: [LinearModel.RandomTerm] = [], family: Family, estimator: Estimator = .laplace,
    start: Start? = nil, multiplicity: Int? = nil
  ) {
    self.fixed = fixed
    self.response = response
    self.trials = trials
    self.offsets = offsets
    self.terms = terms
    self.family = family
    self.estimator = estimator
    self.start = start
    self.multiplicity = multiplicity
  }
}
