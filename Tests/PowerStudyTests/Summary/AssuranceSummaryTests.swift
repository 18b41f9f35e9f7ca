import MixedModels
import ModelFormula
import PowerStudy
import StudyDesign
import Testing

/// Summaries of hand-made replicates whose true value is drawn.
@Suite struct AssuranceSummaryTests {
  private let test = StudyTest(name: "intercept", analysis: 0, coefficient: 0, method: .z)

  private func summary(
    truths: [Double], estimates: [Double], errors: [Double], outcomes: [FitOutcome]? = nil,
    target: Double? = 0.5
  ) -> TestSummary {
    var study = SmallStudy.study(test: test, truth: 1)
    study.model.prior = ParameterPrior(
      draws: [.init(name: "b", distribution: .normal(mean: 1, sd: 1))], coefficients: [.name("b")],
      covariances: [], residualVariance: nil)
    var result = ScenarioResult(
      observations: [40],
      outcomes: [outcomes ?? [FitOutcome](repeating: .converged, count: truths.count)],
      samples: [TestSample(estimates: estimates, standardErrors: errors)])
    result.parameterDraws = [truths]
    return ScenarioSummary(study: study, result: result, target: target).tests[0]
  }

  @Test func errorsAreAgainstEachOwnTruth() {
    let found = summary(
      truths: [1, 2, -1, 0], estimates: [1.5, 1.5, -2, 3], errors: [1, 0.2, 0.5, 1])
    // Errors 0.5, -0.5, -1, 3.
    #expect(found.truth == 1)
    #expect(found.meanEstimate == 1)
    #expect(found.bias?.value == 0.5)
    #expect(abs(found.rmse!.value - (10.5 / 4).squareRoot()) < 1e-15)
    #expect(abs(found.empiricalSE!.value - ((10.5 - 4 * 0.25) / 3).squareRoot()) < 1e-15)
    // Of ±1.96 SE: within 1.96, outside .392, outside .98, outside 1.96.
    #expect(found.coverage == Share(count: 1, total: 4))
    // Less the bias of 0.5 the errors are 0, -1, -1.5, 2.5.
    #expect(found.biasEliminatedCoverage == Share(count: 1, total: 4))
    // |estimate| > 1.96 SE in the second, third and fourth.
    #expect(found.power == Share(count: 3, total: 4) && found.assurance == found.power)
    // Signs are right where the truth is not 0; (1.5 + 2) / (2 + 1).
    #expect(found.typeS == Share(count: 0, total: 2))
    #expect(abs(found.typeM!.value - 3.5 / 3) < 1e-15)
    #expect(!found.isTrueNull && found.isAssurance && found.isTruthDrawn)
  }

  @Test func powerByTheStandardErrorMethodIsThatOfEachReplicate() {
    let found = summary(
      truths: [1.959964, 100, 0, 3], estimates: [1, 1, 1, 1], errors: [1, 1, 1, .nan],
      outcomes: [.converged, .singular, .converged, .notConverged])
    // At the critical value half, then all, then the level of the test.
    let powers = [0.5 + 4.4e-5, 1, 0.05]
    #expect(abs(found.standardErrorPower.value! - powers.reduce(0, +) / 3) < 1e-5)
    #expect(found.shareReachingTarget == Share(count: 2, total: 4))
    #expect(found.fits.failed == 1)
  }

  @Test func withoutATargetNoShareReachesIt() {
    let found = summary(truths: [1, 2], estimates: [1, 2], errors: [1, 1], target: nil)
    #expect(found.shareReachingTarget == nil)
  }

  @Test func wrongSignsAreWrongForTheOwnTruth() {
    let found = summary(
      truths: [-1, 1, 1], estimates: [5, 5, -5], errors: [1, 1, 1])
    #expect(found.typeS == Share(count: 2, total: 3))
    #expect(found.typeM?.value == 5)
  }
}
