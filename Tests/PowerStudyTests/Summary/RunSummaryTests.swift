import MixedModels
import PowerStudy
import StudyDesign
import Testing

@Suite struct RunSummaryTests {
  /// Literals are R 4.2.2's `prop.test(x, n, correct = FALSE)$conf.int`.
  @Test(arguments: [
    (6, 12, 0.2537815976337061, 0.7462184023662939),
    (823, 1000, 0.7981212935038732, 0.8454066205144581), (0, 50, 0, 0.07134759913335868),
    (50, 50, 0.9286524008666414, 1),
  ])
  func wilsonIntervalAgreesWithR(count: Int, total: Int, low: Double, high: Double) {
    let interval = Share(count: count, total: total).interval
    #expect(abs(interval.lowerBound - low) < 1e-14)
    #expect(abs(interval.upperBound - high) < 1e-14)
  }

  @Test func monteCarloErrorOfAShareIsBinomial() {
    #expect(abs(Share(count: 10, total: 100).mcse - 0.03) < 1e-15)
    #expect(Share(count: 0, total: 10).mcse == 0)
  }

  @Test func onlyFailuresLeaveZeroPowerAndNothingElse() {
    let test = StudyTest(name: "x", analysis: 0, coefficient: 0, method: .t)
    let nothing = Array(repeating: Double.nan, count: 3)
    let summary = SmallStudy.summary(
      test: test, truth: 1, outcomes: [.degenerate, .notConverged, .degenerate],
      sample: TestSample(
        estimates: nothing, standardErrors: nothing, degreesOfFreedom: nothing))
    #expect(summary.power == Share(count: 0, total: 3))
    #expect(summary.powerIfFailuresRejected == 1)
    #expect(summary.meanEstimate == nil && summary.empiricalSE == nil && summary.modelSE == nil)
    #expect(summary.coverage == nil && summary.typeS == nil && summary.meanDF == nil)
    #expect(summary.standardErrorPower == .withheld(.noStandardErrors))
  }

  @Test func singleReplicateHasNoSpread() {
    let test = StudyTest(name: "x", analysis: 0, coefficient: 0, method: .z)
    let summary = SmallStudy.summary(
      test: test, truth: 1, outcomes: [.converged],
      sample: TestSample(estimates: [1.5], standardErrors: [0.5]))
    #expect(summary.bias == Figure(0.5, mcse: nil))
    #expect(summary.empiricalSE == nil && summary.relativeErrorSE == nil)
    #expect(summary.modelSE == Figure(0.5, mcse: nil))
    #expect(summary.rmse == Figure(0.5, mcse: nil))
    #expect(summary.typeM == Figure(1.5, mcse: nil))
  }

  @Test func everyScenarioAndTestIsSummarisedInOrder() {
    let tests = [0.05, 0.01].map {
      StudyTest(name: "x", analysis: 0, coefficient: 0, alpha: $0, method: .z)
    }
    var study = SmallStudy.study(test: tests[0], truth: 2)
    study.tests = tests
    let sample = TestSample(estimates: [2.2, 3], standardErrors: [1, 1])
    let result = ScenarioResult(
      observations: [40], outcomes: [[.converged, .singular]], samples: [sample, sample])
    let scenario = Scenario(coordinates: [], statedSizes: [], study: study)
    let plan = StudyPlan(
      title: "", description: nil, axes: [], scenarios: [scenario], simulation: .init(),
      target: nil)
    let summary = RunSummary(result: RunResult(plan: plan, scenarios: [result]))
    #expect(summary.plan == plan)
    #expect(summary.scenarios[0].tests.map(\.power.count) == [2, 1])
    #expect(summary.scenarios[0].tests.map(\.observations) == [40, 40])
    #expect(summary.scenarios[0].tests.map(\.analysis) == ["model", "model"])
  }
}
