import Numerics
import Testing

@Suite struct NoncentralTTests {
  /// x, degrees of freedom, noncentrality, lower and upper tail, by 40-digit quadrature with mpmath
  /// 1.3.0 (`quad` over log s). R 4.2.2's `pt(x, df, ncp)` agrees within 1e-12 for df up to 1000 and
  /// moderate ncp; beyond, its approximation is off by up to 1.4e-9 (df 1e6) and .0086 (ncp 1000).
  static let reference: [(x: Double, df: Double, ncp: Double, lower: Double, upper: Double)] = [
    (2, 1, 1.5, 0.49101990151772364, 0.50898009848227636),
    (-2, 1, 1.5, 0.011315052842778438, 0.98868494715722156),
    (0, 3, 0.7, 0.24196365222307303, 0.75803634777692697),
    (2.2281388519862744, 10, 0, 0.97499999999999998, 0.025000000000000016),
    (2.2281388519862744, 10, 2.5, 0.38347586215224612, 0.61652413784775388),
    (-2.2281388519862744, 10, 2.5, 1.0627107930491166e-5, 0.99998937289206951),
    (-1, 4, -6, 0.9999989330994621, 1.0669005379009827e-6),
    (2.5705818356363146, 5, 10, 1.2740502126621405e-8, 0.99999998725949787),
    (30, 5, 10, 0.98914846169401156, 0.010851538305988442),
    (2.0243941639119694, 38, 3, 0.16766605438335051, 0.83233394561664949),
    (1.9623390808264076, 1000, 2.8, 0.20119904981863225, 0.79880095018136775),
    (1.9599663568141066, 1e6, 2.8, 0.20044485053065089, 0.79955514946934911),
    (-1.9599663568141066, 1e6, 0.3, 0.011911752034661073, 0.98808824796533893),
    (1.97, 250000, 37, 3.9498618864971506e-269, 1),
    (40, 250000, 41, 0.15903210961099231, 0.84096789038900769),
    (50, 1e6, 50.5, 0.30864306454004139, 0.69135693545995861),
    (1000, 30, 1000, 0.46565524539212748, 0.53434475460787252),
    (2.5, 2.5, -0.4, 0.97370773102612178, 0.026292268973878222),
    (1.645, 0.5, 1, 0.47927063313550481, 0.52072936686449519),
    (100000, 1e6, 100010, 0.44358890220613751, 0.55641109779386249),
  ]

  @Test func bothTailsAgreeWithHighPrecisionValues() {
    for row in Self.reference {
      let distribution = NoncentralT(degreesOfFreedom: row.df, noncentrality: row.ncp)
      #expect(abs(distribution.cdf(row.x) - row.lower) < 1e-12, "\(row)")
      #expect(abs(distribution.upperTail(row.x) - row.upper) < 1e-12, "\(row)")
    }
  }

  @Test func smallTailsKeepRelativeAccuracy() {
    for row in Self.reference where row.lower > 1e-20 && row.upper > 1e-20 {
      let distribution = NoncentralT(degreesOfFreedom: row.df, noncentrality: row.ncp)
      #expect(abs(distribution.cdf(row.x) / row.lower - 1) < 1e-9, "\(row)")
      #expect(abs(distribution.upperTail(row.x) / row.upper - 1) < 1e-9, "\(row)")
    }
  }

  /// Values of R 4.2.2's `pt` over a grid of df within its exact range.
  @Test(arguments: [
    (1.0, 0.18613206160688212), (4.0, 0.6192614594025857), (30.0, 0.82709992846782154),
    (200.0, 0.84746031017315537),
  ])
  func powerOfTTestsAgreesWithR(df: Double, power: Double) {
    let critical = StudentT(degreesOfFreedom: df).upperQuantile(0.025)
    let distribution = NoncentralT(degreesOfFreedom: df, noncentrality: 3)
    let rejected = distribution.upperTail(critical) + distribution.cdf(-critical)
    #expect(abs(rejected - power) < 1e-10)
  }

  @Test func noncentralityZeroIsStudentT() {
    let student = StudentT(degreesOfFreedom: 7.3)
    let distribution = NoncentralT(degreesOfFreedom: 7.3, noncentrality: 0)
    for x in [-3, -0.2, 0, 1.5, 4] {
      #expect(abs(distribution.cdf(x) - student.cdf(x)) < 1e-13)
      #expect(abs(distribution.upperTail(x) - student.upperTail(x)) < 1e-13)
    }
  }

  @Test func infiniteParametersAreLimits() {
    let normal = NoncentralT(degreesOfFreedom: .infinity, noncentrality: 2)
    #expect(normal.upperTail(1.96) == StandardNormal.upperTail(1.96 - 2))
    let certain = NoncentralT(degreesOfFreedom: 5, noncentrality: .infinity)
    #expect(certain.upperTail(2) == 1)
    #expect(certain.cdf(2) == 0)
  }
}
