#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Successes y among m trials, logit link: log p = yη - m log(1 + exp η).
struct LogitBinomial: RowDensity {
  let y: UnsafePointer<Double>
  let trials: UnsafePointer<Double>

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double {
    let tail = log1p(exp(-eta.magnitude))
    let failures = trials[row] - y[row]
    return -failures * (max(eta, 0) + tail) - y[row] * (max(-eta, 0) + tail)
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let e = exp(-eta.magnitude)
    let tail = log1p(e)
    let m = trials[row]
    let ratio = 1 / (1 + e)
    let mean = eta >= 0 ? ratio : e * ratio
    return RowCurvature(
      value: -(m - y[row]) * (max(eta, 0) + tail) - y[row] * (max(-eta, 0) + tail),
      first: y[row] - m * mean, weight: m * e * ratio * ratio)
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    let e = exp(-eta.magnitude)
    let ratio = 1 / (1 + e)
    let slope = trials[row] * e * ratio * ratio * ratio * (1 - e)
    return eta >= 0 ? -slope : slope
  }
}

/// Successes among trials, probit link: log p = y log Φ(η) + (m - y) log Φ(-η).
struct ProbitBinomial: RowDensity {
  let y: UnsafePointer<Double>
  let trials: UnsafePointer<Double>

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double {
    var sum = 0.0
    if y[row] > 0 { sum += y[row] * NormalTail(eta).logValue }
    if trials[row] > y[row] { sum += (trials[row] - y[row]) * NormalTail(-eta).logValue }
    return sum
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let up = NormalTail(eta)
    let down = NormalTail(-eta)
    let failures = trials[row] - y[row]
    return RowCurvature(
      value: y[row] * up.logValue + failures * down.logValue,
      first: y[row] * up.first - failures * down.first,
      weight: -(y[row] * up.second + failures * down.second))
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    -(y[row] * NormalTail(eta).third - (trials[row] - y[row]) * NormalTail(-eta).third)
  }
}

/// Successes among trials, complementary log-log link: with λ = exp η,
/// log p = y log(1 - exp(-λ)) - (m - y)λ.
struct CloglogBinomial: RowDensity {
  let y: UnsafePointer<Double>
  let trials: UnsafePointer<Double>

  @inline(__always)
  func value(_ eta: Double, _ row: Int) -> Double {
    let rate = exp(eta)
    let failures = trials[row] - y[row]
    return (y[row] > 0 ? y[row] * Self.logSuccess(eta, rate) : 0)
      - (failures > 0 ? failures * rate : 0)
  }

  @inline(__always)
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature {
    let rate = exp(eta)
    let failures = trials[row] - y[row]
    let (q, remainder) = Self.slope(rate)
    let lost = failures > 0 ? failures * rate : 0
    return RowCurvature(
      value: (y[row] > 0 ? y[row] * Self.logSuccess(eta, rate) : 0) - lost,
      first: y[row] * q - lost, weight: -y[row] * q * remainder + lost)
  }

  @inline(__always)
  func weightSlope(_ eta: Double, _ row: Int) -> Double {
    let rate = exp(eta)
    let failures = trials[row] - y[row]
    let (q, remainder) = Self.slope(rate)
    guard q > 0 else { return failures > 0 ? failures * rate : 0 }
    let second = q * remainder
    let third = second * remainder - q * (rate + second)
    return -y[row] * third + (failures > 0 ? failures * rate : 0)
  }

  /// log(1 - exp(-λ)).
  @inline(__always)
  static func logSuccess(_ eta: Double, _ rate: Double) -> Double {
    if eta < -36 { return eta - 0.5 * rate }
    return rate > 0.7 ? log1p(-exp(-rate)) : log(-expm1(-rate))
  }

  /// q = λ/(exp λ - 1), the derivative of log(1 - exp(-λ)) in η, and 1 - λ - q, its own derivative's
  /// ratio to it; for small λ by their series, since 1 - q cancels.
  @inline(__always)
  static func slope(_ rate: Double) -> (q: Double, remainder: Double) {
    if rate < 0.02 {
      let half = rate * (0.5 - rate * (1.0 / 12 - rate * rate / 720))
      return (1 - half, half - rate)
    }
    if rate > 700 { return (0, 0) }
    let q = rate / expm1(rate)
    return (q, 1 - rate - q)
  }
}
