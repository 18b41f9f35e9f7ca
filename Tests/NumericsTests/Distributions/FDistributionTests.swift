import Numerics
import Testing

@Suite struct FDistributionTests {
  /// x, degrees of freedom of numerator and denominator, lower and upper tail: mpmath 1.3.0 with 40
  /// digits.
  private static let reference:
    [(x: Double, numerator: Double, denominator: Double, lower: Double, upper: Double)] = [
      (4.2, 1, 10, 0.93242275107485276, 0.067577248925147244),
      (3.1, 2, 7.3, 0.89397453534305767, 0.10602546465694233),
      (0.02, 3, 2.2, 0.004882148708004011, 0.99511785129199599),
      (50, 4, 3.5, 0.99777830434570873, 0.0022216956542912686),
      (2.6, 3, 1000, 0.94907046884972861, 0.05092953115027139),
      (2.6049, 3, 1e6, 0.94999877801669692, 0.050001221983303083),
      (1.5, 40, 0.7, 0.36803927536432726, 0.63196072463567274),
      (0.001, 1, 58.9, 0.02512020555648612, 0.97487979444351388),
      (30, 2, 61.7, 0.99999999920734725, 7.9265275244648187e-10),
    ]

  @Test func bothTailsAgreeWithHighPrecisionValues() {
    for row in Self.reference {
      let f = FDistribution(numerator: row.numerator, denominator: row.denominator)
      #expect(abs(f.cdf(row.x) / row.lower - 1) < 1e-9, "\(row)")
      #expect(abs(f.upperTail(row.x) / row.upper - 1) < 1e-9, "\(row)")
    }
  }

  /// `qf` of R 4.2.2.
  @Test func quantilesAgreeWithR() {
    func upper(_ p: Double, _ numerator: Double, _ denominator: Double) -> Double {
      FDistribution(numerator: numerator, denominator: denominator).upperQuantile(p)
    }
    #expect(abs(upper(0.05, 2, 61.7) / 3.1460093257732753 - 1) < 1e-10)
    #expect(abs(upper(0.05, 1, 2.3) / 14.494491694116379 - 1) < 1e-10)
    #expect(abs(upper(1e-4, 3, 0.8) / 4412125043.3659582 - 1) < 1e-9)
    #expect(
      abs(FDistribution(numerator: 4, denominator: 12.5).quantile(0.3) / 0.55391100890039424 - 1)
        < 1e-10)
  }

  @Test func limitsAreTAndChiSquare() {
    let t = StudentT(degreesOfFreedom: 6.3)
    let f = FDistribution(numerator: 1, denominator: 6.3)
    #expect(abs(f.upperTail(2.25) - 2 * t.upperTail(1.5)) < 1e-13)
    #expect(abs(f.upperQuantile(0.05).squareRoot() / t.upperQuantile(0.025) - 1) < 1e-11)
    let limit = FDistribution(numerator: 3, denominator: .infinity)
    #expect(limit.upperTail(2) == ChiSquare(degreesOfFreedom: 3).upperTail(6))
    #expect(
      abs(FDistribution(numerator: 3, denominator: 1e9).upperTail(2) - limit.upperTail(2)) < 1e-8)
    #expect(limit.upperQuantile(0) == .infinity)
    #expect(limit.upperQuantile(1) == 0)
  }

  @Test func theDenominatorIsFoundFromACriticalValue() {
    for denominator in [1.5, 7.25, 61.7, 4000] {
      let f = FDistribution(numerator: 3, denominator: denominator)
      let found = FDistribution.withCriticalValue(
        f.upperQuantile(0.05), numerator: 3, upperTail: 0.05)
      #expect(abs(found.denominator / denominator - 1) < 1e-7)
    }
    let limit = FDistribution.withCriticalValue(2.6, numerator: 3, upperTail: 0.05)
    #expect(limit.denominator == .infinity)
  }
}

@Suite struct NoncentralFTests {
  /// x, degrees of freedom, noncentrality, lower and upper tail: Poisson mixtures by mpmath 1.3.0 with
  /// 40 digits.
  private static let reference:
    [(
      x: Double, numerator: Double, denominator: Double, ncp: Double, lower: Double, upper: Double
    )] = [
      (4.96, 1, 10, 7.5, 0.30472551456253824, 0.69527448543746176),
      (3.1, 2, 58.9, 9, 0.24522277017864354, 0.75477722982135646),
      (3.1, 2, 58.9, 0, 0.94752706963760852, 0.052472930362391476),
      (6, 3, 2.5, 4, 0.73750480589233877, 0.26249519410766123),
      (2.6, 3, 5000, 12, 0.15916249776025515, 0.84083750223974485),
      (3, 2, 1e6, 300, 3.7810571838500297e-53, 1),
      (0.3, 5, 20, 30, 5.6900325732203142e-7, 0.99999943099674268),
      (100, 2, 8, 2000, 1.7567633305598144e-13, 0.99999999999982432),
      (19.3, 2, 4, 1.5, 0.97766973871234672, 0.02233026128765328),
    ]

  @Test func bothTailsAgreeWithHighPrecisionValues() {
    for row in Self.reference {
      let f = NoncentralF(
        numerator: row.numerator, denominator: row.denominator, noncentrality: row.ncp)
      #expect(abs(f.cdf(row.x) - row.lower) < 1e-10, "\(row)")
      #expect(abs(f.upperTail(row.x) - row.upper) < 1e-10, "\(row)")
    }
  }

  @Test func oneNumeratorDegreeIsASquaredNoncentralT() {
    let t = NoncentralT(degreesOfFreedom: 8.4, noncentrality: 2.2)
    let f = NoncentralF(numerator: 1, denominator: 8.4, noncentrality: 4.84)
    for x in [0.5, 2.3, 5] {
      #expect(abs(f.upperTail(x * x) - t.upperTail(x) - t.cdf(-x)) < 1e-10)
    }
  }

  @Test func aLargeDenominatorIsNoncentralChiSquare() {
    let f = NoncentralF(numerator: 2, denominator: .infinity, noncentrality: 5)
    let x = NoncentralChiSquare(degreesOfFreedom: 2, noncentrality: 5)
    #expect(f.upperTail(3) == x.upperTail(6))
    #expect(NoncentralF(numerator: 2, denominator: 9, noncentrality: .infinity).cdf(3) == 0)
  }
}
