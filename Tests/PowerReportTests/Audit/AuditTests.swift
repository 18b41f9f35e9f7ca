import PowerReport
import StudyDesign
import Testing

@Suite struct AuditTests {
  @Test func balancedNestingHasTheKnownDesignEffect() throws {
    let audit = ScenarioAudit(study: try SampleStudies.tutoring(schools: 20, pupils: 10))
    #expect(audit.units == [20, 200])
    #expect(audit.rows == 200)
    #expect(audit.rowsPerUnit == [10, 1])
    #expect(abs(audit.partitions[0].total - 0.75) < 1e-15)
    #expect(abs(audit.partitions[0].shares[0] - 0.2) < 1e-15)
    #expect(abs(audit.designEffect - 2.8) < 1e-14)
    #expect(abs(audit.effectiveRows - 200 / 2.8) < 1e-12)
  }

  /// The variance of the mean of N schools, 5 classes in each, 4 pupils in each, is 16/N + 16/(5N) +
  /// 64/(20N).
  @Test func designEffectTimesVarianceOverRowsIsTheVarianceOfTheMean() throws {
    let study = try SampleStudies.study(
      levels: [("school", 10), ("class", 5), ("pupil", 4)], predictors: [],
      formula: "y ~ 1 + (1 | school) + (1 | class)", coefficients: [2.5],
      random: [
        RandomTerm(level: 0, covariance: [[16]]), RandomTerm(level: 1, covariance: [[16]]),
      ], residual: 64)
    let audit = ScenarioAudit(study: study)
    let variance = audit.designEffect * audit.partitions[0].total / Double(audit.rows)
    #expect(abs(variance - (16.0 / 10 + 16.0 / 50 + 64.0 / 200)) < 1e-13)
    let correlations = audit.partitions[0].correlations.compactMap { $0 }
    #expect(abs(correlations[0] - 16.0 / 96) < 1e-15)
    #expect(abs(correlations[1] - 32.0 / 96) < 1e-15)
    #expect(abs(correlations[2] - 1) < 1e-15)
  }

  /// Var(u0 + 4 u1) = 4 - 2·4·0.2 + 16·0.25 = 6.4.
  @Test func slopesAreReportedAtBothEndsOfTheirPredictor() throws {
    let audit = ScenarioAudit(study: try SampleStudies.growth(children: 30))
    #expect(audit.partitions.map(\.condition) == ["time = 0", "time = 4"])
    #expect(audit.partitions[0].variances == [4, 1.5])
    #expect(abs(audit.partitions[1].variances[0] - 6.4) < 1e-14)
    #expect(audit.reference == 0)
  }

  /// At the mean of prior (10): .1 + 100·.01 = 1.1; one SD up, in the new arm: .1 + .04 - .02 +
  /// 144·.01 = 1.56.
  @Test func slopesOnContinuousPredictorsAreReportedAtMeanAndOneSDAround() throws {
    let audit = ScenarioAudit(study: try SampleStudies.classes())
    #expect(
      audit.partitions.map(\.condition)
        == ["arm = old, prior = 8", "arm = old, prior = 10", "arm = new, prior = 12"])
    #expect(audit.reference == 1)
    #expect(abs(audit.partitions[1].variances[0] - 1.1) < 1e-14)
    #expect(abs(audit.partitions[2].variances[0] - 1.56) < 1e-14)
    #expect(audit.units == [20, 60, 1320])
  }

  /// Schools of 4, 3 and 3 rows: (16 + 9 + 9) / 10 rows share a row's school.
  @Test func unequalGroupsOfDataCountBySquares() throws {
    let audit = ScenarioAudit(study: try SampleStudies.data())
    #expect(audit.units == [3, 10])
    #expect(abs(audit.rowsPerUnit[0] - 3.4) < 1e-15)
    #expect(audit.rowsPerUnit[1] == 1)
  }

  @Test func singleLevelHasNoDesignEffect() throws {
    let audit = ScenarioAudit(study: try SampleStudies.applicants(40))
    #expect(audit.designEffect == 1)
    #expect(audit.effectiveRows == 40)
  }

  @Test func studyWithoutVariationHasNoShares() throws {
    var study = try SampleStudies.tutoring(schools: 20, pupils: 10)
    study.model.randomTerms[0].covariance = [[0]]
    study.model.residualVariance = 0
    let audit = ScenarioAudit(study: study)
    #expect(audit.partitions[0].shares == [0, 0])
    #expect(audit.designEffect == 1)
  }

  @Test func fitsAreCountedOverScenariosReplicatesAndAnalyses() throws {
    #expect(Audit(plan: try SamplePlans.ignoredClusters()).fits == 6 * 1000 * 2)
  }
}
