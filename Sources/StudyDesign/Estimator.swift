extension Analysis {
  /// How a model is fitted. Without random terms generalised models are fitted by maximum likelihood,
  /// whatever it says.
  public enum Estimator: Sendable, Hashable {
    /// Restricted maximum likelihood, of normal responses.
    case reml
    /// Maximum likelihood, of normal responses.
    case ml
    /// Laplace's approximation of the likelihood; the estimators from here on are those of other
    /// families.
    case laplace
    /// Adaptive Gauss-Hermite quadrature with so many points.
    case quadrature(points: Int)
    /// Laplace's approximation maximised over the covariances alone (lme4's nAGQ = 0).
    case conditionalModes
    /// Marginal quasi-likelihood of order 1 or 2.
    case marginalQuasi(order: Int)
    /// Penalised quasi-likelihood of order 1 or 2.
    case penalisedQuasi(order: Int)

    /// As a design file spells it.
    public var keyword: String {
      switch self {
      case .reml: "reml"
      case .ml: "ml"
      case .laplace: "laplace"
      case .quadrature(let points): "agq: \(points)"
      case .conditionalModes: "nagq0"
      case .marginalQuasi(let order): "mql\(order)"
      case .penalisedQuasi(let order): "pql\(order)"
      }
    }

    /// Whether it is a quasi-likelihood, which has no deviance.
    public var isQuasi: Bool {
      switch self {
      case .marginalQuasi, .penalisedQuasi: true
      case .reml, .ml, .laplace, .quadrature, .conditionalModes: false
      }
    }

    /// Whether its fits have a likelihood that can be compared with that of a smaller model.
    public var hasLikelihood: Bool { self != .reml && !isQuasi }

    /// Whether it is one of normal responses.
    public var isOfNormal: Bool { self == .reml || self == .ml }

    /// The estimators that are one word.
    public static let words: [Self] = [
      .reml, .ml, .laplace, .conditionalModes, .marginalQuasi(order: 1),
      .marginalQuasi(order: 2), .penalisedQuasi(order: 1), .penalisedQuasi(order: 2),
    ]
  }
}
