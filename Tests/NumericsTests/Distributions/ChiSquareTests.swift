import Numerics
import Testing

@Suite struct ChiSquareTests {
  /// x, degrees of freedom, lower and upper tail: mpmath 1.3.0 with 40 digits.
  private static let reference: [(x: Double, df: Double, lower: Double, upper: Double)] = [
    (3.84, 1, 0.9499564787512949, 0.050043521248705103),
    (0.001, 1, 0.025227120630039612, 0.97477287936996039),
    (100, 5, 1, 5.2851483609432401e-20),
    (7.5, 2.5, 0.9618309117847932, 0.038169088215206797),
    (5000, 4800, 0.9783260107996939, 0.021673989200306099),
  ]

  @Test func bothTailsAgreeWithHighPrecisionValues() {
    for row in Self.reference {
      let distribution = ChiSquare(degreesOfFreedom: row.df)
      #expect(abs(distribution.cdf(row.x) / row.lower - 1) < 1e-11, "\(row)")
      #expect(abs(distribution.upperTail(row.x) / row.upper - 1) < 1e-11, "\(row)")
    }
  }

  @Test func quantilesInvertTheTails() {
    #expect(abs(ChiSquare(degreesOfFreedom: 2).upperQuantile(0.05) - 5.9914645471079817) < 1e-12)
    let distribution = ChiSquare(degreesOfFreedom: 3.5)
    for p in [1e-6, 0.05, 0.4, 0.9] {
      #expect(abs(distribution.upperTail(distribution.upperQuantile(p)) - p) < 1e-12)
      #expect(abs(distribution.cdf(distribution.quantile(p)) - p) < 1e-12)
    }
    #expect(distribution.cdf(-1) == 0)
    #expect(distribution.upperTail(0) == 1)
  }
}

@Suite struct NoncentralChiSquareTests {
  /// x, degrees of freedom, noncentrality, lower and upper tail: Poisson mixtures by mpmath 1.3.0 with
  /// 40 digits.
  private static let reference:
    [(x: Double, df: Double, ncp: Double, lower: Double, upper: Double)] = [
      (3.84, 1, 7.85, 0.19983890608859295, 0.80016109391140705),
      (5.99, 2, 0, 0.94996337291341372, 0.050036627086586283),
      (5.99, 2, 9.6, 0.20143099092457369, 0.79856900907542631),
      (12, 4.5, 0.3, 0.96627877548868823, 0.033721224511311765),
      (150, 3, 100, 0.98450209063733053, 0.015497909362669468),
      (4000, 2, 4200, 0.058246678778134254, 0.94175332122186575),
      (0.5, 6, 20, 1.7595809964207088e-7, 0.99999982404190036),
      (200, 2, 20, 1, 3.6154757236585054e-22),
    ]

  @Test func bothTailsAgreeWithHighPrecisionValues() {
    for row in Self.reference {
      let distribution = NoncentralChiSquare(degreesOfFreedom: row.df, noncentrality: row.ncp)
      #expect(abs(distribution.cdf(row.x) - row.lower) < 1e-11, "\(row)")
      #expect(abs(distribution.upperTail(row.x) - row.upper) < 1e-11, "\(row)")
    }
  }

  /// With one degree of freedom it is the square of a normal with mean √λ.
  @Test func oneDegreeOfFreedomIsASquaredNormal() {
    for (x, ncp) in [(3.84, 2.0), (0.2, 9), (30, 25)] {
      let tail = NoncentralChiSquare(degreesOfFreedom: 1, noncentrality: ncp).upperTail(x)
      let (root, mean) = (x.squareRoot(), ncp.squareRoot())
      let expected = StandardNormal.upperTail(root - mean) + StandardNormal.cdf(-root - mean)
      #expect(abs(tail - expected) < 1e-12)
    }
  }

  @Test func anInfiniteNoncentralityIsCertain() {
    let certain = NoncentralChiSquare(degreesOfFreedom: 2, noncentrality: .infinity)
    #expect(certain.upperTail(6) == 1)
    #expect(certain.cdf(6) == 0)
  }
}

@Suite struct ChiSquareMixtureTests {
  @Test func oneVarianceHalvesTheTail() {
    let mixture = ChiSquareMixture(covariances: 0)
    #expect(mixture.upperTail(0) == 1)
    #expect(mixture.upperTail(-1e-9) == 1)
    #expect(abs(mixture.upperTail(2.7055434540954151) - 0.05) < 1e-12)
    #expect(abs(mixture.upperQuantile(0.05) - 2.7055434540954151) < 1e-12)
    #expect(mixture.upperQuantile(0.5) == 0)
  }

  /// Roots found in R 4.2.2 by `uniroot` over `pchisq`.
  @Test func covariancesAddDegreesOfFreedom() {
    let one = ChiSquareMixture(covariances: 1)
    #expect(abs(one.upperQuantile(0.05) - 5.1383807853214485) < 1e-10)
    #expect(abs(ChiSquareMixture(covariances: 2).upperQuantile(0.01) - 10.500894758870984) < 1e-10)
    #expect(abs(one.upperTail(one.upperQuantile(0.2)) - 0.2) < 1e-12)
  }
}
