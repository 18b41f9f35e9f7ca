import Numerics
import StudyDesign
import Testing

@testable import DataSimulation

@Suite struct ScoreTransformTests {
  /// The interpolation of gamma and t quantiles promises 1e-7 of the value; where a tail falls off
  /// like a power or an exponential of it, that is 1e-5 of the tail's probability at most.
  @Test(arguments: [
    Distribution.normal(mean: 3, sd: 2), .lognormal(mean: 4, cv: 0.7), .gamma(mean: 4, cv: 0.5),
    .gamma(mean: 4, cv: 2), .gamma(mean: 1, cv: 5), .t(degreesOfFreedom: 2.1, mean: 1, sd: 3),
    .t(degreesOfFreedom: 7, mean: 1, sd: 3), .uniform(low: -2, high: 5), .exponential(mean: 3),
    .mixture([
      .init(weight: 0.9, .normal(mean: 0, sd: 1)), .init(weight: 0.1, .normal(mean: 8, sd: 3)),
    ]),
    .mixture([
      .init(weight: 0.5, .uniform(low: 0, high: 1)), .init(weight: 0.5, .gamma(mean: 9, cv: 0.3)),
    ]),
  ])
  func `values have the tail of their score`(_ distribution: Distribution) {
    let transform = ScoreTransform(distribution)
    let tails = ContinuousTails(distribution)
    for score in stride(from: -6.03, through: 6.03, by: 0.17) {
      let isUpper = score > 0
      let wanted = StandardNormal.cdf(-abs(score))
      let found = tails.tail(transform.value(score), isUpper: isUpper)
      #expect((found / wanted - 1).magnitude < 1e-5, "score \(score)")
    }
  }

  /// The score at which a value begins has the probability of the values below it.
  @Test(arguments: [
    Distribution.binary(probability: 0.3), .integers(low: -1, high: 3), .anyOf([5, 1, 1, 3]),
    .discrete(values: [4, 1, 2], probabilities: [0.2, 0.5, 0.3]),
  ])
  func `finite values have their probabilities`(_ distribution: Distribution) throws {
    let transform = ScoreTransform(distribution)
    let values = try #require(distribution.possibleValues)
    let grid = (1..<2000).map { Double($0) / 2000 }
    let drawn = grid.map { transform.value(StandardNormal.quantile($0)) }
    #expect(drawn == drawn.sorted())
    #expect(Set(drawn).sorted() == values)
    let mean = drawn.reduce(0, +) / Double(drawn.count)
    #expect((mean - distribution.mean).magnitude < 0.005)
  }

  @Test(arguments: [
    (Distribution.poisson(mean: 2.5), CountDistribution.poisson(mean: 2.5)),
    (.poisson(mean: 4000), .poisson(mean: 4000)),
    (.negativeBinomial(mean: 3, size: 0.5), .negativeBinomial(mean: 3, size: 0.5)),
  ])
  func `counts have the tail of their score`(
    _ distribution: Distribution, _ tails: CountDistribution
  ) {
    let transform = ScoreTransform(distribution)
    for score in stride(from: -6.03, through: 6.03, by: 0.17) {
      let count = UInt32(transform.value(score))
      let probability = StandardNormal.cdf(score)
      #expect(tails.cdf(count) >= probability * (1 - 1e-12))
      if count > 0 { #expect(tails.cdf(count - 1) <= probability * (1 + 1e-12)) }
    }
  }
}
