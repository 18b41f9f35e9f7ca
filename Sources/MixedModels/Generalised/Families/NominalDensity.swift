#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Categories 0, 1, ..., d without order: log p = η_y - log(1 + Σ exp η_k), η_0 = 0, with one linear
/// predictor for each category but the first.
///
/// Predictors, first derivatives and weights lie in planes, `stride` apart, the latter packed: (k, l)
/// is the plane `packedIndex(k, l)`.
struct NominalDensity {
  let y: UnsafePointer<Double>
  let predictorCount: Int
  let stride: Int
  /// The probabilities of a row.
  let shares: UnsafeMutablePointer<Double>

  /// log Σ exp of a row's predictors, and its probabilities in `shares`.
  @inline(__always)
  private func normalise(_ eta: UnsafePointer<Double>, _ row: Int) -> Double {
    var top = 0.0
    for k in 0..<predictorCount { top = max(top, eta[k * stride + row]) }
    var sum = exp(-top)
    for k in 0..<predictorCount {
      shares[k] = exp(eta[k * stride + row] - top)
      sum += shares[k]
    }
    for k in 0..<predictorCount { shares[k] /= sum }
    return top + log(sum)
  }

  func value(_ eta: UnsafePointer<Double>, _ row: Int) -> Double {
    let category = Int(y[row])
    return (category == 0 ? 0 : eta[(category - 1) * stride + row]) - normalise(eta, row)
  }

  func curvature(
    _ eta: UnsafePointer<Double>, _ row: Int, first: UnsafeMutablePointer<Double>,
    weight: UnsafeMutablePointer<Double>
  ) -> Double {
    let total = normalise(eta, row)
    let category = Int(y[row])
    for k in 0..<predictorCount {
      first[k * stride + row] = (category == k + 1 ? 1 : 0) - shares[k]
      for l in 0..<k { weight[packedIndex(k, l) * stride + row] = -shares[k] * shares[l] }
      weight[packedIndex(k, k) * stride + row] = shares[k] * (1 - shares[k])
    }
    return (category == 0 ? 0 : eta[(category - 1) * stride + row]) - total
  }

  /// Writes ½ Σ c_lm ∂w_lm/∂η_k: with g_l = c_ll - 2Σ c_lm p_m it is ½ p_k (g_k - Σ p_l g_l).
  func leverageSlopes(
    _ eta: UnsafePointer<Double>, _ row: Int, leverages: UnsafePointer<Double>,
    slopes: UnsafeMutablePointer<Double>
  ) {
    _ = normalise(eta, row)
    var mean = 0.0
    for k in 0..<predictorCount {
      var g = leverages[packedIndex(k, k) * stride + row]
      for l in 0..<predictorCount {
        g -= 2 * leverages[packedIndex(k, l) * stride + row] * shares[l]
      }
      slopes[k * stride + row] = g
      mean += shares[k] * g
    }
    for k in 0..<predictorCount {
      slopes[k * stride + row] = 0.5 * shares[k] * (slopes[k * stride + row] - mean)
    }
  }
}
