import MixedModels
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
      scenarios: pairs.map {
        ScenarioSummary(
          study: $0.study, result: $1, calibrates: result.plan.simulation.calibrates,
          target: result.plan.target)
      })
  }
}

/// The figures of one scenario.
public struct ScenarioSummary: Sendable, Equatable {
  /// One for each of the study's tests, in its order.
  public var tests: [TestSummary]

  /// Makes a summary from its parts.
  public init(tests: [TestSummary]) { self.tests = tests }

  /// Summarises the replicates of one scenario.
  ///
  /// - Parameters:
  ///   - calibrates: whether the share of rejections under the null hypothesis is given too.
  ///   - target: the power aimed at, if stated.
  public init(
    study: Study, result: ScenarioResult, calibrates: Bool = false, target: Double? = nil
  ) {
    let evidence = StudyEvidence(study: study, result: result, target: target)
    tests = study.tests.indices.map { evidence.summary($0) }
    guard calibrates else { return }
    let calibration = Calibration(evidence: evidence, nulls: result.nulls)
    for index in tests.indices {
      tests[index].nullRejection = calibration.share(ofTest: index)
      tests[index].alternatives = calibration.alternatives(toTest: index)
    }
  }
}
