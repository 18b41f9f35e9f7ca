import PowerStudy
import StudyDesign
import Testing

/// Predictors that analyses see with error. Bounds of 4.9 Monte Carlo standard errors (1e-6).
@Suite struct KnownAnswersErrorTests {
  /// One level: the estimate tends to ρβ, and where the null hypothesis is true the test holds its
  /// level.
  @Test func `a slope shrinks by the reliability and its test stays exact`() async throws {
    let summary = try await summary(
      """
      levels: {person: 60}
      predictors:
        x: {level: person, normal: {sd: 2}, reliability: 0.7}
        z: {level: person, assign: [0, 1]}
      model: y ~ x + z
      effects: {intercept: 0, x: 0.3, z: 0.5}
      residual: {sd: 1}
      simulation: {replicates: 4000, calibrate: true}
      """)
    let x = summary.scenarios[0].tests[0]
    let error = try #require(x.bias?.mcse)
    // In a sample of n the attenuation has a bias of the order 1/n, here below 0.001.
    #expect((try #require(x.meanEstimate) - 0.21).magnitude < 4.9 * error + 0.001)
    #expect(x.standardErrorPower == .withheld(.measuredWithError))
    let null = try #require(x.nullRejection)
    #expect((null.value - 0.05).magnitude < 4.9 * (0.05 * 0.95 / 4000).squareRoot())
    // Of an allocation that does not depend on x the estimate is unbiased.
    let z = summary.scenarios[0].tests[1]
    let bias = try #require(z.bias)
    #expect(bias.value.magnitude < 4.9 * (try #require(bias.mcse)))
    #expect(z.standardErrorPower.value != nil)
  }

  /// A covariate z that correlates with a noisy x takes over part of its effect: with both of SD 1 and
  /// correlation r, regression on the seen x and z gives z the slope β r (1-ρ)/(1-ρ r²), and its test
  /// rejects the true null hypothesis far too often. The figure of the calibration says so.
  @Test func `what correlates with a noisy predictor takes over from it`() async throws {
    let summary = try await summary(
      """
      levels: {person: 200}
      predictors:
        x: {level: person, normal: {sd: 1}, reliability: 0.6}
        z: {level: person, normal: {sd: 1}}
      correlations: {x: {z: 0.7}}
      model: y ~ x + z
      effects: {intercept: 0, x: 0.5, z: 0}
      residual: {sd: 1}
      tests: [z]
      simulation: {replicates: 2000, calibrate: true}
      """)
    let z = summary.scenarios[0].tests[0]
    let expected = 0.5 * 0.7 * 0.4 / (1 - 0.6 * 0.49)
    let error = try #require(z.bias?.mcse)
    #expect((try #require(z.meanEstimate) - expected).magnitude < 4.9 * error + 0.002)
    #expect(try #require(z.nullRejection).value == z.power.value)
    #expect(z.power.value > 0.4)
  }
}

private func summary(_ text: String) async throws -> RunSummary {
  RunSummary(result: try await run(text))
}
