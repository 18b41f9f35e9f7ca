import MixedModels
import PowerStudy
import StudyDesign

/// Hand-set results for reports.
enum SampleResults {
  /// A summary whose figures `set` fills in; everything else is that of fits without failures.
  static func summary(
    _ plan: StudyPlan, rejected: [[Int]], set: (inout TestSummary, Int) -> Void = { _, _ in }
  ) -> RunSummary {
    let scenarios = plan.scenarios.enumerated().map { index, scenario in
      let study = scenario.study
      return ScenarioSummary(
        tests: zip(study.tests, rejected[index]).map { test, count in
          var figures = plain(
            study, test, rejected: count, replicates: plan.simulation.replicates)
          set(&figures, index)
          return figures
        })
    }
    return RunSummary(plan: plan, scenarios: scenarios)
  }

  private static func plain(
    _ study: Study, _ test: StudyTest, rejected: Int, replicates: Int
  ) -> TestSummary {
    let analysis = study.analyses[test.analysis]
    let truth = analysis.generatingCoefficient[test.coefficients[0]].map {
      study.model.coefficients[$0]
    }
    let share = Double(rejected) / Double(replicates)
    var figures = TestSummary(
      test: test, analysis: analysis.name, truth: truth, observations: 400,
      fits: FitCounts(Array(repeating: .converged, count: replicates)),
      power: Share(count: rejected, total: replicates),
      standardErrorPower: truth == nil
        ? .withheld(.noTruth) : .figure(share + 0.005, interval: share...(share + 0.01)))
    figures.meanEstimate = (truth ?? 0) + 0.001
    figures.empiricalSE = Figure(0.1, mcse: 0.00225)
    figures.modelSE = Figure(0.099, mcse: 0.0004)
    figures.relativeErrorSE = Figure(-1, mcse: 2.2)
    figures.biasEliminatedCoverage = Share(count: replicates * 19 / 20, total: replicates)
    guard let truth else { return figures }
    figures.bias = Figure(0.001, mcse: 0.0032)
    figures.rmse = Figure(0.1001, mcse: 0.0023)
    figures.coverage = Share(count: replicates * 19 / 20, total: replicates)
    if truth != test.against, rejected > 0 {
      figures.typeS = Share(count: 0, total: rejected)
      figures.typeM = Figure(1.08, mcse: 0.01)
    }
    return figures
  }

  /// Outcomes of `replicates` fits with so many singular and failed ones.
  static func fits(_ replicates: Int, singular: Int = 0, failed: Int = 0) -> FitCounts {
    FitCounts(
      Array(repeating: .singular, count: singular)
        + Array(repeating: .notConverged, count: failed)
        + Array(repeating: .converged, count: replicates - singular - failed))
  }
}
