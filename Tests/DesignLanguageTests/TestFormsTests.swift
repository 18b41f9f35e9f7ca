import DesignLanguage
import StudyDesign
import Testing

/// The forms that a test can take.
@Suite struct TestFormsTests {
  private let base = """
    levels: {school: 20, pupil: 10 per school}
    predictors:
      arm: {level: school, assign: [control, low, high]}
      prior: {level: pupil, normal: {sd: 1}}
    model: y ~ arm * prior + (1 + prior | school)
    effects: {intercept: 0, arm: {low: 1, high: 2}, prior: 1, arm:prior: 0.5}
    random: {school: {sd: {intercept: 1, prior: 1}, correlation: 0}}
    residual: {sd: 1}

    """

  private func study(_ more: String) throws -> Study {
    try plan(base + more).scenarios[0].study
  }

  @Test func everyFormIsItsHypothesis() throws {
    let study = try study(
      """
      tests:
        - arm
        - {joint: [prior, arm], method: lrt}
        - {contrast: {armlow: 1, armlow:prior: 0.5}}
        - {contrast: {arm: {control: -1, low: 0.5, high: 0.5}}, side: greater, against: 0.1}
        - {equivalence: {prior: [-0.1, 0.2]}, alpha: 0.025}
        - {precision: {prior: 0.2}}
        - {variance: school.prior}
        - {variance: school.intercept, method: f, name: between schools}
      """)
    #expect(
      study.tests == [
        StudyTest(
          name: "arm", analysis: 0, hypothesis: .joint([1, 2]), side: .upper,
          method: study.tests[0].method),
        StudyTest(
          name: "joint: prior, arm", analysis: 0, hypothesis: .joint([1, 2, 3]), side: .upper,
          method: .lrt),
        StudyTest(
          name: "contrast: armlow: 1, armlow:prior: 0.5", analysis: 0,
          hypothesis: .contrast([0, 1, 0, 0, 0.5, 0]), method: study.tests[0].method),
        StudyTest(
          name: "contrast: arm: {control: -1, low: 0.5, high: 0.5}", analysis: 0,
          hypothesis: .contrast([0, 0.5, 0.5, 0, 0, 0]), against: 0.1, side: .greater,
          method: study.tests[0].method),
        StudyTest(
          name: "equivalence: prior", analysis: 0,
          hypothesis: .equivalence(3, lower: -0.1, upper: 0.2), side: .equivalence, alpha: 0.025,
          method: study.tests[0].method),
        StudyTest(
          name: "precision: prior", analysis: 0, hypothesis: .precision(3, halfWidth: 0.2),
          side: .none, method: study.tests[0].method),
        StudyTest(
          name: "variance: school.prior", analysis: 0, hypothesis: .variance(bar: 0, effect: 1),
          side: .upper, method: .lrt),
        StudyTest(
          name: "between schools", analysis: 0, hypothesis: .variance(bar: 0, effect: 0),
          side: .upper, method: .f),
      ])
  }

  @Test func aFamilyHandsItsKeysDownAndAddsAnyAndAll() throws {
    let study = try study(
      """
      tests:
        - prior
        - name: arms
          adjust: bonferroni
          alpha: [0.05, 0.01]
          method: z
          side: greater
          tests: [armlow, {term: armhigh, side: less, name: high}]
      """)
    func member(_ name: String, _ side: StudyTest.Side, _ alpha: Double, _ index: Int) -> StudyTest
    {
      StudyTest(
        name: name, analysis: 0, coefficient: index, side: side, alpha: alpha, method: .z)
    }
    func whole(_ name: String, _ hypothesis: StudyTest.Hypothesis, _ alpha: Double) -> StudyTest {
      StudyTest(
        name: name, analysis: 0, hypothesis: hypothesis, side: .none, alpha: alpha, method: .none)
    }
    #expect(
      Array(study.tests.dropFirst()) == [
        member("arms: armlow", .greater, 0.05, 1), member("arms: high", .less, 0.05, 2),
        whole("arms: any", .any(family: 0), 0.05), whole("arms: all", .all(family: 0), 0.05),
        member("arms: armlow", .greater, 0.01, 1), member("arms: high", .less, 0.01, 2),
        whole("arms: any", .any(family: 1), 0.01), whole("arms: all", .all(family: 1), 0.01),
      ])
    #expect(
      study.families == [
        TestFamily(name: "arms", adjustment: .bonferroni, members: [1, 2]),
        TestFamily(name: "arms", adjustment: .bonferroni, members: [5, 6]),
      ])
  }

  @Test func aFamilyIsMadeInEveryAnalysisThatHasTwoOfItsMembers() throws {
    let study = try study(
      """
      analysis: [{name: full}, {name: main, model: y ~ arm}, {name: slope, model: y ~ prior}]
      tests: [{name: f, adjust: holm, tests: [armlow, armhigh, prior]}]
      """)
    #expect(study.families.map(\.members) == [[0, 1, 2], [5, 6]])
    #expect(study.tests.map(\.analysis) == [0, 0, 0, 0, 0, 1, 1, 1, 1])
  }

  @Test func calibrationIsAsked() throws {
    #expect(try plan(base + "simulation: {calibrate: true}").simulation.calibrates)
    #expect(try !plan(base).simulation.calibrates)
  }

  @Test func theOnlyVarianceOfAFactorNeedsNoTerm() throws {
    let study = try study(
      """
      analysis: [{name: a, model: y ~ arm + (1 | school)}]
      tests: [{variance: school}, {variance: school.intercept, method: f}]
      """)
    #expect(
      study.tests.map(\.hypothesis) == [.variance(bar: 0, effect: 0), .variance(bar: 0, effect: 0)])
  }

  @Test func betweenWithinOfCrossedFactorsIsRefused() {
    let crossed = """
      levels: {subject: 10, item: 8, trial: 1 per subject x item}
      model: y ~ 1 + (1 | subject) + (1 | item)
      effects: {intercept: 1}
      random: {subject: {sd: 1}, item: {sd: 1}}
      residual: {sd: 1}
      tests: [{term: intercept, method: between-within}, {variance: item, method: f}]
      """
    #expect(
      mistakes(crossed) == [
        "6:35: method 'between-within' needs grouping factors that are nested in each other, and "
          + "these are crossed; use satterthwaite",
        "6:77: method 'f' is exact for one grouping factor, but the analysis has several; use lrt",
      ])
  }
}
