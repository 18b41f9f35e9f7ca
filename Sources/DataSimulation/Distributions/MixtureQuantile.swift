internal import Numerics
internal import StudyDesign

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The quantile function of a mixture of continuous distributions.
///
/// A quantile of a mixture lies between the smallest and the largest of its parts' quantiles of the
/// same probability; bisection there finds it to the last digits.
struct MixtureQuantile: Sendable {
  private let parts: [(weight: Double, quantile: ScoreTransform, tails: ContinuousTails)]

  init(_ parts: [Distribution.Component]) {
    self.parts = parts.filter { $0.weight > 0 }.map {
      ($0.weight, ScoreTransform($0.distribution), ContinuousTails($0.distribution))
    }
  }

  func value(_ score: Double) -> Double {
    let isUpper = score > 0
    let target = StandardNormal.cdf(-abs(score))
    var low = Double.infinity
    var high = -Double.infinity
    for part in parts {
      let value = part.quantile.value(score)
      low = min(low, value)
      high = max(high, value)
    }
    let tolerance = 1e-14 * max(abs(low), abs(high))
    while high - low > tolerance {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      var tail = 0.0
      for part in parts { tail += part.weight * part.tails.tail(middle, isUpper: isUpper) }
      if (tail > target) == isUpper { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }
}

/// Both tails of a continuous distribution.
struct ContinuousTails: Sendable {
  private let distribution: Distribution

  init(_ distribution: Distribution) { self.distribution = distribution }

  /// P(X > x), or P(X ≤ x).
  func tail(_ x: Double, isUpper: Bool) -> Double {
    func normal(_ score: Double) -> Double {
      isUpper ? StandardNormal.upperTail(score) : StandardNormal.cdf(score)
    }
    switch distribution {
    case .normal(let mean, let sd): return normal((x - mean) / sd)
    case .lognormal(let mean, let cv):
      guard x > 0 else { return isUpper ? 1 : 0 }
      let variance = log1p(cv * cv)
      return normal((log(x / mean) + variance / 2) / variance.squareRoot())
    case .gamma(let mean, let cv):
      let gamma = GammaDistribution(shape: 1 / (cv * cv))
      let scaled = x / (mean * cv * cv)
      return isUpper ? gamma.upperTail(scaled) : gamma.cdf(scaled)
    case .t(let df, let mean, let sd):
      let student = StudentT(degreesOfFreedom: df)
      let scaled = (x - mean) / (sd * ((df - 2) / df).squareRoot())
      return isUpper ? student.upperTail(scaled) : student.cdf(scaled)
    case .uniform(let low, let high):
      let share = min(max((x - low) / (high - low), 0), 1)
      return isUpper ? 1 - share : share
    case .exponential(let mean):
      guard x > 0 else { return isUpper ? 1 : 0 }
      return isUpper ? exp(-x / mean) : -expm1(-x / mean)
    case .mixture(let parts):
      return parts.reduce(0) {
        $0 + $1.weight * ContinuousTails($1.distribution).tail(x, isUpper: isUpper)
      }
    case .integers, .poisson, .negativeBinomial, .binary, .discrete, .anyOf:
      preconditionFailure("a mixture with quantiles is continuous")
    }
  }
}
