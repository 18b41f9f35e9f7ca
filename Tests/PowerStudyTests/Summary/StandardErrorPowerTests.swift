import MixedModels
import PowerStudy
import StudyDesign
import Testing

@Suite struct StandardErrorPowerTests {
  static func power(
    effect: Double, standardErrors: [Double], method: StudyTest.Method = .z,
    degreesOfFreedom: [Double] = []
  ) -> StandardErrorPower {
    let test = StudyTest(name: "x", analysis: 0, coefficient: 0, method: method)
    let sample = TestSample(
      estimates: standardErrors.map { _ in effect }, standardErrors: standardErrors,
      degreesOfFreedom: degreesOfFreedom)
    let outcomes = standardErrors.map { _ in FitOutcome.converged }
    return SmallStudy.summary(test: test, truth: effect, outcomes: outcomes, sample: sample)
      .standardErrorPower
  }

  /// Two-level mean, variances 16 and 81, effect 2.5: exact standard errors give the known figures.
  @Test(arguments: [
    (10.0, 10.0, 0.3635), (40, 10, 0.8963), (20, 20, 0.7043), (50, 60, 0.9888), (25, 20, 0.7972),
  ])
  func clusterMeansHaveTheKnownPower(clusters: Double, size: Double, expected: Double) throws {
    let error = ((16 + 81 / size) / clusters).squareRoot()
    let power = Self.power(effect: 2.5, standardErrors: [error, error])
    #expect(abs(try #require(power.value) - expected) < 0.5e-4)
  }

  /// One level, effect 3, variance 81: the exact t test, from one set of degrees of freedom.
  @Test(arguments: [(10.0, 0.1569), (40, 0.5383), (100, 0.9100)])
  func singleLevelTTestIsExact(n: Double, expected: Double) throws {
    let error = (81 / n).squareRoot()
    let power = Self.power(
      effect: 3, standardErrors: [error, error], method: .t, degreesOfFreedom: [n - 1])
    #expect(abs(try #require(power.value) - expected) < 0.5e-4)
  }

  @Test func powerIsSymmetricInTheSignOfTheEffect() {
    let errors = [0.1, 0.12, 0.09]
    let up = Self.power(effect: 0.2, standardErrors: errors).value!
    let down = Self.power(effect: -0.2, standardErrors: errors).value!
    #expect(abs(up - down) < 1e-14)
  }

  @Test func figureIsWithheldWhenACriticalValueIsInfinite() {
    // The 97.5% point of t on 0.001 degrees of freedom is above 1e308.
    #expect(
      Self.power(
        effect: 1, standardErrors: [1, 1, 1], method: .satterthwaite,
        degreesOfFreedom: [10, 0.001, 12]) == .withheld(.noCriticalValue))
  }

  @Test func figureIsWithheldWhenOneOfAHundredReplicatesDominates() {
    var errors = Array(repeating: 1.0, count: 100)
    errors[37] = 10
    #expect(
      Self.power(effect: 1, standardErrors: errors) == .withheld(.dominated(share: 100 / 199)))
    #expect(Self.power(effect: 1, standardErrors: Array(errors.prefix(99))).value != nil)
    errors[37] = 2
    #expect(Self.power(effect: 1, standardErrors: errors).value != nil)
  }

  @Test func intervalReachesCertaintyWhenTheMeanSquareIsUncertain() {
    let power = Self.power(effect: 1, standardErrors: [0.01, 0.02, 3])
    #expect(power.interval!.upperBound == 1)
    #expect(power.interval!.contains(power.value!))
  }

  @Test func singleReplicateHasNoInterval() {
    let power = Self.power(effect: 1, standardErrors: [0.5])
    #expect(power.value != nil)
    #expect(power.interval == nil)
  }
}
