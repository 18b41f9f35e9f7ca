/// How responses arise from linear predictors.
public struct ResponseFamily: Sendable, Equatable {
  /// The distribution of a response given its linear predictor.
  public var distribution: Distribution
  /// The function that takes means (of ordered responses: cumulative probabilities) to linear
  /// predictors.
  public var link: Link

  /// A distribution of responses.
  public enum Distribution: Sendable, Equatable {
    /// Normal, with the residual of the model.
    case normal
    /// Successes among so many trials.
    case binomial(trials: Trials)
    /// Counts whose variance is their mean.
    case poisson
    /// Counts with variance μ + μ²/size.
    case negativeBinomial(size: Double)
    /// Ordered categories, coded 0, 1, ...: P(y ≤ k) = F(cut k - η), the cuts ascending on the scale of
    /// the link; one category more than cuts.
    case ordinal(cuts: [Double])
    /// Unordered categories, coded 0, 1, ...; the first is the reference, each other one has a linear
    /// predictor of its own, log(P(y = k)/P(y = 0)).
    case nominal(categories: [String])
    /// Positive numbers with variance μ²/shape.
    case gamma(shape: Double)
    /// Shares between 0 and 1 with variance μ(1 - μ)/(1 + precision).
    case beta(precision: Double)
  }

  /// How many trials a binomial response counts.
  public enum Trials: Sendable, Equatable {
    case number(Int)
    /// The values of this predictor.
    case predictor(String)
  }

  /// A link function.
  public enum Link: String, Sendable, Equatable, CaseIterable {
    case identity
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

  /// Normal responses, whose means are the linear predictors.
  public static let normal = ResponseFamily(.normal, link: .identity)

  /// Whether responses are normal.
  public var isNormal: Bool { distribution == .normal }

  /// Whether responses are ordered categories, whose models have cuts in the place of an intercept.
  public var isOrdinal: Bool { name == .ordinal }

  /// How many linear predictors a response has.
  public var predictorCount: Int {
    if case .nominal(let categories) = distribution { categories.count - 1 } else { 1 }
  }

  /// The trials of a binomial response; nil of all others, and where each has one.
  public var trials: Trials? {
    guard case .binomial(let trials) = distribution, trials != .number(1) else { return nil }
    return trials
  }
}

extension ResponseFamily {
  /// A kind of distribution, as a design file spells it.
  public enum Name: String, Sendable, Equatable, CaseIterable {
    case normal
    case binomial
    case poisson
    case negativeBinomial = "negative_binomial"
    case ordinal
    case nominal
    case gamma
    case beta

    /// The links that serve it, the usual one first.
    public var links: [Link] {
      switch self {
      case .normal: [.identity]
      case .binomial: [.logit, .probit, .cloglog]
      case .poisson, .negativeBinomial, .gamma: [.log]
      case .ordinal: [.logit, .probit]
      case .nominal: [.logit]
      case .beta: [.logit]
      }
    }

    /// The parameter of the distribution that is stated with it, besides the mean.
    public var dispersion: String? {
      switch self {
      case .negativeBinomial: "size"
      case .gamma: "shape"
      case .beta: "precision"
      case .normal, .binomial, .poisson, .ordinal, .nominal: nil
      }
    }
  }

  /// The kind of distribution.
  public var name: Name {
    switch distribution {
    case .normal: .normal
    case .binomial: .binomial
    case .poisson: .poisson
    case .negativeBinomial: .negativeBinomial
    case .ordinal: .ordinal
    case .nominal: .nominal
    case .gamma: .gamma
    case .beta: .beta
    }
  }
}
