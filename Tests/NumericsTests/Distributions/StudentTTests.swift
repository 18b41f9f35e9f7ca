import Numerics
import Testing

/// Literals are values of R 4.2.2's `pt` and `qt`.
@Suite struct StudentTTests {
  struct Row {
    var df: Double
    var cdfAt1_3: Double
    var upperTailAt4: Double
    var quantile95: Double
    var quantile001: Double
  }

  static let reference = [
    Row(
      df: 1, cdfAt1_3: 0.79128559983984736, upperTailAt4: 0.077979130377369324,
      quantile95: 6.3137515146750376, quantile001: -318.30883898555044),
    Row(
      df: 2.5, cdfAt1_3: 0.84975660536464603, upperTailAt4: 0.019506487920659114,
      quantile95: 2.5582186141359453, quantile001: -13.822193110865999),
    Row(
      df: 10, cdfAt1_3: 0.88861709139657774, upperTailAt4: 0.0012591663123683451,
      quantile95: 1.8124611228116756, quantile001: -4.1437004940465894),
    Row(
      df: 1e6, cdfAt1_3: 0.90319936559543745, upperTailAt4: 3.1673517005023936e-05,
      quantile95: 1.644855150722039, quantile001: -3.0902404563165193),
  ]

  @Test func agreesWithR() {
    for row in Self.reference {
      let student = StudentT(degreesOfFreedom: row.df)
      #expect(abs(student.cdf(1.3) - row.cdfAt1_3) < 1e-13)
      #expect(abs(student.upperTail(4) / row.upperTailAt4 - 1) < 1e-11)
      #expect(abs(student.quantile(0.95) / row.quantile95 - 1) < 1e-12)
      #expect(abs(student.quantile(0.001) / row.quantile001 - 1) < 1e-10)
    }
  }

  @Test func infiniteDegreesOfFreedomAreNormal() {
    let student = StudentT(degreesOfFreedom: .infinity)
    #expect(student.upperQuantile(0.025) == StandardNormal.upperQuantile(0.025))
    #expect(student.cdf(0.3) == StandardNormal.cdf(0.3))
  }

  @Test(arguments: [0.7, 4, 36.6, 1e5])
  func criticalValueLeadsBackToDegreesOfFreedom(df: Double) {
    let critical = StudentT(degreesOfFreedom: df).upperQuantile(0.025)
    let found = StudentT.withCriticalValue(critical, upperTail: 0.025)
    #expect(abs(found.degreesOfFreedom / df - 1) < 1e-7)
  }

  @Test func normalCriticalValueHasInfiniteDegreesOfFreedom() {
    let found = StudentT.withCriticalValue(1.95, upperTail: 0.025)
    #expect(found.degreesOfFreedom == .infinity)
  }
}
