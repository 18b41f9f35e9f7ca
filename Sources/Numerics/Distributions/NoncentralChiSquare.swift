import CGSL

/// The noncentral chi-square distribution: of the sum of squares of independent normals with variance
/// 1 whose means have the sum of squares λ.
///
/// A mixture of chi-square distributions with ν + 2J degrees of freedom, J Poisson with mean λ/2
/// (Johnson, Kotz & Balakrishnan 1995, Continuous Univariate Distributions 2, chapter 29).
public struct NoncentralChiSquare: Sendable, Equatable {
  /// ν, above 0 and finite; need not be whole.
  public let degreesOfFreedom: Double
  /// λ, at least 0; infinity puts all probability at infinity.
  public let noncentrality: Double

  /// Makes the distribution.
  public init(degreesOfFreedom: Double, noncentrality: Double) {
    precondition(degreesOfFreedom > 0 && degreesOfFreedom.isFinite && noncentrality >= 0)
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// P(X ≤ x) for a finite x, with an error below 1e-11.
  public func cdf(_ x: Double) -> Double {
    precondition(x.isFinite)
    guard noncentrality.isFinite, x > 0 else { return 0 }
    return poissonMixture(mean: noncentrality / 2) { component($0).cdf(x) }
  }

  /// P(X > x) for a finite x, with an error below 1e-11.
  public func upperTail(_ x: Double) -> Double {
    precondition(x.isFinite)
    guard noncentrality.isFinite, x > 0 else { return 1 }
    return poissonMixture(mean: noncentrality / 2) { component($0).upperTail(x) }
  }

  private func component(_ j: Int) -> ChiSquare {
    ChiSquare(degreesOfFreedom: degreesOfFreedom + 2 * Double(j))
  }
}
