import CGSL

/// Student's t distribution.
public struct StudentT: Sendable, Equatable {
  /// Degrees of freedom, above 0; need not be whole. Infinity is the standard normal.
  public let degreesOfFreedom: Double

  /// Makes the distribution with these degrees of freedom.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(T ≤ x).
  public func cdf(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    return isNormal ? StandardNormal.cdf(x) : gsl_cdf_tdist_P(x, degreesOfFreedom)
  }

  /// P(T > x).
  public func upperTail(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    return isNormal ? StandardNormal.upperTail(x) : gsl_cdf_tdist_Q(x, degreesOfFreedom)
  }

  /// The x with P(T ≤ x) = `probability`; ∓∞ at 0 and 1.
  public func quantile(_ probability: Double) -> Double { -upperQuantile(probability) }

  /// The x with P(T > x) = `probability`; ±∞ at 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition(GSLErrors.areReturned)
    precondition((0...1).contains(probability))
    return isNormal
      ? StandardNormal.upperQuantile(probability)
      : gsl_cdf_tdist_Qinv(probability, degreesOfFreedom)
  }

  /// Beyond this the two differ by less than the spacing of doubles.
  private var isNormal: Bool { degreesOfFreedom > 1e15 }
}

extension StudentT {
  /// The t distribution with P(T > `criticalValue`) = `upperTail`.
  ///
  /// A critical value at or below the normal's belongs to infinite degrees of freedom. Solved by
  /// bisection of the logarithm of the degrees of freedom, which is monotone in the critical value.
  public static func withCriticalValue(_ criticalValue: Double, upperTail: Double) -> StudentT {
    precondition(upperTail > 0 && upperTail < 0.5)
    let normal = StudentT(degreesOfFreedom: .infinity)
    guard normal.upperTail(criticalValue) < upperTail else { return normal }
    var low = 1e-6
    var high = 1e16
    while true {
      let middle = (low * high).squareRoot()
      guard middle > low, middle < high else { break }
      let tail = StudentT(degreesOfFreedom: middle).upperTail(criticalValue)
      if tail > upperTail { low = middle } else { high = middle }
    }
    return StudentT(degreesOfFreedom: high)
  }
}
