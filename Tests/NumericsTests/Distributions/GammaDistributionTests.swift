import Foundation
import Numerics
import Testing

@Suite struct GammaDistributionTests {
  /// At shape 1 the quantile of a score z is -log P(Z > z).
  @Test func `shape 1 is the exponential distribution`() {
    for score in [-8.0, -2, -0.1, 0, 0.1, 2, 8] {
      let exact = log(-log1p(-StandardNormal.cdf(score)))
      let upper = log(-log(StandardNormal.upperTail(score)))
      let found = GammaDistribution(shape: 1).logQuantile(ofScore: score)
      #expect((found - (score < 0 ? exact : upper)).magnitude < 1e-10, "\(score)")
    }
  }

  @Test(arguments: [0.03, 0.2, 0.7, 1, 3, 40, 1e4])
  func `quantiles have the tail of their score`(shape: Double) {
    let gamma = GammaDistribution(shape: shape)
    for score in stride(from: -8.0, through: 8, by: 0.25) {
      let logarithm = gamma.logQuantile(ofScore: score)
      let x = exp(logarithm)
      let (found, wanted) =
        score < 0
        ? (gamma.cdf(x), StandardNormal.cdf(score))
        : (gamma.upperTail(x), StandardNormal.upperTail(score))
      // Numbers too small for a Double: P(x) = xᵃ/Γ(a + 1).
      if x < 1e-300 {
        let tail = shape * logarithm - lgamma(shape + 1)
        #expect((tail - log(wanted)).magnitude < 1e-9)
      } else {
        #expect((found / wanted - 1).magnitude < 1e-9, "score \(score)")
      }
    }
  }
}

@Suite struct CountDistributionTests {
  @Test func `tails of counts are sums of their probabilities`() {
    // P(k) of a negative binomial with mean m and size s: Γ(k+s)/(k! Γ(s)) pˢ (1-p)ᵏ, p = s/(s+m).
    let (mean, size) = (3.5, 1.3)
    let p = size / (size + mean)
    var sums = (poisson: 0.0, negative: 0.0)
    for k in 0..<30 {
      let count = Double(k)
      sums.poisson += exp(count * log(mean) - mean - lgamma(count + 1))
      let coefficient = lgamma(count + size) - lgamma(count + 1) - lgamma(size)
      sums.negative += exp(coefficient + size * log(p) + count * log(1 - p))
      let (poisson, negative) = (
        CountDistribution.poisson(mean: mean),
        CountDistribution.negativeBinomial(mean: mean, size: size)
      )
      #expect((poisson.cdf(UInt32(k)) - sums.poisson).magnitude < 1e-12)
      #expect((negative.cdf(UInt32(k)) - sums.negative).magnitude < 1e-12)
      #expect((1 - poisson.upperTail(UInt32(k)) - sums.poisson).magnitude < 1e-12)
      #expect((1 - negative.upperTail(UInt32(k)) - sums.negative).magnitude < 1e-12)
    }
  }
}
