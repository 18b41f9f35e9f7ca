import Numerics
import Testing

@Suite struct CriticalValuesTests {
  private static let degrees = [0.3, 0.999, 1, 1.0001, 1.7, 2, 3.3, 8, 17.2, 61.7, 400, 1e4, 1e9]

  @Test(arguments: [0.025, 0.05, 0.005, 1e-5])
  func tIsInterpolatedToNineDigits(upperTail: Double) {
    let curve = CriticalValues.t(upperTail: upperTail)
    for df in Self.degrees {
      let exact = StudentT(degreesOfFreedom: df).upperQuantile(upperTail)
      #expect(abs(curve(df) / exact - 1) < 1e-9, "\(df)")
    }
    #expect(abs(curve(.infinity) - StandardNormal.upperQuantile(upperTail)) < 1e-9)
  }

  @Test(arguments: [1.0, 2, 5, 10], [0.05, 0.001])
  func fIsInterpolatedToNineDigits(numerator: Double, upperTail: Double) {
    let curve = CriticalValues.f(numerator: numerator, upperTail: upperTail)
    for df in Self.degrees {
      let exact = FDistribution(numerator: numerator, denominator: df).upperQuantile(upperTail)
      #expect(abs(curve(df) / exact - 1) < 1e-9, "\(df)")
    }
    let limit = ChiSquare(degreesOfFreedom: numerator).upperQuantile(upperTail) / numerator
    #expect(abs(curve(.infinity) / limit - 1) < 1e-9)
  }
}
