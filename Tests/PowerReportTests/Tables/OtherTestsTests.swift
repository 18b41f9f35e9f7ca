import ModelFormula
import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

/// Reports of tests other than of single coefficients, from hand-set results.
@Suite struct OtherTestsTests {
  private static let hypotheses: [StudyTest] = [
    StudyTest(
      name: "joint: treatment, prior", analysis: 0, hypothesis: .joint([1, 2]), side: .upper,
      method: .satterthwaite),
    StudyTest(
      name: "difference", analysis: 0, hypothesis: .contrast([0, 1, -0.5]), side: .greater,
      method: .kenwardRoger),
    StudyTest(
      name: "equivalence: treatment", analysis: 0,
      hypothesis: .equivalence(1, lower: -0.1, upper: 0.5), side: .equivalence,
      method: .betweenWithin),
    StudyTest(
      name: "precision: treatment", analysis: 0, hypothesis: .precision(1, halfWidth: 0.2),
      side: .none, method: .satterthwaite),
    StudyTest(
      name: "variance: school", analysis: 0, hypothesis: .variance(bar: 0, effect: 0),
      side: .upper, method: .lrt),
    StudyTest(name: "both: treatment", analysis: 0, coefficient: 1, method: .z),
    StudyTest(name: "both: prior", analysis: 0, coefficient: 2, method: .lrt),
    StudyTest(
      name: "both: any", analysis: 0, hypothesis: .any(family: 0), side: .none, method: .none),
    StudyTest(
      name: "both: all", analysis: 0, hypothesis: .all(family: 0), side: .none, method: .none),
  ]

  private static func summary() throws -> RunSummary {
    let plan = try SampleStudies.plan(title: "Tests", target: 0.8) { _ in
      var study = try SampleStudies.tutoring(schools: 20, pupils: 10)
      study.tests = hypotheses
      study.families = [TestFamily(name: "both", adjustment: .holm, members: [5, 6])]
      return study
    }
    let study = plan.scenarios[0].study
    let figures = study.tests.enumerated().map { index, test in
      var figures = TestSummary(
        test: test, analysis: "model", truth: index == 1 ? 0 : nil, observations: 200,
        fits: SampleResults.fits(1000), power: Share(count: 500 + index, total: 1000),
        standardErrorPower: .withheld(.notServed))
      figures.isTrueNull = false
      if index >= 5 { figures.adjustment = .holm }
      return figures
    }
    return RunSummary(plan: plan, scenarios: [ScenarioSummary(tests: figures)])
  }

  @Test func headingsSayWhatIsTestedAndHow() throws {
    let study = try Self.summary().plan.scenarios[0].study
    #expect(
      TestBlock.blocks(of: study).map { $0.wording(studies: [study]) } == [
        "joint F test (Satterthwaite) of treatment and prior at alpha 0.05",
        "one-sided (greater) t test (Kenward-Roger) of treatment - 0.5 prior against 0 at alpha 0.05",
        "equivalence of treatment between -0.1 and 0.5, t test (between-within) one-sided at both, "
          + "each at alpha 0.05",
        "interval of treatment by t test (Satterthwaite) at alpha 0.05, half-width at most 0.2",
        "likelihood ratio test of the variance of intercept by school at alpha 0.05",
        "two-sided z test against 0 at alpha 0.05, adjusted by Holm with 1 other",
        "likelihood ratio test at alpha 0.05, adjusted by Holm with 1 other",
        "any of 2 tests rejected, adjusted by Holm at alpha 0.05",
        "all of 2 tests rejected, adjusted by Holm at alpha 0.05",
      ])
  }

  @Test func rowsHaveTheColumnsOfTheContract() throws {
    let rows = powerCSV(summary: try Self.summary()).split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = rows[0]
    func column(_ name: String) -> [String] {
      // The name of the joint test holds a comma, which is quoted.
      let index = header.firstIndex(of: name)!
      return rows.dropFirst().enumerated().map { $1[index + ($0 == 0 ? 1 : 0)] }
    }
    #expect(
      column("method") == [
        "satterthwaite", "kenward-roger", "between-within", "satterthwaite", "lrt", "z", "lrt", "",
        "",
      ])
    #expect(
      column("side") == ["upper", "greater", "equivalence", "", "upper", "two", "two", "", ""])
    #expect(column("against") == ["0", "0", "-0.1..0.5", "0.2", "0", "0", "0", "", ""])
    #expect(column("adjust") == ["", "", "", "", "", "holm", "holm", "holm", "holm"])
    #expect(header.last == "adjust")
    #expect(rows[1].prefix(5).joined(separator: ",") == "20,10,model,\"joint: treatment, prior\"")
  }

  @Test func theLegendSaysWhatPrecisionAndFamiliesAre() throws {
    let text = powerText(summary: try Self.summary(), version: "mlpower 0.1.0")
    #expect(text.contains("\nPrecision (in parentheses: Monte Carlo standard errors)\n"))
    #expect(text.contains("\nPrecision is the share of replicates whose confidence interval"))
    #expect(text.contains("\nPower of a test that is adjusted with others is that of the adjusted"))
    for name in ["Between-within:", "Satterthwaite:", "Kenward-Roger:", "Likelihood ratio tests"] {
      #expect(text.contains(name))
    }
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  private static func calibrated(
    _ rejected: Int, alternatives: [MethodCalibration]
  ) throws -> String {
    let summary = SampleResults.summary(
      try SamplePlans.tutoring(), rejected: Array(repeating: [600], count: 6)
    ) {
      test, scenario in
      test.nullRejection = Share(count: scenario == 0 ? rejected : 50, total: 1000)
      test.alternatives = alternatives
    }
    return powerText(summary: summary, version: "mlpower 0.1.0")
  }

  @Test func anAnticonservativeTestIsMarkedAndABetterMethodNamed() throws {
    let better = MethodCalibration(
      method: .satterthwaite, nullRejection: Share(count: 52, total: 1000))
    let text = try Self.calibrated(117, alternatives: [better])
    #expect(text.contains("          type I error       .117!       .050"))
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      flat.contains(
        "! The test rejects a true null hypothesis too often in 1 of 6 scenarios, at school = 20, "
          + "pupil = 10: 12% (nominal 5%). By satterthwaite it holds its level (5.2%): method: "
          + "satterthwaite."))
    #expect(flat.contains("! marks shares above the nominal level beyond Monte Carlo error."))
    let worse = MethodCalibration(
      method: .kenwardRoger, nullRejection: Share(count: 80, total: 1000))
    let closest = try Self.calibrated(117, alternatives: [worse])
    #expect(closest.contains("kenward-roger comes closest (8%)."))
    let none = try Self.calibrated(60, alternatives: [better])
    #expect(!none.contains("!"))
  }
}
