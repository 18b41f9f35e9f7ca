import CGSL

/// The chi-square distribution.
public struct ChiSquare: Sendable, Equatable {
  /// Degrees of freedom, above 0; need not be whole.
  public let degreesOfFreedom: Double

  /// Makes the distribution with these degrees of freedom.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0 && degreesOfFreedom.isFinite)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    return x > 0 ? gsl_cdf_chisq_P(x, degreesOfFreedom) : 0
  }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    return x > 0 ? gsl_cdf_chisq_Q(x, degreesOfFreedom) : 1
  }

  /// The x with P(X ≤ x) = `probability`; 0 and infinity at 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    precondition(GSLErrors.areReturned)
    precondition((0...1).contains(probability))
    return gsl_cdf_chisq_Pinv(probability, degreesOfFreedom)
  }

  /// The x with P(X > x) = `probability`; infinity and 0 at 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition(GSLErrors.areReturned)
    precondition((0...1).contains(probability))
    return gsl_cdf_chisq_Qinv(probability, degreesOfFreedom)
  }
}
