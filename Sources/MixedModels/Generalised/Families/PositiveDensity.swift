#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Positive responses with mean exp η and variance mean²/ν, ν = exp of the parameter:
/// log p = -ν(η + y exp(-η)).
struct GammaDensity: RowDensity {
  let y: UnsafePointer<Double>
  let shape: Double

  init(y: UnsafePointer<Double>, logShape: Double) {
    self.y = y
    shape = exp(logShape)
  }

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double { -shape * (eta + y[row] * exp(-eta)) }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let ratio = y[row] * exp(-eta)
    return RowCurvature(
      value: -shape * (eta + ratio), first: shape * (ratio - 1), weight: shape * ratio)
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double { -shape * y[row] * exp(-eta) }

  @inline(__always)
  func addParameterSlopes(
    _ eta: Double, _ row: Int, share: Double, leverage: Double, shift: Double,
    to gradient: UnsafeMutablePointer<Double>
  ) {
    let ratio = y[row] * exp(-eta)
    gradient[0] +=
      shape * (share * (eta + ratio) + 0.5 * leverage * ratio + shift * (ratio - 1))
  }
}

/// Responses between 0 and 1 with mean μ = 1/(1 + exp(-η)) and variance μ(1 - μ)/(1 + φ), φ = exp of
/// the parameter; p = φμ and q = φ(1 - μ) are the parameters of the beta distribution.
///
/// The observed weight of a row far from its mean may be negative.
struct BetaDensity: RowDensity {
  let y: UnsafePointer<Double>
  let precision: Double

  init(y: UnsafePointer<Double>, logPrecision: Double) {
    self.y = y
    precision = exp(logPrecision)
  }

  /// μ, 1 - μ and their product; so far from 0 that powers of them stay in the range of numbers.
  @inline(__always)
  private func mean(_ eta: Double) -> (mean: Double, rest: Double, variance: Double) {
    let e = exp(-eta.magnitude)
    let larger = 1 / (1 + e)
    let smaller = max(e * larger, 1e-100)
    return eta >= 0
      ? (larger, smaller, larger * smaller) : (smaller, larger, larger * smaller)
  }

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double {
    let (mean, rest, _) = mean(eta)
    let p = precision * mean
    let q = precision * rest
    return p * log(y[row]) + q * log1p(-y[row]) - logGamma(p) - logGamma(q)
  }

  /// A = logit y - ψ(p) + ψ(q), with ∂ log p/∂μ = φA, and minus its derivative in p: B = ψ₁(p) + ψ₁(q).
  @inline(__always)
  private func slopes(_ mean: Double, _ rest: Double, _ row: Int) -> (Double, Double) {
    let p = precision * mean
    let q = precision * rest
    return (
      log(y[row]) - log1p(-y[row]) - digamma(p) + digamma(q), trigamma(p) + trigamma(q)
    )
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let (mean, rest, v) = mean(eta)
    let (a, b) = slopes(mean, rest, row)
    return RowCurvature(
      value: value(eta, row), first: precision * a * v,
      weight: precision * (precision * b * v * v - a * v * (rest - mean)))
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    let (mean, rest, v) = mean(eta)
    let (a, b) = slopes(mean, rest, row)
    let c = tetragamma(precision * mean) - tetragamma(precision * rest)
    let skew = rest - mean
    return precision * v
      * (precision * precision * c * v * v + 3 * precision * b * v * skew
        - a * (skew * skew - 2 * v))
  }

  @inline(__always)
  func addParameterSlopes(
    _ eta: Double, _ row: Int, share: Double, leverage: Double, shift: Double,
    to gradient: UnsafeMutablePointer<Double>
  ) {
    let (mean, rest, v) = mean(eta)
    let (a, b) = slopes(mean, rest, row)
    let p = precision * mean
    let q = precision * rest
    let ofValue =
      precision
      * (mean * (log(y[row]) - digamma(p)) + rest * (log1p(-y[row]) - digamma(q)))
    let aSlope = precision * (rest * trigamma(q) - mean * trigamma(p))
    let bSlope = precision * (mean * tetragamma(p) + rest * tetragamma(q))
    let ofFirst = precision * v * (a + aSlope)
    let ofWeight =
      precision * v * (precision * v * (2 * b + bSlope) - (a + aSlope) * (rest - mean))
    gradient[0] += -share * ofValue + 0.5 * leverage * ofWeight + shift * ofFirst
  }
}
