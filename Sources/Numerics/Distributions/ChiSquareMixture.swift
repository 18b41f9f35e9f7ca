/// ½χ²_q + ½χ²_{q+1}: the distribution of the likelihood ratio statistic of a variance with q
/// covariances, whose null value lies on the boundary (Self & Liang 1987; Stram & Lee 1994).
///
/// χ²₀ is 0 with certainty.
public struct ChiSquareMixture: Sendable, Equatable {
  /// q, at least 0.
  public let covariances: Int

  /// Makes the distribution.
  public init(covariances: Int) {
    precondition(covariances >= 0)
    self.covariances = covariances
  }

  /// P(X ≥ x): a statistic of 0, or below by rounding, has 1.
  public func upperTail(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    let lower = covariances == 0 ? 0 : component(covariances).upperTail(x)
    return (lower + component(covariances + 1).upperTail(x)) / 2
  }

  /// The least x with P(X > x) ≤ `probability`; infinity at 0.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability))
    if probability == 0 { return .infinity }
    if covariances == 0 {
      return probability >= 0.5 ? 0 : component(1).upperQuantile(2 * probability)
    }
    if probability == 1 { return 0 }
    return decreasingRoot(startingAt: Double(covariances + 1)) { upperTail($0) - probability }
  }

  private func component(_ degreesOfFreedom: Int) -> ChiSquare {
    ChiSquare(degreesOfFreedom: Double(degreesOfFreedom))
  }
}
