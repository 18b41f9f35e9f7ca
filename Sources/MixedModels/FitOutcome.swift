/// How a fit ended. Every replicate ends in one of these.
public enum FitOutcome: UInt8, Sendable, CaseIterable {
  case converged
  /// Converged on the boundary: a variance at 0 or a correlation at ±1.
  case singular
  /// No optimum was found by any of the optimisers.
  case notConverged
  /// A column of X is a combination of the others in this data set.
  case rankDeficient
  /// The data hold too little: not more rows than coefficients, or no residual variation.
  case degenerate
  /// All responses are 0.
  case allZero
  /// All responses are as large as they can be: successes in every trial.
  case allOne
  /// A combination of predictors tells the responses apart, so that coefficients grow without bound.
  case separated
  /// A coefficient, or a standard deviation, grows without bound for another reason.
  case diverging
  /// Converged, but the observed information is not positive definite, so that standard errors are those
  /// of given variances, and too small if anything.
  case expectedInformation

  /// Whether estimates exist.
  public var hasEstimates: Bool {
    self == .converged || self == .singular || self == .expectedInformation
  }
}
