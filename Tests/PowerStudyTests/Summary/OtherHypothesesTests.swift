import MixedModels
import ModelFormula
import PowerStudy
import StudyDesign
import Testing

/// Summaries of joint tests, equivalence, precision, likelihood ratios, variances and families, from
/// hand-made replicates. Literals are R 4.2.2's.
@Suite struct OtherHypothesesTests {
  private static func study(
    _ tests: [StudyTest], families: [TestFamily] = [], truths: [Double] = [0.4, 0.5]
  ) throws -> Study {
    var study = SmallStudy.study(test: tests[0], truth: 0)
    let intercept = study.model.columns.fixed[0]
    study.model.columns.fixed = truths.map { _ in intercept }
    study.model.coefficients = truths
    study.analyses[0].columns.fixed = study.model.columns.fixed
    study.analyses[0].generatingCoefficient = truths.indices.map { $0 }
    study.tests = tests
    study.families = families
    return study
  }

  private static func summaries(
    _ study: Study, _ samples: [TestSample], outcomes: [FitOutcome], calibrates: Bool = false
  ) -> [TestSummary] {
    let result = ScenarioResult(observations: [40], outcomes: [outcomes], samples: samples)
    return ScenarioSummary(study: study, result: result, calibrates: calibrates).tests
  }

  private static let converged = [FitOutcome](repeating: .converged, count: 2)

  private static func joint(
    _ statistics: [Double], degrees: [Double], covariances: [[Double]] = [[0.04, 0.01, 0.09]]
  ) -> TestSample {
    var sample = TestSample(estimates: [], standardErrors: [], degreesOfFreedom: degrees)
    sample.statistics = statistics
    sample.statisticsAtTruth = statistics.map { $0 / 2 }
    sample.covariances = (0..<3).map { entry in
      statistics.indices.map { covariances[min($0, covariances.count - 1)][entry] }
    }
    return sample
  }

  @Test func aJointTestHasThePowerOfItsNoncentralDistribution() throws {
    func summary(_ method: StudyTest.Method, _ degrees: [Double]) throws -> TestSummary {
      let test = StudyTest(
        name: "joint", analysis: 0, hypothesis: .joint([0, 1]), side: .upper, method: method)
      let sample = Self.joint([3.4, 3.6], degrees: degrees)
      return Self.summaries(try Self.study([test]), [sample], outcomes: Self.converged)[0]
    }
    let chi = try summary(.z, [])
    #expect(chi.power == Share(count: 2, total: 2))
    #expect(abs(try #require(chi.standardErrorPower.value) - 0.570880177264065) < 1e-9)
    #expect(chi.truth == nil && chi.meanEstimate == nil && chi.coverage == nil && chi.meanDF == nil)
    // F with 2 and 20 degrees of freedom rejects from 3.4928 on.
    let f = try summary(.satterthwaite, [20, 20])
    #expect(f.power == Share(count: 1, total: 2))
    #expect(f.meanDF == 20)
    #expect(abs(try #require(f.standardErrorPower.value) - 0.504601441164243) < 1e-5)
  }

  /// The critical value that counts is the mean over the replicates, not that of the mean degrees of
  /// freedom.
  @Test func aJointTestTakesTheMeanCriticalValue() throws {
    let test = StudyTest(
      name: "joint", analysis: 0, hypothesis: .joint([0, 1]), side: .upper, method: .satterthwaite)
    let sample = Self.joint([1, 1], degrees: [6, 200])
    let power = Self.summaries(try Self.study([test]), [sample], outcomes: Self.converged)[0]
      .standardErrorPower
    // The mean of 5.143253 and 3.041056 is the critical value at 10.07971 degrees of freedom.
    let same = Self.joint([1, 1], degrees: [10.07971, 10.07971])
    let near = Self.summaries(try Self.study([test]), [same], outcomes: Self.converged)[0]
      .standardErrorPower
    let mean = Self.joint([1, 1], degrees: [103, 103])
    let far = Self.summaries(try Self.study([test]), [mean], outcomes: Self.converged)[0]
      .standardErrorPower
    #expect(abs(power.value! - near.value!) < 1e-6)
    #expect(far.value! - power.value! > 0.05)
  }

  /// One coefficient as a joint test is that coefficient's two-sided test.
  @Test func aJointTestOfOneIsTheSingleTest() throws {
    let squares = [0.04, 0.05, 0.03, 0.06]
    var sample = TestSample(
      estimates: [0.1, 0.5, 0.4, 0.6], standardErrors: squares.map { $0.squareRoot() },
      degreesOfFreedom: [9])
    let single = StudyTest(name: "a", analysis: 0, coefficient: 0, method: .t)
    let joint = StudyTest(
      name: "b", analysis: 0, hypothesis: .joint([0]), side: .upper, method: .t)
    var other = TestSample(estimates: [], standardErrors: [], degreesOfFreedom: [9])
    other.statistics = zip(sample.estimates, squares).map { $0 * $0 / $1 }
    other.covariances = [squares]
    sample.statistics = []
    let outcomes = [FitOutcome](repeating: .converged, count: 4)
    let both = Self.summaries(
      try Self.study([single, joint]), [sample, other], outcomes: outcomes)
    #expect(both[0].power == both[1].power)
    let powers = both.map { $0.standardErrorPower }
    #expect(abs(powers[0].value! - powers[1].value!) < 1e-8)
    #expect(abs(powers[0].interval!.lowerBound - powers[1].interval!.lowerBound) < 1e-8)
    #expect(abs(powers[0].interval!.upperBound - powers[1].interval!.upperBound) < 1e-8)
  }

  @Test func equivalenceIsTwoOneSidedTests() throws {
    let test = StudyTest(
      name: "e", analysis: 0, hypothesis: .equivalence(0, lower: -0.5, upper: 0.4),
      side: .equivalence, method: .z)
    // 1.645 standard errors of 0.15 are 0.2467: estimates from -0.2533 to 0.1533 reject.
    let estimates = [-0.26, -0.25, 0.15, 0.16]
    let sample = TestSample(estimates: estimates, standardErrors: [0.15, 0.15, 0.15, 0.15])
    let outcomes = [FitOutcome](repeating: .converged, count: 4)
    let summary = Self.summaries(
      try Self.study([test], truths: [0.1]), [sample], outcomes: outcomes)[0]
    #expect(summary.power.count == 2)
    #expect(abs(try #require(summary.standardErrorPower.value) - 0.62950232593884) < 1e-10)
    // The interval has one-sided critical values: it holds 0.1 from -0.1467 to 0.3467.
    #expect(summary.coverage == Share(count: 2, total: 4))
    #expect(abs(summary.nominalCoverage - 0.9) < 1e-15)
    #expect(summary.typeS == nil && summary.typeM == nil)
    #expect(!summary.isTrueNull)
    let outside = Self.summaries(
      try Self.study([test], truths: [0.4]), [sample], outcomes: outcomes)[0]
    #expect(outside.isTrueNull)
    var student = test
    student.method = .t
    let t = TestSample(
      estimates: estimates, standardErrors: sample.standardErrors, degreesOfFreedom: [12])
    let withT = Self.summaries(
      try Self.study([student], truths: [0.1]), [t], outcomes: outcomes)[0]
    #expect(abs(try #require(withT.standardErrorPower.value) - 0.577952265126458) < 1e-6)
  }

  @Test func precisionIsTheShareOfShortIntervals() throws {
    let test = StudyTest(
      name: "p", analysis: 0, hypothesis: .precision(0, halfWidth: 0.2), side: .none, method: .z)
    let sample = TestSample(
      estimates: [1, 2, .nan], standardErrors: [0.102, 0.103, .nan])
    let summary = Self.summaries(
      try Self.study([test]), [sample], outcomes: [.converged, .singular, .notConverged])[0]
    // 0.2 is 1.96 standard errors of 0.10204.
    #expect(summary.power == Share(count: 1, total: 3))
    #expect(summary.standardErrorPower == .withheld(.notServed))
    #expect(summary.truth == 0.4)
    #expect(summary.modelSE != nil && summary.typeS == nil)
  }

  @Test func likelihoodRatiosOfVariancesHaveTheirMixture() throws {
    func rejected(_ columns: Int, _ statistics: [Double]) throws -> Int {
      let test = StudyTest(
        name: "v", analysis: 0, hypothesis: .variance(bar: 0, effect: 0), side: .upper,
        method: .lrt)
      var study = try Self.study([test])
      let column = study.model.columns.fixed[0]
      study.analyses[0].columns.bars = [
        .init(grouping: ["unit"], columns: Array(repeating: column, count: columns))
      ]
      study.analyses[0].groupingLevels = [0]
      var sample = TestSample(estimates: statistics.map { $0 / 10 }, standardErrors: [])
      sample.statistics = statistics
      let outcomes = [FitOutcome](repeating: .converged, count: statistics.count)
      let summary = Self.summaries(study, [sample], outcomes: outcomes)[0]
      #expect(summary.truth == 0 && summary.isTrueNull)
      #expect(summary.meanEstimate != nil && summary.modelSE == nil && summary.coverage == nil)
      return summary.power.count
    }
    // Half of chi-square with one degree of freedom reaches 0.05 at 2.706.
    #expect(try rejected(1, [0, 2.6, 2.8]) == 1)
    // The mean of one and two degrees of freedom at 5.138.
    #expect(try rejected(2, [2.8, 5.1, 5.2]) == 1)
  }

  @Test func aFailedHiddenFitIsAFailedTest() throws {
    let test = StudyTest(name: "a", analysis: 0, coefficient: 0, method: .lrt)
    var sample = TestSample(estimates: [1, 1, 1], standardErrors: [1, 1, 1])
    sample.statistics = [3.9, 3.8, .nan]
    sample.outcomes = [.converged, .converged, .notConverged]
    let summary = Self.summaries(
      try Self.study([test]), [sample], outcomes: [.converged, .converged, .converged])[0]
    #expect(summary.power == Share(count: 1, total: 3))
    #expect(summary.fits.failed == 1)
    #expect(summary.standardErrorPower == .withheld(.notServed))
  }

  /// p values .012, .2, .03, .011, adjusted by R's `p.adjust`: Holm .044, .2, .06, .044; Bonferroni
  /// .048, .8, .12, .044; Benjamini-Hochberg .024, .2, .04, .024.
  @Test(arguments: [
    (TestFamily.Adjustment.holm, 0.045, [true, false, false, true]),
    (.holm, 0.0439, [false, false, false, false]),
    (.bonferroni, 0.045, [false, false, false, true]),
    (.bonferroni, 0.05, [true, false, false, true]),
    (.bh, 0.041, [true, false, true, true]), (.bh, 0.03, [true, false, false, true]),
    (.bh, 0.0239, [false, false, false, false]),
  ])
  func familiesAreAdjustedAsByR(
    adjustment: TestFamily.Adjustment, alpha: Double, expected: [Bool]
  ) throws {
    // Estimates with these two-sided p values and standard error 1.
    let estimates = [
      2.512144327930462, 1.281551565544601, 2.170090377584560, 2.542698819399047,
    ]
    let members = (0..<4).map {
      StudyTest(name: "f: \($0)", analysis: 0, coefficient: 0, alpha: alpha, method: .z)
    }
    let whole = [StudyTest.Hypothesis.any(family: 0), .all(family: 0)].map {
      StudyTest(
        name: "f", analysis: 0, hypothesis: $0, side: .none, alpha: alpha, method: .none)
    }
    let family = TestFamily(name: "f", adjustment: adjustment, members: [0, 1, 2, 3])
    let samples =
      estimates.map { TestSample(estimates: [$0, .nan], standardErrors: [1, .nan]) }
      + whole.map { _ in TestSample(estimates: [], standardErrors: []) }
    let found = Self.summaries(
      try Self.study(members + whole, families: [family]), samples,
      outcomes: [.converged, .degenerate])
    #expect(found.prefix(4).map { $0.power.count == 1 } == expected)
    #expect(found[4].power.count == (expected.contains(true) ? 1 : 0))
    #expect(found[5].power.count == (expected.contains(false) ? 0 : 1))
    #expect(found.allSatisfy { $0.power.total == 2 && $0.fits.failed == 1 })
    #expect(found.allSatisfy { $0.adjustment == adjustment })
    #expect(found.allSatisfy { $0.standardErrorPower.value == nil })
  }

  @Test func calibrationMovesEstimatesToTheNullValue() throws {
    let test = StudyTest(
      name: "a", analysis: 0, coefficient: 0, against: 0.1, side: .greater, method: .z)
    // Estimates less the truth 0.4: -0.2, 0.17, 0.16, of which one exceeds 1.645 standard errors.
    let sample = TestSample(estimates: [0.2, 0.57, 0.56], standardErrors: [0.1, 0.1, 0.1])
    let outcomes = [FitOutcome](repeating: .converged, count: 3)
    let summary = Self.summaries(
      try Self.study([test]), [sample], outcomes: outcomes, calibrates: true)[0]
    #expect(summary.power.count == 2)
    #expect(summary.nullRejection == Share(count: 1, total: 3))
  }
}
