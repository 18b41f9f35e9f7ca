import DataTable
import DesignLanguage
import MixedModels
import ModelFormula
import ModelFrame
import PowerStudy
import StudyDesign
import Testing

/// Simulated tests against known rates, against fits of the same data, and against each other.
@Suite struct KnownAnswersTestsTests {
  private static let trial = """
    levels: {cluster: 6, person: 20 per cluster}
    predictors: {arm: {level: cluster, assign: [0, 1]}}
    model: y ~ arm + (1 | cluster)
    effects: {intercept: 0, arm: 0}
    random: {cluster: {variance: 0.2}}
    residual: {variance: 0.8}
    tests:
      - {term: arm, method: z, name: z}
      - {term: arm, method: between-within, name: bw}
      - {term: arm, method: satterthwaite, name: s}
      - {term: arm, method: kenward-roger, name: kr}
    simulation: {replicates: 6000, seed: 3}
    """

  /// Balanced two-arm trial with 6 clusters of 20, ICC .2: type I errors over 4 Monte Carlo errors.
  @Test func fewClustersHaveTheKnownTypeIErrors() async throws {
    let result = RunSummary(result: try await run(Self.trial)).scenarios[0].tests
    for (test, rate) in zip(result, [0.1166, 0.0446, 0.0518, 0.0446]) {
      #expect(test.rejects(with: rate), "\(test.test.name) \(test.power.value)")
    }
    #expect(result[1].meanDF == 4)
  }

  private static let everyKind = """
    levels: {school: 8, pupil: 6 per school}
    predictors:
      treatment: {level: school, assign: [0, 1]}
      dose: {level: pupil, assign: [none, low, high]}
      prior: {level: pupil, normal: {sd: 1}}
    model: y ~ treatment + dose + prior + (1 + prior | school)
    effects: {intercept: 0, treatment: 0.8, dose: {low: 0.3, high: 0.6}, prior: 0.5}
    random: {school: {variance: {intercept: 0.3, prior: 0.1}, correlation: 0.2}}
    residual: {variance: 0.8}
    tests:
      - {term: treatment, method: z, name: z}
      - {term: treatment, method: satterthwaite, name: s}
      - {term: treatment, method: kenward-roger, name: kr}
      - {term: treatment, method: lrt, name: lrt}
      - {term: dose, method: z, name: dose z}
      - {term: dose, method: satterthwaite, name: dose s}
      - {term: dose, method: lrt, name: dose lrt}
      - {contrast: {dose: {none: -1, high: 1}}, method: satterthwaite}
      - {variance: school.prior, name: v}
      - {variance: school.prior, method: f, name: vf}
      - {name: f, adjust: holm, method: z, tests: [doselow, dosehigh]}
    simulation: {replicates: 200, seed: 5}
    """

  @Test func theNumberOfThreadsChangesNothing() async throws {
    let calibrated = [PathOverride(path: "simulation.calibrate", value: "true")]
    let one = try await run(Self.everyKind, set: calibrated, threads: 1)
    let three = try await run(Self.everyKind, set: calibrated, threads: 3)
    #expect(RunSummary(result: one) == RunSummary(result: three))
  }

  /// The type I error found by translation, or by a simulation of the null hypothesis, is the power of
  /// the same design with the effect at its null value: effects leave the random streams as they are.
  @Test(arguments: [
    ("effects.treatment", [0, 1, 2, 3]), ("effects.dose", [4, 5, 6, 7, 12, 13]),
  ])
  func calibrationIsThePowerOfTheNullDesign(path: String, tests: [Int]) async throws {
    let calibrated = try await run(
      Self.everyKind, set: [PathOverride(path: "simulation.calibrate", value: "true")])
    let null = try await run(Self.everyKind, set: [PathOverride(path: path, value: "0")])
    let errors = RunSummary(result: calibrated).scenarios[0].tests
    let powers = RunSummary(result: null).scenarios[0].tests
    for index in tests {
      #expect(errors[index].nullRejection == powers[index].power, "\(errors[index].test.name)")
      #expect(powers[index].isTrueNull)
    }
  }

  /// Estimates of a model that is not linear do not move with the truth: its null hypotheses are
  /// simulated.
  @Test func `the type I error of a logistic model is the power without the effect`() async throws {
    let trial = """
      levels: {school: 20, pupil: 6 per school}
      predictors: {treatment: {level: school, assign: [0, 1]}}
      model: passed ~ treatment + (1 | school)
      family: binomial
      effects: {intercept: -1, treatment: 2}
      random: {school: {sd: 0.6}}
      tests: [treatment, {joint: [treatment]}]
      simulation: {replicates: 200}
      """
    let calibrated = try await run(
      trial, set: [PathOverride(path: "simulation.calibrate", value: "true")])
    let null = try await run(trial, set: [PathOverride(path: "effects.treatment", value: "0")])
    let errors = RunSummary(result: calibrated).scenarios[0].tests
    let powers = RunSummary(result: null).scenarios[0].tests
    #expect(errors.map(\.nullRejection) == powers.map { $0.power })
  }

  @Test func calibrationOfAVarianceIsThePowerWithoutIt() async throws {
    let calibrated = try await run(
      Self.everyKind, set: [PathOverride(path: "simulation.calibrate", value: "true")])
    let null = try await run(
      Self.everyKind,
      set: [
        PathOverride(path: "random.school.variance.prior", value: "0"),
        PathOverride(path: "random.school.correlation", value: "0"),
      ])
    let errors = RunSummary(result: calibrated).scenarios[0].tests
    let powers = RunSummary(result: null).scenarios[0].tests
    for index in [8, 9] { #expect(errors[index].nullRejection == powers[index].power) }
  }

  /// Beside a test that calibration finds too liberal stand the same replicates by stricter methods.
  @Test func calibrationComparesStricterMethods() async throws {
    let calibrated = try await run(
      Self.trial, set: [PathOverride(path: "simulation.calibrate", value: "true")])
    let tests = RunSummary(result: calibrated).scenarios[0].tests
    #expect(
      tests.map { $0.alternatives.map(\.method) } == [
        [.satterthwaite, .kenwardRoger], [.satterthwaite, .kenwardRoger], [.kenwardRoger], [],
      ])
    // The effect is 0 as it is, so that the type I errors are the powers.
    #expect(tests.map { $0.nullRejection } == tests.map { $0.power })
    #expect(tests[0].alternatives.map(\.nullRejection) == [tests[2].power, tests[3].power])
    let plain = try await run(
      """
      levels: {person: 12}
      predictors: {x: {level: person, normal: {sd: 1}}}
      model: y ~ x
      effects: {intercept: 0, x: 0.3}
      residual: {sd: 1}
      tests: [{term: x, method: z}, {term: x, method: t, name: t}]
      simulation: {replicates: 500, calibrate: true}
      """)
    let both = RunSummary(result: plain).scenarios[0].tests
    #expect(both[0].alternatives.map(\.method) == [.t])
    #expect(both[0].alternatives[0].nullRejection == both[1].nullRejection)
  }

  /// Statistics of replicates are those of models fitted to the same data one by one.
  @Test func likelihoodRatiosAreDifferencesOfFits() async throws {
    let plan = try readPlan(Self.everyKind)
    let result = try await StudyRunner(plan: plan, threads: 2).run()
    let samples = result.scenarios[0].samples
    for replicate in [1, 2, 77] {
      let table = simulateTable(
        scenario: plan.scenarios[0], settings: plan.simulation, replicate: replicate)
      func criterion(_ model: String, _ estimator: Estimator) throws -> Double {
        let frame = try ModelFrame(
          table: table, formula: try Formula.parse(model), statedFactors: ["dose"])
        return try frame.fit(estimator).deviance
      }
      let full = try criterion("y ~ treatment + dose + prior + (1 + prior | school)", .ml)
      let noTreatment = try criterion("y ~ dose + prior + (1 + prior | school)", .ml)
      let noDose = try criterion("y ~ treatment + prior + (1 + prior | school)", .ml)
      let restricted = try criterion("y ~ treatment + dose + prior + (1 + prior | school)", .reml)
      let noSlope = try criterion("y ~ treatment + dose + prior + (1 | school)", .reml)
      #expect(abs(samples[3].statistics[replicate - 1] - (noTreatment - full)) < 1e-6)
      #expect(abs(samples[6].statistics[replicate - 1] - (noDose - full)) < 1e-6)
      #expect(abs(samples[8].statistics[replicate - 1] - (noSlope - restricted)) < 1e-6)
    }
  }

  /// Multisite trial of 20 sites: the t test on 19 degrees of freedom, and the exact F test and the
  /// likelihood ratio of a variance of .1 between sites.
  @Test func multisiteTrialHasTheKnownPower() async throws {
    let design = { (variance: String) in
      """
      levels: {site: 20, patient: 20 per site}
      predictors: {treatment: {level: patient, assign: [-0.5, 0.5], balance: site}}
      model: y ~ treatment + (1 + treatment || site)
      effects: {intercept: 0, treatment: 0.5 * sqrt(1.25)}
      random: {site: {variance: {intercept: 0.3, treatment: \(variance)}}}
      residual: {variance: 1.25}
      tests:
        - {term: treatment, method: between-within}
        - {variance: site.treatment, method: f}
        - {variance: site.treatment}
      simulation: {replicates: 3000, seed: 1}
      """
    }
    let large = RunSummary(result: try await run(design("0.5"))).scenarios[0].tests
    #expect(large[0].rejects(with: 0.7818294, bias: 0.003))
    #expect(large[0].meanDF == 19)
    let small = RunSummary(result: try await run(design("0.1"))).scenarios[0].tests
    #expect(small[1].rejects(with: 0.2953))
    #expect(small[2].rejects(with: 0.267, bias: 0.003))
  }
}
