import DataTable
import Foundation
import Numerics
import PowerStudy
import StudyDesign
import Testing

/// Designs whose parameters are drawn for each replicate, against exact figures.
@Suite struct KnownAnswersPriorTests {
  private func trial(_ effect: String, patients: Int, test: String = "arm", more: String = "")
    -> String
  {
    """
    levels: {arm: {values: [0, 1]}, patient: \(patients) per arm}
    model: y ~ arm
    effects: {intercept: 0, arm: \(effect)}
    residual: {sd: 1}
    tests: [\(test)]
    simulation: {replicates: 10000, seed: 51}
    \(more)
    """
  }

  /// The estimate of an effect drawn from N(m, s²) is N(m, SE² + s²): the t statistic is noncentral t
  /// times √(1 + s²/SE²).
  private func assurance(mean: Double, sd: Double, patients: Int) -> Double {
    let variance = 2 / Double(patients)
    let ratio = (1 + sd * sd / variance).squareRoot()
    let degrees = Double(2 * patients - 2)
    let critical = StudentT(degreesOfFreedom: degrees).upperQuantile(0.025) / ratio
    let statistic = NoncentralT(
      degreesOfFreedom: degrees, noncentrality: mean / (variance + sd * sd).squareRoot())
    return statistic.upperTail(critical) + statistic.cdf(-critical)
  }

  @Test func `assurance of a normal prior is exact, errors are against each own truth`()
    async throws
  {
    let found = try await summaries(
      trial("{normal: {mean: 0.4, sd: 0.2}}", patients: 60, more: "target: {power: 0.8}"))[0]
    let exact = assurance(mean: 0.4, sd: 0.2, patients: 60)
    #expect(found.isAssurance && found.isTruthDrawn)
    #expect(found.rejects(with: exact))
    #expect(found.assurance == found.power)
    #expect(found.truth == 0.4)
    // Errors have the SE of a known effect; with the prior's spread it would be .27.
    let se = (2 / 60.0).squareRoot()
    #expect((found.empiricalSE!.value - se).magnitude < 4 * found.empiricalSE!.mcse!)
    #expect((found.modelSE!.value - se).magnitude < 4 * found.modelSE!.mcse!)
    #expect(found.bias!.value.magnitude < 4 * found.bias!.mcse!)
    #expect((found.rmse!.value - se).magnitude < 4 * found.rmse!.mcse!)
    #expect((found.coverage!.value - 0.95).magnitude < 4 * (0.95 * 0.05 / 10000).squareRoot())
    // The mean of each replicate's power is the same assurance, but for the spread of standard errors:
    // it is that of noncentral t at the replicate's own SE, whose mean square is σ²·2/n. The effect on
    // power is of order 1/(4 df): .004 at most here.
    #expect(found.standardErrorPowerIs(exact, bias: 0.004))
    // Power is 80% from an effect of 2.825 SE on (t, 118 df) in either direction.
    let needed = 2.825 * se
    let share =
      StandardNormal.upperTail((needed - 0.4) / 0.2)
      + StandardNormal.upperTail((needed + 0.4) / 0.2)
    let error = (share * (1 - share) / 10000).squareRoot()
    #expect((found.shareReachingTarget!.value - share).magnitude < 4 * error + 0.005)
  }

  @Test func `a prior without spread gives the figures of a number`() async throws {
    // Two values with equal chances, 1e-9 apart.
    let drawn = try await summaries(trial("{any_of: [0.4, 0.400000001]}", patients: 60))[0]
    let known = try await summaries(trial("0.4", patients: 60))[0]
    #expect(drawn.rejects(with: known.power.value, bias: 0.02))
    #expect((drawn.truth! - 0.4).magnitude < 1e-8)
    // The method takes each replicate's own SE: the mean of the power over s² = SE² χ²/118, by three
    // nodes of a normal approximation to s².
    let critical = StudentT(degreesOfFreedom: 118).upperQuantile(0.025)
    let nodes = [(-3.0.squareRoot(), 1 / 6.0), (0, 2 / 3.0), (3.0.squareRoot(), 1 / 6.0)]
    let expected = nodes.reduce(0) { sum, node in
      let square = 2 / 60.0 * (1 + node.0 * (2 / 118.0).squareRoot())
      let statistic = NoncentralT(degreesOfFreedom: 118, noncentrality: 0.4 / square.squareRoot())
      return sum + node.1 * (statistic.upperTail(critical) + statistic.cdf(-critical))
    }
    #expect(drawn.standardErrorPowerIs(expected, bias: 0.0005))
    #expect(!known.isAssurance && known.assurance == nil && known.shareReachingTarget == nil)
    #expect(drawn.shareReachingTarget == nil)
  }

  @Test func `power averages over an icc`() async throws {
    // Two values with equal chances: the mean of two exact powers, each t on 18 df.
    let found = try await summaries(
      """
      levels: {g: 20, i: 10 per g}
      predictors: {t: {level: g, assign: [0, 1]}}
      model: y ~ t + (1 | g)
      effects: {intercept: 0, t: 0.6}
      random: {g: {icc: {any_of: [0.3, 0.5]}}}
      residual: {total_variance: 1}
      tests: [{term: t, method: between-within}]
      simulation: {replicates: 10000, seed: 52}
      """)[0]
    let critical = StudentT(degreesOfFreedom: 18).upperQuantile(0.025)
    let powers = [0.3, 0.5].map { icc in
      let se = (4 * (icc + (1 - icc) / 10) / 20).squareRoot()
      let statistic = NoncentralT(degreesOfFreedom: 18, noncentrality: 0.6 / se)
      return statistic.upperTail(critical) + statistic.cdf(-critical)
    }
    // Rare variances at 0 move it by less than .002.
    #expect(found.rejects(with: (powers[0] + powers[1]) / 2, bias: 0.002))
    #expect(found.isAssurance && !found.isTruthDrawn)
    #expect(
      (found.coverage!.value - 0.95).magnitude < 4 * (0.95 * 0.05 / 10000).squareRoot() + 0.002)
    #expect(found.truth == 0.6)
  }

  @Test func `joint, equivalence and contrast tests take their own truths`() async throws {
    let result = try await run(
      """
      levels: {arm: {values: [a, b, c]}, i: 40 per arm}
      model: y ~ arm
      effects: {intercept: 0, arm: {b: {normal: {mean: 0.3, sd: 0.3}}, c: {uniform: [-0.2, 0.6]}}}
      residual: {sd: 1}
      tests:
        - arm
        - {name: difference, contrast: {armb: 1, armc: -1}}
        - {equivalence: {armb: [-0.5, 0.5]}}
      simulation: {replicates: 5000, seed: 53, calibrate: true}
      target: {power: 0.5}
      """)
    let found = RunSummary(result: result).scenarios[0].tests
    // The standard error method is the mean of each replicate's power, and so the assurance, but for the
    // spread of standard errors.
    for test in found {
      let gap = (test.standardErrorPower.value! - test.power.value).magnitude
      #expect(gap < 4 * test.power.mcse + 0.006, "\(test.test.name)")
      #expect(test.shareReachingTarget != nil)
    }
    #expect((found[1].truth! - 0.1).magnitude < 1e-12)
    #expect(found[1].bias!.value.magnitude < 4 * found[1].bias!.mcse!)
    // Where each own truth is taken off, tests hold their level.
    for test in found.prefix(2) {
      let level = test.nullRejection!
      #expect(
        (level.value - 0.05).magnitude < 4 * (0.05 * 0.95 / 5000).squareRoot(), "\(test.test.name)")
    }
  }

  @Test func `a test of a variance is judged by the variance drawn`() async throws {
    let found = try await summaries(
      """
      levels: {g: 40, i: 20 per g}
      model: y ~ 1 + (1 | g)
      effects: {intercept: 0}
      random: {g: {variance: {uniform: [0.5, 1.5]}}}
      residual: {sd: 1}
      tests: [{variance: g.intercept}]
      simulation: {replicates: 2000, seed: 54}
      """)[0]
    #expect(found.truth == 1 && found.isTruthDrawn)
    #expect(found.bias!.value.magnitude < 4 * found.bias!.mcse!)
    // SD of the REML estimate at variance v: (v + 1/20) √(2/39) to good approximation; with the prior's
    // own SD of .29 it would be .37.
    let expected = (2 / 39.0 * ((1.5 * 1.5 * 1.5 - 0.125) / 3 + 0.1 + 1 / 400.0)).squareRoot()
    #expect((found.empiricalSE!.value - expected).magnitude < 4 * found.empiricalSE!.mcse! + 0.003)
    #expect(!found.isTrueNull)
  }

  @Test func `a prior around no effect is no null hypothesis`() async throws {
    let found = try await summaries(trial("{normal: {sd: 0.5}}", patients: 50))[0]
    #expect(found.truth == 0 && !found.isTrueNull)
    #expect(found.rejects(with: assurance(mean: 0, sd: 0.5, patients: 50)))
    // Half of the truths lie below 0: only estimates on the other side of 0 than their own are wrong.
    #expect(found.typeS!.value < 0.05)
  }

  @Test func `a data set that is simulated is the one that is fitted`() async throws {
    let text = trial("{normal: {mean: 0.4, sd: 0.2}}", patients: 5).replacing("10000", with: "40")
    let plan = try readPlan(text)
    let result = try await run(text)
    for replicate in 1...40 {
      let table = simulateTable(
        scenario: plan.scenarios[0], settings: plan.simulation, replicate: replicate)
      guard case .numbers(let y)? = table["y"]?.values else { return }
      let difference = (y[5...].reduce(0, +) - y[..<5].reduce(0, +)) / 5
      let estimate = result.scenarios[0].samples[0].estimates[replicate - 1]
      #expect((estimate - difference).magnitude < 1e-12)
    }
    // One thread or two.
    let again = try await run(text, threads: 1)
    #expect(again.scenarios[0].samples[0].estimates == result.scenarios[0].samples[0].estimates)
    #expect(again.scenarios[0].parameterDraws == result.scenarios[0].parameterDraws)
  }

  @Test func `parameters that cannot be are found before anything runs`() throws {
    let text = """
      let: {v: {normal: {mean: 1, sd: 0.5}}}
      levels: {g: 10, i: 5 per g}
      model: y ~ 1 + (1 | g)
      effects: {intercept: 0}
      random: {g: {variance: v}}
      residual: {sd: 1}
      """
    let problems = planProblems(try readPlan(text))
    // P(v < 0) = .0228 of 10,000.
    guard case .impossibleParameters(let count, of: 10_000)? = problems.first?.fact else {
      Issue.record("\(problems)")
      return
    }
    #expect((Double(count) - 227.5).magnitude < 5.5 * (10_000 * 0.02275 * 0.97725).squareRoot())
    let right = text.replacing("normal: {mean: 1, sd: 0.5}", with: "gamma: {mean: 1, cv: 0.5}")
    #expect(planProblems(try readPlan(right)).isEmpty)
  }
}
