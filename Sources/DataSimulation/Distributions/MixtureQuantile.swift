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
/// same probability, and between those of neighbouring scores, which are tabulated; there it is found
/// by false position (Illinois).
struct MixtureQuantile: Sendable {
  private let parts: [Part]
  /// Quantiles of scores from -`limit` to `limit`.
  private var nodes: [Double] = []

  private static let limit = 8.5
  private static let perUnit = 16.0

  private struct Part: Sendable {
    var weight: Double
    var quantile: ScoreTransform
    var tails: ContinuousTails
  }

  init(_ parts: [Distribution.Component]) {
    self.parts = parts.filter { $0.weight > 0 }.map {
      Part(
        weight: $0.weight, quantile: ScoreTransform($0.distribution),
        tails: ContinuousTails($0.distribution))
    }
    let count = Int(2 * Self.limit * Self.perUnit) + 1
    nodes = (0..<count).map { index in
      let score = Double(index) / Self.perUnit - Self.limit
      let ends = self.parts.map { $0.quantile.value(score) }
      return root(score, ends.min()!, ends.max()!)
    }
  }

  func value(_ score: Double) -> Double {
    let inside = min(max(score, -Self.limit), Self.limit)
    let place = min(Int((inside + Self.limit) * Self.perUnit), nodes.count - 2)
    return root(inside, nodes[place], nodes[place + 1])
  }

  /// The x between two bounds whose tail is that of a score.
  private func root(_ score: Double, _ lower: Double, _ upper: Double) -> Double {
    let isUpper = score > 0
    let target = StandardNormal.cdf(-abs(score))
    // Increasing in x: how much more lies below x than should.
    func excess(_ x: Double) -> Double {
      var tail = 0.0
      for part in parts { tail += part.weight * part.tails.tail(x, isUpper: isUpper) }
      return isUpper ? target - tail : tail - target
    }
    var (low, high) = (lower, upper)
    var (below, above) = (excess(low), excess(high))
    if below >= 0 { return low }
    if above <= 0 { return high }
    let tolerance = 1e-13 * max(abs(low), abs(high))
    var isLastBelow: Bool?
    for step in 0..<200 where high - low > tolerance {
      // Every third step halves the interval, so that kinks and jumps do no harm.
      let share = step % 3 == 2 ? 0.5 : below / (below - above)
      let x = low + share * (high - low)
      guard x > low, x < high else { break }
      let value = excess(x)
      if abs(value) <= 1e-14 * target { return x }
      if value < 0 {
        (low, below) = (x, value)
        if isLastBelow == true { above /= 2 }
        isLastBelow = true
      } else {
        (high, above) = (x, value)
        if isLastBelow == false { below /= 2 }
        isLastBelow = false
      }
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
