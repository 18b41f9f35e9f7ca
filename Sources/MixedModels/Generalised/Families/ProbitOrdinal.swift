#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The standard normal distribution.
private enum NormalLatent {
  /// log(F(b) - F(a)) for a < b; either may be infinite.
  @inline(__always)
  static func logInterval(_ a: Double, _ b: Double) -> Double {
    if a == -.infinity { return NormalTail(b).logValue }
    if b == .infinity { return NormalTail(-a).logValue }
    // On the side where both tails are small.
    let (low, high) = a > 0 ? (-b, -a) : (a, b)
    let top = NormalTail(high).logValue
    return top + log(-expm1(NormalTail(low).logValue - top))
  }

  /// log f(x), f'(x)/f(x) and f''(x)/f(x).
  @inline(__always)
  static func density(_ x: Double) -> (log: Double, first: Double, second: Double) {
    (-0.5 * x * x - NormalTail.logRoot, -x, x * x - 1)
  }
}

/// Ordered categories with P(y ≤ k) = Φ(cut k - η).
struct ProbitOrdinal: RowDensity {
  let y: UnsafePointer<Double>
  let cuts: UnsafePointer<Double>
  let cutCount: Int

  /// One end of a row's interval: f, f' and f'' there, over the row's probability.
  private struct End {
    var density = 0.0
    var first = 0.0
    var second = 0.0
  }

  @inline(__always)
  private func interval(_ eta: Double, _ row: Int) -> (a: Double, b: Double) {
    let category = Int(y[row])
    return (
      category == 0 ? -.infinity : cuts[category - 1] - eta,
      category == cutCount ? .infinity : cuts[category] - eta
    )
  }

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double {
    let (a, b) = interval(eta, row)
    return a < b ? NormalLatent.logInterval(a, b) : -.infinity
  }

  @inline(__always)
  private func end(_ x: Double, _ logProbability: Double) -> End {
    guard x.isFinite else { return End() }
    let parts = NormalLatent.density(x)
    let density = exp(parts.log - logProbability)
    guard density > 0 else { return End() }
    return End(density: density, first: parts.first * density, second: parts.second * density)
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let (a, b) = interval(eta, row)
    let value = a < b ? NormalLatent.logInterval(a, b) : -.infinity
    let lower = end(a, value)
    let upper = end(b, value)
    let m1 = upper.density - lower.density
    let m2 = upper.first - lower.first
    return RowCurvature(value: value, first: -m1, weight: m1 * m1 - m2)
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    let (a, b) = interval(eta, row)
    let value = NormalLatent.logInterval(a, b)
    let lower = end(a, value)
    let upper = end(b, value)
    let m1 = upper.density - lower.density
    let m2 = upper.first - lower.first
    let m3 = upper.second - lower.second
    return m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1
  }

  @inline(__always)
  func addParameterSlopes(
    _ eta: Double, _ row: Int, share: Double, leverage: Double, shift: Double,
    to gradient: UnsafeMutablePointer<Double>
  ) {
    let category = Int(y[row])
    let (a, b) = interval(eta, row)
    let value = NormalLatent.logInterval(a, b)
    let lower = end(a, value)
    let upper = end(b, value)
    let m1 = upper.density - lower.density
    let m2 = upper.first - lower.first
    func slope(_ end: End, _ sign: Double) -> Double {
      let ofFirst = -(end.first - m1 * end.density)
      let ofWeight = -(end.second - m2 * end.density) - 2 * m1 * ofFirst
      return sign * (-share * end.density + 0.5 * leverage * ofWeight + shift * ofFirst)
    }
    if category > 0 { gradient[category - 1] += slope(lower, -1) }
    if category < cutCount { gradient[category] += slope(upper, 1) }
  }
}
