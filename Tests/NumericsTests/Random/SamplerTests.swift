import CGSL
import Numerics
import Testing

/// Draws of one kind against the distribution function or probabilities of GSL.
@Suite struct SamplerTests {
  private func draws(
    _ count: Int, seed: UInt64, _ draw: (inout RandomStream) -> Double
  ) -> [Double] {
    var stream = RandomStream(seed: seed, pathHash: 1, replicate: 1)
    return (0..<count).map { _ in draw(&stream) }
  }

  /// Kolmogorov's limit: P(√n·D > 2.7) = 2·exp(-2·2.7²) = 9e-7.
  private func distance(_ values: [Double], _ cdf: (Double) -> Double) -> Double {
    let count = Double(values.count)
    var largest = 0.0
    for (index, value) in values.sorted().enumerated() {
      let excess = cdf(value) - Double(index) / count
      largest = max(largest, excess, 1 / count - excess)
    }
    return largest * count.squareRoot()
  }

  @Test(arguments: [0.05, 0.3, 0.999, 1, 1.5, 8, 250])
  func `gamma draws follow the gamma distribution`(shape: Double) {
    let sampler = GammaSampler(shape: shape)
    let values = draws(200_000, seed: 11) { sampler.draw(&$0) }
    #expect(distance(values) { gsl_cdf_gamma_P($0, shape, 1) } < 2.7)
  }

  @Test func `exponential draws follow the exponential distribution`() {
    let values = draws(200_000, seed: 12) { $0.exponential() }
    #expect(distance(values) { gsl_cdf_exponential_P($0, 1) } < 2.7)
  }

  /// χ² of counts over bins with at least 25 expected draws each, the rest pooled in two tails;
  /// the limit is exceeded with probability 1e-6.
  private func chiSquareExcess(_ values: [Double], _ probability: (UInt32) -> Double) -> Double {
    let count = Double(values.count)
    var observed: [Double: Double] = [:]
    for value in values { observed[value, default: 0] += 1 }
    var statistic = 0.0
    var bins = -1.0
    var pool = (observed: 0.0, expected: 0.0)
    func close(_ bin: (observed: Double, expected: Double)) {
      statistic += (bin.observed - bin.expected) * (bin.observed - bin.expected) / bin.expected
      bins += 1
    }
    var expectedSum = 0.0
    var observedSum = 0.0
    var value: UInt32 = 0
    while count - expectedSum > 25 || observedSum < count {
      let expected = count * probability(value)
      let here = observed[Double(value)] ?? 0
      expectedSum += expected
      observedSum += here
      pool = (pool.observed + here, pool.expected + expected)
      if pool.expected >= 25, count - expectedSum >= 25 {
        close(pool)
        pool = (0, 0)
      }
      value += 1
    }
    pool.expected += count - expectedSum
    close(pool)
    return statistic / gsl_cdf_chisq_Qinv(1e-6, max(bins, 1))
  }

  @Test(arguments: [0.02, 0.7, 3, 9.99, 10, 11.5, 40, 1000])
  func `Poisson counts have their probabilities`(mean: Double) {
    let sampler = PoissonSampler(mean: mean)
    let values = draws(200_000, seed: 13) { sampler.draw(&$0) }
    #expect(chiSquareExcess(values) { gsl_ran_poisson_pdf($0, mean) } < 1)
  }

  @Test func `Poisson counts of a huge mean have its mean and variance`() {
    let mean = PoissonSampler.largestMean
    let sampler = PoissonSampler(mean: mean)
    let values = draws(100_000, seed: 14) { (sampler.draw(&$0) - mean) / mean.squareRoot() }
    #expect(distance(values, StandardNormal.cdf) < 2.7)
    #expect(
      draws(10, seed: 1) { PoissonSampler(mean: 0).draw(&$0) } == [Double](repeating: 0, count: 10))
  }

  @Test(arguments: [
    (1, 0.3), (8, 0.02), (12, 0.9), (40, 0.24), (40, 0.25), (40, 0.5), (100, 0.97), (1000, 0.4),
    (100_000, 0.0003),
  ])
  func `binomial counts have their probabilities`(trials: Int, probability: Double) {
    let sampler = BinomialSampler(trials: trials, probability: probability)
    let values = draws(200_000, seed: 15) { sampler.draw(&$0) }
    #expect(values.allSatisfy { $0 >= 0 && $0 <= Double(trials) && $0 == $0.rounded() })
    #expect(
      chiSquareExcess(values) { gsl_ran_binomial_pdf($0, probability, UInt32(trials)) } < 1)
  }

  @Test func `impossible and certain outcomes never and always happen`() {
    for trials in [0, 1, 50, 5000] {
      let never = BinomialSampler(trials: trials, probability: 0)
      let always = BinomialSampler(trials: trials, probability: 1)
      #expect(draws(100, seed: 16) { never.draw(&$0) }.allSatisfy { $0 == 0 })
      #expect(draws(100, seed: 17) { always.draw(&$0) }.allSatisfy { $0 == Double(trials) })
    }
  }
}
