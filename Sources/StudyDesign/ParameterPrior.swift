public import ModelFormula

/// Parameters of a generating model that are drawn anew for each replicate: where a design states
/// distributions instead of numbers because the truth is not known.
public struct ParameterPrior: Sendable, Equatable {
  /// What is drawn, in this order.
  public var draws: [Draw]
  /// For each coefficient how it follows from the draws, by their names; nil where it is the number
  /// of the model.
  public var coefficients: [Expression?]
  /// The same for each random term's covariance matrix.
  public var covariances: [[[Expression?]]]
  /// The same for the residual variance.
  public var residualVariance: Expression?

  /// One number that is drawn.
  public struct Draw: Sendable, Equatable {
    /// The keys that lead to it, joined by dots, or a `let` name.
    public var name: String
    /// Its distribution.
    public var distribution: Distribution

    /// Makes a draw.
    public init(name: String, distribution: Distribution) {
      self.name = name
      self.distribution = distribution
    }
  }

  /// Makes a prior.
  public init(
    draws: [Draw], coefficients: [Expression?], covariances: [[[Expression?]]],
    residualVariance: Expression?
  ) {
    self.draws = draws
    self.coefficients = coefficients
    self.covariances = covariances
    self.residualVariance = residualVariance
  }
}
