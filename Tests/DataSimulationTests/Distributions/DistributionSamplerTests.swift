import CGSL
import DataSimulation
import Foundation
import Numerics
import StudyDesign
import Testing

@Suite struct DistributionSamplerTests {
  /// A distribution with its distribution function, P(X ≤ x).
  struct Case: Sendable, CustomTestStringConvertible {
    var distribution: Distribution
    var cdf: @Sendable (Double) -> Double
    var testDescription: String { "\(distribution)" }

    init(_ distribution: Distribution, _ cdf: @escaping @Sendable (Double) -> Double) {
      self.distribution = distribution
      self.cdf = cdf
    }
  }

  static let continuous = [
    Case(.normal(mean: 3, sd: 2)) { gsl_cdf_gaussian_P($0 - 3, 2) },
    Case(.lognormal(mean: 10, cv: 0.8)) {
      let variance = log(1.64)
      return gsl_cdf_lognormal_P($0, log(10) - variance / 2, variance.squareRoot())
    },
    Case(.gamma(mean: 4, cv: 0.5)) { gsl_cdf_gamma_P($0, 4, 1) },
    Case(.gamma(mean: 2, cv: 2)) { gsl_cdf_gamma_P($0, 0.25, 8) },
    Case(.t(degreesOfFreedom: 5, mean: 1, sd: 2)) {
      gsl_cdf_tdist_P(($0 - 1) / 2 * (5.0 / 3).squareRoot(), 5)
    },
    Case(.t(degreesOfFreedom: 2.5, mean: 0, sd: 1)) {
      gsl_cdf_tdist_P($0 * 5.0.squareRoot(), 2.5)
    },
    Case(.uniform(low: -1, high: 4)) { ($0 + 1) / 5 },
    Case(.exponential(mean: 3)) { gsl_cdf_exponential_P($0, 3) },
    Case(
      .mixture([
        .init(weight: 0.8, .normal(mean: 0, sd: 1)), .init(weight: 0.2, .gamma(mean: 5, cv: 1)),
      ])
    ) { 0.8 * gsl_cdf_ugaussian_P($0) + ($0 > 0 ? 0.2 * gsl_cdf_exponential_P($0, 5) : 0) },
  ]

  private func draws(_ distribution: Distribution, _ count: Int) -> [Double] {
    var stream = RandomStream(seed: 21, pathHash: 2, replicate: 1)
    var values = [Double](repeating: 0, count: count)
    let sampler = DistributionSampler(distribution)
    values.withUnsafeMutableBufferPointer { sampler.fill($0, &stream) }
    return values
  }

  /// Kolmogorov's limit: P(√n·D > 2.7) = 2·exp(-2·2.7²) = 9e-7.
  @Test(arguments: continuous)
  func `draws follow the distribution`(_ one: Case) {
    let values = draws(one.distribution, 200_000).sorted()
    let count = Double(values.count)
    var largest = 0.0
    for (index, value) in values.enumerated() {
      let excess = one.cdf(value) - Double(index) / count
      largest = max(largest, excess, 1 / count - excess)
    }
    #expect(largest * count.squareRoot() < 2.7)
  }

  /// Central moments as stated: each power's mean lies within 4.9 of its standard errors (1e-6), as
  /// estimated from 200 batches of 5,000 draws. Tails are light enough for batch means to be normal.
  @Test(arguments: [
    Distribution.normal(mean: 3, sd: 2), .lognormal(mean: 10, cv: 0.3), .gamma(mean: 4, cv: 0.5),
    .gamma(mean: 1, cv: 1), .t(degreesOfFreedom: 30, mean: 1, sd: 2), .uniform(low: -1, high: 4),
    .integers(low: -2, high: 4), .exponential(mean: 3), .poisson(mean: 2.5), .poisson(mean: 80),
    .negativeBinomial(mean: 6, size: 2), .negativeBinomial(mean: 300, size: 40),
    .binary(probability: 0.1), .discrete(values: [1, 5, 2], probabilities: [0.2, 0.3, 0.5]),
    .anyOf([3, 4, 4, 10]),
    .mixture([
      .init(weight: 0.7, .normal(mean: 1, sd: 1)), .init(weight: 0.3, .uniform(low: 4, high: 6)),
    ]),
  ])
  func `mean, variance and skewness are those of the distribution`(_ distribution: Distribution)
    throws
  {
    let values = draws(distribution, 1_000_000)
    let sd = try #require(distribution.sd)
    let third = try #require(distribution.skewness) * sd * sd * sd
    for (power, expected) in [(1.0, 0), (2, sd * sd), (3, third)] {
      let batches = (0..<200).map { batch in
        mean(values[batch * 5000..<(batch + 1) * 5000].map { pow($0 - distribution.mean, power) })
      }
      let average = mean(batches)
      let spread = mean(batches.map { ($0 - average) * ($0 - average) })
      #expect((average - expected).magnitude < 4.9 * (spread / 199).squareRoot(), "power \(power)")
    }
  }

  @Test(arguments: [
    Distribution.integers(low: -2, high: 4),
    .discrete(values: [1, 5, 2], probabilities: [0.2, 0.3, 0.5]),
    .anyOf([3, 4, 10]), .binary(probability: 0.4),
  ])
  func `finite distributions take all their values and no others`(_ distribution: Distribution) {
    #expect(Set(draws(distribution, 10_000)).sorted() == distribution.possibleValues)
  }

  /// P(0) and P(1) of a negative binomial: (s/(s+m))^s and s·m/(s+m) times it. Bounds of 4.9 SE.
  @Test func `negative binomial counts have their probabilities`() {
    let values = draws(.negativeBinomial(mean: 1.5, size: 0.6), 400_000)
    let zero = pow(0.6 / 2.1, 0.6)
    for (count, probability) in [(0.0, zero), (1, zero * 0.6 * 1.5 / 2.1)] {
      let share = mean(values.map { $0 == count ? 1 : 0 })
      let se = (probability * (1 - probability) / 400_000).squareRoot()
      #expect((share - probability).magnitude < 4.9 * se)
    }
  }

  @Test func `a coefficient of variation of 0 is no spread`() {
    #expect(Set(draws(.gamma(mean: 7, cv: 0), 10)) == [7])
    #expect(Set(draws(.lognormal(mean: 7, cv: 0), 10)) == [7])
  }

  @Test(arguments: continuous.map(\.distribution) + [.poisson(mean: 30), .anyOf([1, 2, 3])])
  func `single draws are those of a fill`(_ distribution: Distribution) {
    var stream = RandomStream(seed: 21, pathHash: 2, replicate: 1)
    let sampler = DistributionSampler(distribution)
    // A normal fill multiplies and adds in the same order, so that not a bit differs.
    #expect((0..<100).map { _ in sampler.draw(&stream) } == draws(distribution, 100))
  }
}
