import CGSL

/// A distribution of counts by its two tails.
public enum CountDistribution: Sendable, Equatable {
  case poisson(mean: Double)
  /// With variance mean + mean²/size.
  case negativeBinomial(mean: Double, size: Double)
  /// Successes among so many trials, each with the same chance.
  case binomial(chance: Double, trials: UInt32)

  /// P(X ≤ k).
  public func cdf(_ k: UInt32) -> Double {
    precondition(GSLErrors.areReturned)
    switch self {
    case .poisson(let mean): return gsl_cdf_poisson_P(k, mean)
    case .negativeBinomial(let mean, let size):
      return gsl_cdf_negative_binomial_P(k, size / (size + mean), size)
    case .binomial(let chance, let trials): return gsl_cdf_binomial_P(k, chance, trials)
    }
  }

  /// P(X > k).
  public func upperTail(_ k: UInt32) -> Double {
    precondition(GSLErrors.areReturned)
    switch self {
    case .poisson(let mean): return gsl_cdf_poisson_Q(k, mean)
    case .negativeBinomial(let mean, let size):
      return gsl_cdf_negative_binomial_Q(k, size / (size + mean), size)
    case .binomial(let chance, let trials): return gsl_cdf_binomial_Q(k, chance, trials)
    }
  }
}
