internal import Numerics
internal import StudyDesign

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Turns normal scores into values of a distribution: x with P(X ≤ x) = P(Z ≤ z). Correlated scores
/// then give correlated values (a Gaussian copula), each with its own distribution.
struct ScoreTransform: Sendable {
  private let rule: Rule

  private enum Rule: Sendable {
    case constant(Double)
    case normal(mean: Double, sd: Double)
    /// Mean and SD of the logarithms.
    case lognormal(mean: Double, sd: Double)
    case uniform(low: Double, width: Double)
    case exponential(mean: Double)
    /// `values[k]` where k of the cuts are at or below the score.
    case cuts([Double], values: [Double])
    case table(QuantileTable, mean: Double, scale: Double)
    case mixture(MixtureQuantile)
  }

  /// - Parameter distribution: one that breaks no rule and has quantiles.
  init(_ distribution: Distribution) {
    switch distribution {
    case .lognormal(let mean, 0), .gamma(let mean, 0): rule = .constant(mean)
    case .normal(let mean, let sd): rule = .normal(mean: mean, sd: sd)
    case .lognormal(let mean, let cv):
      let variance = log1p(cv * cv)
      rule = .lognormal(mean: log(mean) - variance / 2, sd: variance.squareRoot())
    case .uniform(let low, let high): rule = .uniform(low: low, width: high - low)
    case .exponential(let mean): rule = .exponential(mean: mean)
    case .gamma(let mean, let cv):
      let gamma = GammaDistribution(shape: 1 / (cv * cv))
      rule = .table(
        QuantileTable(ofLogarithms: true) { gamma.logQuantile(ofScore: $0) }, mean: 0,
        scale: mean * cv * cv)
    case .t(let df, let mean, let sd):
      let student = StudentT(degreesOfFreedom: df)
      let table = QuantileTable(ofLogarithms: false) { score in
        let size = student.upperQuantile(StandardNormal.cdf(-abs(score)))
        return score < 0 ? -size : size
      }
      rule = .table(table, mean: mean, scale: sd * ((df - 2) / df).squareRoot())
    case .mixture(let parts): rule = .mixture(MixtureQuantile(parts))
    case .binary(let probability): rule = Self.cuts([0, 1], [1 - probability, probability])
    case .discrete(let values, let probabilities):
      let sorted = zip(values, probabilities).sorted { $0.0 < $1.0 }
      rule = Self.cuts(sorted.map(\.0), sorted.map(\.1))
    case .anyOf(let values):
      let sorted = values.sorted()
      rule = Self.cuts(sorted, sorted.map { _ in 1 / Double(sorted.count) })
    case .integers(let low, let high):
      let values = Array(stride(from: low, through: high, by: 1))
      rule = Self.cuts(values, values.map { _ in 1 / Double(values.count) })
    case .poisson(let mean):
      rule = Self.cuts(.poisson(mean: mean), around: mean, sd: mean.squareRoot())
    case .negativeBinomial(let mean, let size):
      rule = Self.cuts(
        .negativeBinomial(mean: mean, size: size), around: mean, sd: distribution.sd ?? 0)
    }
  }

  /// Values in increasing order of their scores, each with its probability.
  private static func cuts(_ values: [Double], _ probabilities: [Double]) -> Rule {
    var sum = 0.0
    let scores = probabilities.dropLast().map { probability in
      sum += probability
      return StandardNormal.quantile(min(sum, 1))
    }
    return .cuts(scores, values: values)
  }

  /// Counts from the first to the last that a normal score of a Double can mean.
  private static func cuts(_ counts: CountDistribution, around mean: Double, sd: Double) -> Rule {
    let negligible = 1e-17
    var first = UInt32(max(0, (mean - 12 * sd).rounded(.down)))
    while counts.cdf(first) < negligible { first += 1 }
    var scores: [Double] = []
    var values = [Double(first)]
    var count = first
    while true {
      let above = counts.upperTail(count)
      guard above > negligible else { break }
      let below = counts.cdf(count)
      scores.append(
        below < 0.5 ? StandardNormal.quantile(below) : StandardNormal.upperQuantile(above))
      count += 1
      values.append(Double(count))
    }
    return .cuts(scores, values: values)
  }

  /// The value of one score.
  func value(_ score: Double) -> Double {
    switch rule {
    case .constant(let value): value
    case .normal(let mean, let sd): mean + sd * score
    case .lognormal(let mean, let sd): exp(mean + sd * score)
    case .uniform(let low, let width): low + width * StandardNormal.cdf(score)
    case .exponential(let mean): -mean * log(StandardNormal.upperTail(score))
    case .cuts(let cuts, let values): values[cutsAtOrBelow(score, cuts)]
    case .table(let table, let mean, let scale): mean + scale * table.value(score)
    case .mixture(let mixture): mixture.value(score)
    }
  }

  /// Overwrites `values` with those of `scores`.
  func fill(_ values: UnsafeMutableBufferPointer<Double>, from scores: UnsafePointer<Double>) {
    for index in values.indices { values[index] = value(scores[index]) }
  }
}

private func cutsAtOrBelow(_ score: Double, _ cuts: [Double]) -> Int {
  var low = 0
  var high = cuts.count
  while low < high {
    let middle = (low + high) / 2
    if cuts[middle] <= score { low = middle + 1 } else { high = middle }
  }
  return low
}
