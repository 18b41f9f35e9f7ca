import MixedModels
import PowerStudy
import StudyDesign
import Testing

/// Twelve replicates, two of them failed; the literals come from R 4.2.2 (`mean`, `var`, `sd`,
/// `pnorm`, `qt`, `pt(ncp =)`, `uniroot` for the df of the mean critical value) applied to the
/// formulas of Morris, White & Crowther (2019), Table 6, and Gelman & Carlin (2014).
@Suite struct TestSummaryTests {
  static let estimates = [0.31, 0.12, 0.45, 0.27, -0.05, 0.38, 0.22, -0.41, 0.33, 0.19]
  static let standardErrors = [0.12, 0.10, 0.15, 0.11, 0.13, 0.12, 0.14, 0.10, 0.12, 0.11]
  static let degreesOfFreedom: [Double] = [8, 7.5, 9, 6, 18, 8, 8, 7, 10, 8]

  /// The ten figures with NaN for a failed fit in front and one after the fourth.
  static func withFailures(_ values: [Double]) -> [Double] {
    [.nan] + values.prefix(4) + [.nan] + values.dropFirst(4)
  }

  static let outcomes: [FitOutcome] =
    [.notConverged, .converged, .singular, .converged, .converged, .rankDeficient]
    + [.singular] + Array(repeating: .converged, count: 5)

  static func summary(
    method: StudyTest.Method = .z, against: Double = 0, side: StudyTest.Side = .two,
    alpha: Double = 0.05, truth: Double? = 0.25
  ) -> TestSummary {
    let test = StudyTest(
      name: "x", analysis: 0, coefficient: 0, against: against, side: side, alpha: alpha,
      method: method)
    let sample = TestSample(
      estimates: withFailures(estimates), standardErrors: withFailures(standardErrors),
      degreesOfFreedom: method == .t ? withFailures(degreesOfFreedom) : [])
    return SmallStudy.summary(test: test, truth: truth, outcomes: outcomes, sample: sample)
  }

  static func expect(_ figure: Figure?, _ value: Double, _ mcse: Double) {
    guard let figure, let error = figure.mcse else {
      Issue.record("figure or its Monte Carlo standard error is missing")
      return
    }
    #expect(abs(figure.value - value) < 1e-12)
    #expect(abs(error - mcse) < 1e-12)
  }

  static func expect(_ power: StandardErrorPower, _ value: Double, _ low: Double, _ high: Double) {
    guard let found = power.value, let interval = power.interval else {
      Issue.record("the figure or its interval is missing")
      return
    }
    #expect(abs(found - value) < 1e-9)
    #expect(abs(interval.lowerBound - low) < 1e-9)
    #expect(abs(interval.upperBound - high) < 1e-9)
  }

  @Test func failedFitsCountAsNonRejections() {
    let summary = Self.summary()
    #expect(summary.fits.replicates == 12)
    #expect(summary.fits.converged == 10)
    #expect(summary.fits.singular == 2)
    #expect(summary.fits.failed == 2)
    #expect(summary.fits.failures == [.notConverged: 1, .rankDeficient: 1])
    #expect(summary.power == Share(count: 6, total: 12))
    #expect(summary.powerIfFailuresRejected == 8.0 / 12)
  }

  @Test func estimatesAndStandardErrorsAgreeWithR() {
    let summary = Self.summary()
    #expect(abs(summary.meanEstimate! - 0.181) < 1e-15)
    Self.expect(summary.bias, -0.069, 0.07935083840486851)
    Self.expect(summary.empiricalSE, 0.2509293836033468, 0.05914462291496233)
    Self.expect(summary.modelSE, 0.1209958676980334, 0.005292449169801846)
    Self.expect(summary.relativeErrorSE, -51.78090905077264, 11.55939525043269)
    Self.expect(summary.rmse, 0.2478507615481542, 0.08568101705235665)
  }

  @Test func coverageAndTypeErrorsAgreeWithR() {
    let summary = Self.summary()
    #expect(summary.coverage == Share(count: 8, total: 10))
    #expect(summary.biasEliminatedCoverage == Share(count: 9, total: 10))
    #expect(summary.typeS == Share(count: 1, total: 6))
    Self.expect(summary.typeM, 1.433333333333333, 0.1095039319436116)
  }

  @Test func standardErrorMethodAgreesWithR() {
    Self.expect(
      Self.summary().standardErrorPower, 0.5423253520165051, 0.4797312438945782, 0.621719110807556)
    Self.expect(
      Self.summary(method: .t).standardErrorPower, 0.4461275009075716, 0.3924695673811125,
      0.5169457675473527)
  }

  @Test func tTestsUseEachReplicatesDegreesOfFreedom() {
    let summary = Self.summary(method: .t)
    #expect(abs(summary.meanDF! - 8.95) < 1e-12)
    #expect(Self.summary().meanDF == nil)
    #expect(summary.power.count == 6)
    // |estimate - truth| of the eighth replicate is 6.6 standard errors, of the fifth 2.3 at 18 df.
    #expect(summary.coverage == Share(count: 8, total: 10))
  }

  @Test func nonInferiorityAgreesWithR() {
    let summary = Self.summary(against: -0.1, side: .greater)
    #expect(summary.power.count == 8)
    #expect(summary.coverage?.value == 1)
    #expect(summary.biasEliminatedCoverage?.value == 0.8)
    #expect(summary.typeS?.count == 0)
    Self.expect(summary.typeM, 1.096428571428572, 0.1077110782827823)
    Self.expect(
      summary.standardErrorPower, 0.8939491541739814, 0.8479649998662451, 0.9373684040032592)
  }

  @Test func testsTowardsLowerValuesAgreeWithR() {
    let summary = Self.summary(against: 0.6, side: .less, alpha: 0.025)
    #expect(summary.power.count == 8)
    #expect(summary.coverage?.value == 0.8)
    #expect(summary.biasEliminatedCoverage?.value == 0.9)
    Self.expect(summary.typeM, 1.364285714285714, 0.2495915029950878)
    Self.expect(
      summary.standardErrorPower, 0.8245117278374192, 0.7619639297290133, 0.888376810108088)
  }

  @Test func trueNullGivesAlphaAndNoTypeErrors() {
    let summary = Self.summary(against: 0.25)
    #expect(summary.effect == 0)
    Self.expect(summary.standardErrorPower, 0.05, 0.05, 0.05)
    #expect(summary.typeS == nil)
    #expect(summary.typeM == nil)
  }

  @Test func coefficientOutsideTheGeneratingModelHasNoTruth() {
    let summary = Self.summary(truth: nil)
    #expect(summary.truth == nil)
    #expect(summary.power.count == 6)
    #expect(summary.bias == nil && summary.rmse == nil && summary.coverage == nil)
    #expect(summary.typeS == nil && summary.typeM == nil)
    #expect(summary.standardErrorPower == .withheld(.noTruth))
    #expect(summary.biasEliminatedCoverage == Share(count: 9, total: 10))
    Self.expect(summary.empiricalSE, 0.2509293836033468, 0.05914462291496233)
  }
}
