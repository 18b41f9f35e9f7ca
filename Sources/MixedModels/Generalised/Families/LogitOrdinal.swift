#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Ordered categories k = 0, 1, ... with P(y ≤ k) = F(cut k - η), F logistic.
///
/// With a and b the lower and upper cut less η, p = F(b) - F(a); the logistic distribution has
/// (f(b) - f(a))/p = 1 - F(a) - F(b), so that nothing cancels.
struct LogitOrdinal: RowDensity {
  let y: UnsafePointer<Double>
  let cuts: UnsafePointer<Double>
  let cutCount: Int

  /// F and 1 - F.
  @inline(__always)
  private func shares(_ x: Double) -> (below: Double, above: Double) {
    let e = exp(-x.magnitude)
    let larger = 1 / (1 + e)
    return x >= 0 ? (larger, e * larger) : (e * larger, larger)
  }

  @inline(__always)
  private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-x.magnitude)) }

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double {
    let category = Int(y[row])
    if category == 0 { return -softplus(eta - cuts[0]) }
    let a = cuts[category - 1] - eta
    if category == cutCount { return -softplus(a) }
    let b = cuts[category] - eta
    guard a < b else { return -.infinity }
    return log(-expm1(a - b)) - softplus(a) - softplus(-b)
  }

  /// F and f at both cuts of a row; f is 0 where there is none.
  @inline(__always)
  private func ends(_ eta: Double, _ row: Int) -> (
    a: (below: Double, above: Double), b: (below: Double, above: Double)
  ) {
    let category = Int(y[row])
    return (
      category == 0 ? (0, 1) : shares(cuts[category - 1] - eta),
      category == cutCount ? (1, 0) : shares(cuts[category] - eta)
    )
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let (a, b) = ends(eta, row)
    return RowCurvature(
      value: value(eta, row), first: a.below - b.above,
      weight: a.below * a.above + b.below * b.above)
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    let (a, b) = ends(eta, row)
    return -(a.below * a.above * (a.above - a.below) + b.below * b.above * (b.above - b.below))
  }

  @inline(__always)
  func addParameterSlopes(
    _ eta: Double, _ row: Int, share: Double, leverage: Double, shift: Double,
    to gradient: UnsafeMutablePointer<Double>
  ) {
    let category = Int(y[row])
    let (a, b) = ends(eta, row)
    // f(a)/p and f(b)/p.
    var lower = a.below
    var upper = b.above
    if category > 0 && category < cutCount {
      let width = -expm1(cuts[category - 1] - cuts[category])
      lower = a.below / (b.below * width)
      upper = b.above / (a.above * width)
    }
    if category > 0 {
      let density = a.below * a.above
      gradient[category - 1] +=
        share * lower + 0.5 * leverage * density * (a.above - a.below) + shift * density
    }
    if category < cutCount {
      let density = b.below * b.above
      gradient[category] +=
        -share * upper + 0.5 * leverage * density * (b.above - b.below) + shift * density
    }
  }
}
