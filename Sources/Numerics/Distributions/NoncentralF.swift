import CGSL

/// The noncentral F distribution: of a noncentral chi-square variable over its degrees of freedom, and
/// an independent chi-square variable over its own.
///
/// A mixture: given J, Poisson with mean λ/2, the share X/(X + Y) of the numerator's sum of squares is
/// beta distributed with parameters q/2 + J and ν/2 (Johnson, Kotz & Balakrishnan 1995, Continuous
/// Univariate Distributions 2, chapter 30).
public struct NoncentralF: Sendable, Equatable {
  /// q, above 0 and finite; need not be whole.
  public let numerator: Double
  /// ν, above 0. Infinity: noncentral chi-square over its degrees of freedom.
  public let denominator: Double
  /// λ, at least 0; infinity puts all probability at infinity.
  public let noncentrality: Double

  /// Makes the distribution.
  public init(numerator: Double, denominator: Double, noncentrality: Double) {
    precondition(numerator > 0 && numerator.isFinite && denominator > 0 && noncentrality >= 0)
    self.numerator = numerator
    self.denominator = denominator
    self.noncentrality = noncentrality
  }

  /// P(F ≤ x) for a finite x, with an error below 1e-10.
  public func cdf(_ x: Double) -> Double {
    precondition(x.isFinite)
    guard noncentrality.isFinite, x > 0 else { return 0 }
    if isChiSquare { return chiSquare.cdf(x * numerator) }
    return poissonMixture(mean: noncentrality / 2) { component($0).cdf(scaled(x, $0)) }
  }

  /// P(F > x) for a finite x, with an error below 1e-10.
  public func upperTail(_ x: Double) -> Double {
    precondition(x.isFinite)
    guard noncentrality.isFinite, x > 0 else { return 1 }
    if isChiSquare { return chiSquare.upperTail(x * numerator) }
    return poissonMixture(mean: noncentrality / 2) { component($0).upperTail(scaled(x, $0)) }
  }

  /// The F distribution with 2j numerator degrees of freedom more.
  private func component(_ j: Int) -> FDistribution {
    FDistribution(numerator: numerator + 2 * Double(j), denominator: denominator)
  }

  /// x for that distribution: the same ratio of sums of squares.
  private func scaled(_ x: Double, _ j: Int) -> Double {
    x * numerator / (numerator + 2 * Double(j))
  }

  private var chiSquare: NoncentralChiSquare {
    NoncentralChiSquare(degreesOfFreedom: numerator, noncentrality: noncentrality)
  }

  /// Beyond this the two differ by less than 1e-9 of a probability.
  private var isChiSquare: Bool { denominator > 1e10 }
}
