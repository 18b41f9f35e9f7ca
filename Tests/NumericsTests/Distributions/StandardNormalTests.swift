import Numerics
import Testing

/// Literals are values of R 4.2.2's `pnorm` and `qnorm`.
@Suite struct StandardNormalTests {
  @Test func tailsAgreeWithR() {
    #expect(abs(StandardNormal.cdf(1.3) - 0.9031995154143897) < 1e-15)
    #expect(abs(StandardNormal.upperTail(8) / 6.2209605742717849e-16 - 1) < 1e-13)
  }

  @Test func quantilesAgreeWithR() {
    #expect(abs(StandardNormal.quantile(0.975) - 1.9599639845400536) < 1e-14)
    #expect(abs(StandardNormal.upperQuantile(1e-12) - 7.0344838253011321) < 1e-13)
    #expect(StandardNormal.quantile(0) == -.infinity)
    #expect(StandardNormal.upperQuantile(0) == .infinity)
  }
}
