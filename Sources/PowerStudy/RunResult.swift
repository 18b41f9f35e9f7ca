public import MixedModels
public import StudyDesign

/// Everything a run measured: the plan and, for each scenario, the replicates' raw figures.
public struct RunResult: Sendable {
  /// The plan that was run.
  public var plan: StudyPlan
  /// One for each of the plan's scenarios, in its order.
  public var scenarios: [ScenarioResult]

  /// Makes a result.
  public init(plan: StudyPlan, scenarios: [ScenarioResult]) {
    self.plan = plan
    self.scenarios = scenarios
  }
}

/// The raw figures of one scenario.
public struct ScenarioResult: Sendable {
  /// Mean number of rows analysed per replicate, for each analysis.
  public var observations: [Double]
  /// How each fit ended: one array of `replicates` entries for each analysis.
  public var outcomes: [[FitOutcome]]
  /// The tested estimates: one sample for each of the study's tests.
  public var samples: [TestSample]

  /// Makes a result.
  public init(observations: [Double], outcomes: [[FitOutcome]], samples: [TestSample]) {
    self.observations = observations
    self.outcomes = outcomes
    self.samples = samples
  }
}

/// Estimates of one tested coefficient over the replicates; NaN where the fit failed.
public struct TestSample: Sendable {
  /// β̂, in units of the coefficient.
  public var estimates: [Double]
  /// The model's standard errors of β̂.
  public var standardErrors: [Double]
  /// Degrees of freedom of each replicate's t test; empty for z tests; one entry if all are alike.
  public var degreesOfFreedom: [Double]

  /// Makes a sample.
  public init(estimates: [Double], standardErrors: [Double], degreesOfFreedom: [Double] = []) {
    self.estimates = estimates
    self.standardErrors = standardErrors
    self.degreesOfFreedom = degreesOfFreedom
  }
}
