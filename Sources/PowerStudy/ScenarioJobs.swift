internal import StudyDesign

/// What is simulated for one scenario: itself, then its null hypotheses.
struct ScenarioJobs {
  /// The scenario with tests by other methods after its own, then the null hypotheses.
  let studies: [Study]
  private let testCount: Int
  private let nulls: [NullStudy]
  private let alternatives: [(test: Int, method: StudyTest.Method)]

  init(study: Study, calibrates: Bool) {
    testCount = study.tests.count
    nulls = calibrates ? study.nullStudies : []
    alternatives = calibrates ? study.alternativeMethods : []
    studies = [study.adding(alternatives)] + nulls.map(\.study)
  }

  /// Takes its own results from the front.
  func collect(_ results: inout ArraySlice<ScenarioResult>) -> ScenarioResult {
    var result = results.removeFirst()
    result.alternatives = zip(alternatives, result.samples.dropFirst(testCount)).map {
      AlternativeResult(test: $0.test, method: $0.method, sample: $1)
    }
    result.samples.removeSubrange(testCount...)
    result.nulls = nulls.map {
      NullResult(study: $0.study, tests: $0.tests, result: results.removeFirst())
    }
    return result
  }
}

extension StudyPlan {
  /// What is simulated for each scenario.
  var jobs: [ScenarioJobs] {
    scenarios.map { ScenarioJobs(study: $0.study, calibrates: simulation.calibrates) }
  }
}
