import ModelFormula
import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

/// Reports of designs whose parameters are drawn for each replicate.
@Suite struct AssuranceTextTests {
  /// The tutoring trial with an effect and an intercept variance that are drawn, in some scenarios.
  private static func plan(in drawn: (Int) -> Bool) throws -> StudyPlan {
    var plan = try SamplePlans.tutoring()
    for index in plan.scenarios.indices where drawn(index) {
      plan.scenarios[index].study.model.prior = ParameterPrior(
        draws: [
          .init(name: "effects.treatment", distribution: .normal(mean: 0.25, sd: 0.08)),
          .init(name: "random.school.variance", distribution: .uniform(low: 0.1, high: 0.2)),
        ],
        coefficients: [nil, .name("effects.treatment"), nil],
        covariances: [[[.name("random.school.variance")]]], residualVariance: nil)
    }
    return plan
  }

  private static func summary(_ plan: StudyPlan) -> RunSummary {
    SampleResults.summary(plan, rejected: Array(repeating: [600], count: 6)) { figures, index in
      guard plan.scenarios[index].study.model.prior != nil else { return }
      figures.isAssurance = true
      figures.isTruthDrawn = true
      figures.shareReachingTarget = Share(count: 250, total: 1000)
    }
  }

  @Test func theAuditListsWhatIsDrawnAndWhatFollows() throws {
    let text = auditText(plan: try Self.plan { _ in true })
    #expect(
      text.contains(
        """
          β2  prior        0.5

        Parameters drawn anew for each replicate
          effects.treatment       normal, mean 0.25, SD 0.08
          random.school.variance  uniform from 0.1 to 0.2
          Power is then assurance, its mean over these. With them vary treatment and the
          variances of school. What is shown here holds at their means.

        Predictors
        """), "\(text)")
    let some = auditText(plan: try Self.plan { $0 == 0 })
    #expect(some.contains("\nParameters drawn anew for each replicate in some scenarios\n"))
    #expect(
      !auditText(plan: try SamplePlans.tutoring()).contains("drawn anew for each replicate\n "))
  }

  @Test func tablesSayAssuranceAndHowOftenTheTargetIsReached() throws {
    let text = powerText(summary: Self.summary(try Self.plan { _ in true }), version: "v 1")
    #expect(text.contains("mean true value 0.25\n") || text.contains("mean true value\n0.25\n"))
    #expect(text.contains("\nAssurance\n"))
    #expect(text.contains("  20      assurance "))
    #expect(text.contains("          draws at target        25%         25%\n"), "\(text)")
    #expect(text.contains("\nAssurance is the power to be expected where the truth is not known"))
    #expect(text.contains("Draws at target: the share of"))
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func whatIsKnownBesideItIsPower() throws {
    let text = powerText(summary: Self.summary(try Self.plan { $0 % 2 == 0 }), version: "v 1")
    #expect(text.contains("\nPower or assurance\n"))
    #expect(text.contains("draws at target"))
    let known = powerText(summary: Self.summary(try SamplePlans.tutoring()), version: "v 1")
    #expect(!known.lowercased().contains("assurance") && !known.contains("draws at target"))
  }

  @Test func theTableHasColumnsOfAssurance() throws {
    let plan = try Self.plan { $0 == 1 }
    let rows = powerCSV(summary: Self.summary(plan)).split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let names = ["assurance", "assurance_low", "assurance_high", "share_reaching_target"]
    let places = names.map { rows[0].firstIndex(of: $0)! }
    #expect(places.map { rows[1][$0] } == ["", "", "", ""])
    let found = places.map { Double(rows[2][$0]) }
    let share = Share(count: 600, total: 1000)
    #expect(found == [0.6, share.interval.lowerBound, share.interval.upperBound, 0.25])
    #expect(places.last == rows[0].count - 2)
  }
}
