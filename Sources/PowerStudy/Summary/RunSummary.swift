public import StudyDesign

/// What a run says: its plan, and for each scenario every figure of every test.
public struct RunSummary: Sendable, Equatable {
  /// The plan that was run.
  public var plan: StudyPlan
  /// One for each of the plan's scenarios, in its order.
  public var scenarios: [ScenarioSummary]

  /// Makes a summary from its parts.
  public init(plan: StudyPlan, scenarios: [ScenarioSummary]) {
    precondition(plan.scenarios.count == scenarios.count)
    self.plan = plan
    self.scenarios = scenarios
  }

  /// Summarises a run.
  public init(result: RunResult) {
    let pairs = zip(result.plan.scenarios, result.scenarios)
    self.init(
      plan: result.plan,
      scenarios: pairs.map { ScenarioSummary(study: $0.study, result: $1) })
  }
}

/// The figures of one scenario.
public struct ScenarioSummary: Sendable, Equatable {
  /// One for each of the study's tests, in its order.
  public var tests: [TestSummary]

  /// Makes a summary from its parts.
  public init(tests: [TestSummary]) { self.tests = tests }

  /// Summarises the replicates of one scenario.
  public init(study: Study, result: ScenarioResult) {
    precondition(study.tests.count == result.samples.count)
    let fits = result.outcomes.map { FitCounts($0) }
    tests = zip(study.tests, result.samples).map { test, sample in
      let analysis = study.analyses[test.analysis]
      let generating = analysis.generatingCoefficient[test.coefficients[0]]
      return TestSummary(
        test: test, analysis: analysis.name,
        truth: generating.map { study.model.coefficients[$0] },
        observations: result.observations[test.analysis], fits: fits[test.analysis],
        replicates: UsableReplicates(
          sample, outcomes: result.outcomes[test.analysis], test: test))
    }
  }
}
