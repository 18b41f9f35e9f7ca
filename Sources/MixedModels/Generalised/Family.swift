/// The distribution of a response given its linear predictor η, as a generalised model fits it.
public struct Family: Sendable, Hashable {
  /// The distribution.
  public var distribution: Distribution
  /// The link function.
  public var link: Link

  /// A distribution of responses.
  public enum Distribution: Sendable, Hashable {
    /// Successes among the trials of the row.
    case binomial
    case poisson
    /// Variance μ + μ²/size; nil: the size is estimated.
    case negativeBinomial(size: Double?)
    /// Categories 0, 1, ... in order: P(y ≤ k) = F(cut k - η); the cuts are estimated and X holds no
    /// intercept.
    case ordinal(categories: Int)
    /// Categories 0, 1, ... without order, against category 0.
    case nominal(categories: Int)
    /// Variance μ²/shape; the shape is estimated.
    case gamma
    /// Variance μ(1 - μ)/(1 + precision); the precision is estimated.
    case beta
  }

  /// A link function.
  public enum Link: String, Sendable, Hashable, CaseIterable {
    case logit
    case probit
    case cloglog
    case log
  }

  /// Makes a family.
  public init(_ distribution: Distribution, link: Link) {
    self.distribution = distribution
    self.link = link
  }

  /// How many parameters the distribution has besides its mean: cuts, or one dispersion.
  public var parameterCount: Int {
    switch distribution {
    case .binomial, .poisson, .nominal: 0
    case .negativeBinomial(let size): size == nil ? 1 : 0
    case .ordinal(let categories): categories - 1
    case .gamma, .beta: 1
    }
  }

  /// How many linear predictors a row has.
  public var predictorCount: Int {
    if case .nominal(let categories) = distribution { categories - 1 } else { 1 }
  }
}
