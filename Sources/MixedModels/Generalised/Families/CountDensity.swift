#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Counts with mean λ = exp η: log p = yη - λ.
struct PoissonDensity: RowDensity {
  let y: UnsafePointer<Double>

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double { y[row] * eta - exp(eta) }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let mean = exp(eta)
    return RowCurvature(value: y[row] * eta - mean, first: y[row] - mean, weight: mean)
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double { exp(eta) }
}

/// Counts with mean λ = exp η and variance λ + λ²/k, k = exp of the parameter:
/// log p = yη - (y + k) log(1 + λ/k).
struct NegativeBinomialDensity: RowDensity {
  let y: UnsafePointer<Double>
  let logSize: Double
  let size: Double

  init(y: UnsafePointer<Double>, logSize: Double) {
    self.y = y
    self.logSize = logSize
    size = exp(logSize)
  }

  /// log(1 + λ/k) and λ/(k + λ) and 1 less the latter, from exp(-|η - log k|).
  @inline(__always)
  private func shares(_ eta: Double) -> (tail: Double, share: Double, rest: Double) {
    let delta = eta - logSize
    let e = exp(-delta.magnitude)
    let larger = 1 / (1 + e)
    let smaller = e * larger
    let tail = max(delta, 0) + log1p(e)
    return delta >= 0 ? (tail, larger, smaller) : (tail, smaller, larger)
  }

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double {
    y[row] * eta - (y[row] + size) * shares(eta).tail
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let parts = shares(eta)
    let total = y[row] + size
    return RowCurvature(
      value: y[row] * eta - total * parts.tail, first: y[row] - total * parts.share,
      weight: total * parts.share * parts.rest)
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    let parts = shares(eta)
    return (y[row] + size) * parts.share * parts.rest * (parts.rest - parts.share)
  }

  @inline(__always)
  func addParameterSlopes(
    _ eta: Double, _ row: Int, share: Double, leverage: Double, shift: Double,
    to gradient: UnsafeMutablePointer<Double>
  ) {
    let parts = shares(eta)
    let total = y[row] + size
    let product = parts.share * parts.rest
    let ofValue = total * parts.share - size * parts.tail
    let ofFirst = total * product - size * parts.share
    let ofWeight = size * product - total * product * (parts.rest - parts.share)
    gradient[0] += -share * ofValue + 0.5 * leverage * ofWeight + shift * ofFirst
  }
}
