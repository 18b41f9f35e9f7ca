import CGSL

/// The normal distribution with mean 0 and standard deviation 1.
public enum StandardNormal {
  /// P(Z ≤ x), with full relative accuracy in the lower tail.
  public static func cdf(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    return gsl_cdf_ugaussian_P(x)
  }

  /// P(Z > x), with full relative accuracy in the upper tail.
  public static func upperTail(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    return gsl_cdf_ugaussian_Q(x)
  }

  /// The x with P(Z ≤ x) = `probability`; ∓∞ at 0 and 1.
  public static func quantile(_ probability: Double) -> Double {
    precondition(GSLErrors.areReturned)
    precondition((0...1).contains(probability))
    return gsl_cdf_ugaussian_Pinv(probability)
  }

  /// The x with P(Z > x) = `probability`; ±∞ at 0 and 1.
  public static func upperQuantile(_ probability: Double) -> Double {
    precondition(GSLErrors.areReturned)
    precondition((0...1).contains(probability))
    return gsl_cdf_ugaussian_Qinv(probability)
  }
}
