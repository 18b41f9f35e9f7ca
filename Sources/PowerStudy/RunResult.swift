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
  /// What the generating model's prior drew: for each of its draws the value in every replicate.
  public var parameterDraws: [[Double]] = []
  /// Simulations of the scenario in which null hypotheses are true; empty unless tests are calibrated.
  public var nulls: [NullResult] = []
  /// Tests of the same replicates by other methods, to compare; empty unless tests are calibrated.
  public var alternatives: [AlternativeResult] = []

  /// Makes a result.
  public init(observations: [Double], outcomes: [[FitOutcome]], samples: [TestSample]) {
    self.observations = observations
    self.outcomes = outcomes
    self.samples = samples
  }
}

/// A simulation in which the null hypotheses of some tests are true.
public struct NullResult: Sendable {
  /// The scenario with these null hypotheses made true.
  public var study: Study
  /// Indices of the tests that it calibrates.
  public var tests: [Int]
  /// The raw figures of all tests.
  public var result: ScenarioResult

  /// Makes a result.
  public init(study: Study, tests: [Int], result: ScenarioResult) {
    self.study = study
    self.tests = tests
    self.result = result
  }
}

/// A test of a scenario by another method.
public struct AlternativeResult: Sendable {
  /// Index of the test.
  public var test: Int
  /// The other method.
  public var method: StudyTest.Method
  /// What it needs of the replicates.
  public var sample: TestSample

  /// Makes a result.
  public init(test: Int, method: StudyTest.Method, sample: TestSample) {
    self.test = test
    self.method = method
    self.sample = sample
  }
}

/// What one test needs of the replicates; NaN where a fit failed. What the test does not have is empty.
public struct TestSample: Sendable {
  /// Estimates of the coefficient, contrast or variance, in its units.
  public var estimates: [Double]
  /// The model's standard errors of a coefficient or contrast.
  public var standardErrors: [Double]
  /// Degrees of freedom of each replicate's t test, or of the denominator of its F test; empty for z
  /// and χ² tests; one entry if all are alike.
  public var degreesOfFreedom: [Double]
  /// The statistics of joint tests (F; times the number of coefficients χ² in z tests), of likelihood
  /// ratio tests (χ²) and of exact F tests.
  public var statistics: [Double] = []
  /// The statistics of a joint test if the null hypothesis were the truth.
  public var statisticsAtTruth: [Double] = []
  /// Degrees of freedom of the numerator of exact F tests.
  public var numeratorDegreesOfFreedom: [Double] = []
  /// Entries of the covariance matrix of jointly tested coefficients, by rows of its lower triangle.
  public var covariances: [[Double]] = []
  /// How each replicate ended for this test; empty if as the fit of its analysis.
  public var outcomes: [FitOutcome] = []

  /// Makes a sample of a coefficient or contrast.
  public init(estimates: [Double], standardErrors: [Double], degreesOfFreedom: [Double] = []) {
    self.estimates = estimates
    self.standardErrors = standardErrors
    self.degreesOfFreedom = degreesOfFreedom
  }
}
