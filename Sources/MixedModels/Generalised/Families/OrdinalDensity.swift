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

/// A distribution with the derivatives that cumulative models need.
protocol LatentDistribution {
  /// log(F(b) - F(a)) for a < b; either may be infinite.
  static func logInterval(_ a: Double, _ b: Double) -> Double
  /// log f(x), f'(x)/f(x) and f''(x)/f(x).
  static func density(_ x: Double) -> (log: Double, first: Double, second: Double)
}

/// The standard normal distribution.
enum NormalLatent: LatentDistribution {
  @inline(__always)
  static func logInterval(_ a: Double, _ b: Double) -> Double {
    if a == -.infinity { return NormalTail(b).logValue }
    if b == .infinity { return NormalTail(-a).logValue }
    // On the side where both tails are small.
    let (low, high) = a > 0 ? (-b, -a) : (a, b)
    let top = NormalTail(high).logValue
    return top + log(-expm1(NormalTail(low).logValue - top))
  }

  @inline(__always)
  static func density(_ x: Double) -> (log: Double, first: Double, second: Double) {
    (-0.5 * x * x - NormalTail.logRoot, -x, x * x - 1)
  }
}

/// The distribution of the complementary log-log link, F(x) = 1 - exp(-exp x).
enum ExtremeLatent: LatentDistribution {
  @inline(__always)
  static func logInterval(_ a: Double, _ b: Double) -> Double {
    let low = exp(a)
    if b == .infinity { return -low }
    let width = exp(b) - low
    return -low + (width > 0.7 ? log1p(-exp(-width)) : log(-expm1(-width)))
  }

  @inline(__always)
  static func density(_ x: Double) -> (log: Double, first: Double, second: Double) {
    let rate = exp(x)
    return (x - rate, 1 - rate, (1 - rate) * (1 - rate) - rate)
  }
}

/// Ordered categories with P(y ≤ k) = F(cut k - η) for any F.
struct LatentOrdinal<Latent: LatentDistribution>: RowDensity {
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
    return a < b ? Latent.logInterval(a, b) : -.infinity
  }

  @inline(__always)
  private func end(_ x: Double, _ logProbability: Double) -> End {
    guard x.isFinite else { return End() }
    let parts = Latent.density(x)
    let density = exp(parts.log - logProbability)
    guard density > 0 else { return End() }
    return End(density: density, first: parts.first * density, second: parts.second * density)
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let (a, b) = interval(eta, row)
    let value = a < b ? Latent.logInterval(a, b) : -.infinity
    let lower = end(a, value)
    let upper = end(b, value)
    let m1 = upper.density - lower.density
    let m2 = upper.first - lower.first
    return RowCurvature(value: value, first: -m1, weight: m1 * m1 - m2)
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    let (a, b) = interval(eta, row)
    let value = Latent.logInterval(a, b)
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
    let value = Latent.logInterval(a, b)
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
