#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Ordered categories with P(y ≤ k) = F(cut k - η), F(x) = 1 - exp(-exp x).
///
/// With A and B the exponentials of the lower and upper cut less η and W = B - A, log p is
/// -A + log(1 - exp(-W)), whose terms are those of `CloglogBinomial`: nothing cancels.
struct CloglogOrdinal: RowDensity {
  let y: UnsafePointer<Double>
  let cuts: UnsafePointer<Double>
  let cutCount: Int

  /// A, log W, and the derivatives of log W in the upper cut and, with its sign changed, in the lower.
  @inline(__always)
  private func interval(_ eta: Double, _ row: Int) -> (
    low: Double, logWidth: Double, upper: Double, lower: Double
  ) {
    let category = Int(y[row])
    if category == 0 { return (0, cuts[0] - eta, 1, 0) }
    let low = exp(cuts[category - 1] - eta)
    if category == cutCount { return (low, .infinity, 0, 0) }
    let share = -expm1(cuts[category - 1] - cuts[category])
    guard share > 0 else { return (low, -.infinity, 0, 0) }
    return (low, cuts[category] - eta + log(share), 1 / share, 1 / share - 1)
  }

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double {
    let (low, logWidth, _, _) = interval(eta, row)
    if logWidth == .infinity { return -low }
    return CloglogBinomial.logSuccess(logWidth, exp(logWidth)) - low
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let (low, logWidth, _, _) = interval(eta, row)
    let (q, remainder) = CloglogBinomial.slope(exp(logWidth))
    return RowCurvature(
      value: value(eta, row), first: low - q, weight: low - q * remainder)
  }

  /// The third derivative of log(1 - exp(-W)) in log W.
  @inline(__always)
  private func third(_ rate: Double, _ q: Double, _ remainder: Double) -> Double {
    q > 0 ? q * remainder * remainder - q * (rate + q * remainder) : 0
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    let (low, logWidth, _, _) = interval(eta, row)
    let rate = exp(logWidth)
    let (q, remainder) = CloglogBinomial.slope(rate)
    return third(rate, q, remainder) - low
  }

  @inline(__always)
  func addParameterSlopes(
    _ eta: Double, _ row: Int, share: Double, leverage: Double, shift: Double,
    to gradient: UnsafeMutablePointer<Double>
  ) {
    let category = Int(y[row])
    let (low, logWidth, upper, lower) = interval(eta, row)
    let rate = exp(logWidth)
    let (q, remainder) = CloglogBinomial.slope(rate)
    let second = q * remainder
    let third = third(rate, q, remainder)
    if category > 0 {
      gradient[category - 1] +=
        share * (low + q * lower) + 0.5 * leverage * (low + third * lower)
        + shift * (low + second * lower)
    }
    if category < cutCount {
      gradient[category] -= (share * q + 0.5 * leverage * third + shift * second) * upper
    }
  }
}
