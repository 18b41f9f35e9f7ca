import CGSL

/// The gamma distribution with scale 1.
public struct GammaDistribution: Sendable, Equatable {
  /// The shape, above 0: mean and variance.
  public let shape: Double

  /// Makes the distribution with this shape.
  public init(shape: Double) {
    precondition(shape > 0 && shape.isFinite)
    self.shape = shape
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    return x > 0 ? gsl_cdf_gamma_P(x, shape, 1) : 0
  }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    return x > 0 ? gsl_cdf_gamma_Q(x, shape, 1) : 1
  }

  /// The logarithm of the x with P(X ≤ x) = P(Z ≤ `score`), Z standard normal; finite also where x
  /// is too small for a Double.
  ///
  /// Newton steps in log x on the logarithm of the smaller tail; below 1e-12 P(x) = xᵃ/Γ(a+1) with
  /// shape a, whose relative error is there of the order of x.
  public func logQuantile(ofScore score: Double) -> Double {
    precondition(GSLErrors.areReturned)
    let isLower = score < 0
    let target = StandardNormal.cdf(-abs(score))
    let small = (log(target) + gsl_sf_lngamma(shape + 1)) / shape
    if isLower, small < log(1e-12) { return small }
    var x = start(score, target)
    for _ in 0..<30 {
      let tail = isLower ? cdf(x) : upperTail(x)
      let slope = gsl_ran_gamma_pdf(x, shape, 1) * x
      guard tail > 0, slope > 0 else { break }
      let step = tail * log(tail / target) / slope
      x *= exp(isLower ? -step : step)
      if abs(step) < 1e-14 { break }
    }
    return log(x)
  }

  /// Near the quantile: Wilson & Hilferty's cube of a normal (1931), or GSL's inverse for small shapes.
  private func start(_ score: Double, _ tail: Double) -> Double {
    let root = 1 - 1 / (9 * shape) + score / (3 * shape.squareRoot())
    if shape >= 1, root > 0.05 { return shape * root * root * root }
    let found = score < 0 ? gsl_cdf_gamma_Pinv(tail, shape, 1) : gsl_cdf_gamma_Qinv(tail, shape, 1)
    return found > 0 && found.isFinite ? found : shape
  }
}
