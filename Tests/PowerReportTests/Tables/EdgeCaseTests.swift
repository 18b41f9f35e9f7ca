import ModelFormula
import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct EdgeCaseTests {
  static func lines(_ summary: RunSummary) -> [Substring] {
    powerText(summary: summary, version: "mlpower 0.1.0").split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  static func wideGrid() throws -> RunSummary {
    let axes = [
      GridAxis(path: "school", labels: (1...9).map { "\($0 * 10)" }),
      GridAxis(path: "pupil", labels: (1...9).map { "\($0 * 5)" }),
      GridAxis(path: "residual.variance", labels: ["low", "high"]),
    ]
    let plan = try SampleStudies.plan(title: "Wide", axes: axes, target: 0.9) { labels in
      var study = try SampleStudies.tutoring(schools: Int(labels[0])!, pupils: Int(labels[1])!)
      study.model.residualVariance = labels[2] == "low" ? 0.5 : 1.5
      return study
    }
    return SampleResults.summary(plan, rejected: Array(repeating: [700], count: 162))
  }

  @Test func noLineIsWiderThanThePage() throws {
    for line in Self.lines(try Self.wideGrid()) { #expect(line.count <= 80, "\(line)") }
  }

  @Test func wideTablesAreBrokenAndKeepTheirRowLabels() throws {
    let lines = Self.lines(try Self.wideGrid())
    #expect(lines.count { $0.hasPrefix("Power where residual.variance = ") } == 2)
    #expect(lines.count { $0.hasPrefix("  school  pupil:") } == 2 * 3)
    #expect(lines.contains("No cell reaches the target power of 0.9."))
  }

  @Test func largeGridsSumUpTheirSizes() throws {
    let audit = auditText(plan: try Self.wideGrid().plan)
    #expect(audit.contains("\n  10 to 90  50 to 4,050"))
    #expect(audit.contains("  pupil   5 to 45 per school\n"))
    #expect(audit.contains("e_ij ~ N(0, 0.5 or 1.5)"))
  }

  @Test func longerSampleSizePathGoesDown() throws {
    let axes = [
      GridAxis(path: "school", labels: ["20", "40"]),
      GridAxis(path: "pupil", labels: ["5", "10", "15", "20", "25"]),
    ]
    let plan = try SampleStudies.plan(title: "Long", axes: axes) {
      try SampleStudies.tutoring(schools: Int($0[0])!, pupils: Int($0[1])!)
    }
    let summary = SampleResults.summary(plan, rejected: (0..<10).map { [$0 * 100] })
    let lines = Self.lines(summary)
    let header = lines.firstIndex { $0.hasPrefix("  pupil  school:") }
    // School 20 has the first five scenarios, school 40 the others.
    #expect(header.map { lines[$0 + 1] } == "  5      power              .000        .500")
  }

  @Test func onlyFailuresAreSaidToBeSo() throws {
    let plan = try SamplePlans.single()
    let summary = SampleResults.summary(plan, rejected: [[0, 500]]) { test, _ in
      guard test.analysis == "multilevel" else { return }
      var failed = TestSummary(
        test: test.test, analysis: test.analysis, truth: test.truth, observations: 0,
        fits: SampleResults.fits(1000, failed: 1000), power: Share(count: 0, total: 1000),
        standardErrorPower: .withheld(.noStandardErrors))
      swap(&test, &failed)
    }
    let words = Self.lines(summary).map { $0.split(separator: " ").joined(separator: " ") }
    #expect(words.contains("failed fits 100% 0%"))
    #expect(words.contains("if they rejected 1.000 –"))
    #expect(words.joined(separator: " ").contains("Of the failed fits 1,000 did not converge."))
  }

  @Test func coefficientsOutsideTheGeneratingModelAreNamed() throws {
    var plan = try SamplePlans.single()
    plan.scenarios[0].study.analyses[1].generatingCoefficient[1] = nil
    let summary = SampleResults.summary(plan, rejected: [[800, 500]])
    let text = powerText(summary: summary, version: "mlpower 0.1.0")
    #expect(text.contains("The generating model has no such coefficient (clusters ignored)"))
    #expect(summary.scenarios[0].tests[1].effect == nil)
  }

  @Test func testsAtSeveralLevelsHaveABlockEach() throws {
    var study = try SampleStudies.tutoring(schools: 20, pupils: 10)
    var strict = study.tests[0]
    strict.alpha = 0.01
    study.tests.append(strict)
    #expect(TestBlock.blocks(of: study) == [TestBlock(tests: [0]), TestBlock(tests: [1])])
    let both = try SampleStudies.addingIgnoredClusters(to: study)
    #expect(TestBlock.blocks(of: both) == [TestBlock(tests: [0, 2]), TestBlock(tests: [1])])
  }

  @Test func sizesSetByALetNameAreSampleSizes() throws {
    let axes = [
      GridAxis(path: "residual.variance", labels: ["0.5", "1"]),
      GridAxis(path: "J", labels: ["10", "20"]),
    ]
    let plan = try SampleStudies.plan(title: "Linked", axes: axes) { labels in
      var study = try SampleStudies.tutoring(
        schools: Int(labels[1])!, pupils: 400 / Int(labels[1])!)
      study.model.residualVariance = Double(labels[0])!
      return study
    }
    let summary = SampleResults.summary(plan, rejected: Array(repeating: [500], count: 4))
    let layout = GridLayout(summary: summary, block: TestBlock(tests: [0]))
    #expect(layout.down == 1)
    #expect(layout.across == 0)
  }

  @Test func slopesOfAFactorOfNumbersNameItsCategories() throws {
    let wave = Predictor(
      name: "wave", level: 1, kind: .numeric, source: .values([1, 2, 3]))
    let formula = try Formula.parse("y ~ factor(wave) + (1 + factor(wave) | child)")
    let columns = try ModelColumns(expanding: formula) { expression in
      expression.description == "wave" ? .numeric : .factor(categories: ["1", "2", "3"])
    }
    let term = RandomTerm(level: 0, covariance: [[1, 0, 0], [0, 0.5, 0], [0, 0, 0.25]])
    var study = try SampleStudies.growth(children: 10)
    study.predictors = [wave]
    study.model = GeneratingModel(
      formula: formula, columns: columns, coefficients: [0, 1, 2], randomTerms: [term],
      residualVariance: 1)
    let audit = ScenarioAudit(study: study)
    #expect(
      audit.partitions.map(\.condition)
        == ["factor(wave) = its first category", "factor(wave) = 3"])
    #expect(audit.partitions.map { $0.variances[0] } == [1, 1.25])
  }
}
