import CGSL

/// A distribution of counts by its two tails.
public enum CountDistribution: Sendable, Equatable {
  case poisson(mean: Double)
  /// With variance mean + mean²/size.
  case negativeBinomial(mean: Double, size: Double)

  /// P(X ≤ k).
  public func cdf(_ k: UInt32) -> Double {
    precondition(GSLErrors.areReturned)
    switch self {
    case .poisson(let mean): return gsl_cdf_poisson_P(k, mean)
    case .negativeBinomial(let mean, let size):
      return gsl_cdf_negative_binomial_P(k, size / (size + mean), size)
    }
  }

  /// P(X > k).
  public func upperTail(_ k: UInt32) -> Double {
    precondition(GSLErrors.areReturned)
    switch self {
    case .poisson(let mean): return gsl_cdf_poisson_Q(k, mean)
    case .negativeBinomial(let mean, let size):
      return gsl_cdf_negative_binomial_Q(k, size / (size + mean), size)
    }
  }
}
