public import StudyDesign

/// Every figure that the replicates of one scenario give for one test.
///
/// Shares of rejections are of all replicates, where a failed fit is a non-rejection. The measures
/// of Morris, White & Crowther (2019, Statistics in Medicine 38, Table 6) are over the fits with
/// estimates, singular ones included. Nil where a figure is not defined.
public struct TestSummary: Sendable, Equatable {
  /// The test.
  public var test: StudyTest
  /// The name of its analysis.
  public var analysis: String
  /// The true value of the coefficient; nil if the generating model lacks it.
  public var truth: Double?
  /// Mean number of rows analysed per replicate.
  public var observations: Double
  /// How the fits of the analysis went.
  public var fits: FitCounts

  /// The zero/one method: the share of all replicates that rejected the null value.
  public var power: Share
  /// Power from the simulated standard errors, or why there is none.
  public var standardErrorPower: StandardErrorPower

  /// Mean of the estimates.
  public var meanEstimate: Double?
  /// Mean estimate less the truth.
  public var bias: Figure?
  /// Standard deviation of the estimates.
  public var empiricalSE: Figure?
  /// Root mean square of the model's standard errors.
  public var modelSE: Figure?
  /// Model SE relative to the empirical SE, in percent: 100 (model / empirical - 1).
  public var relativeErrorSE: Figure?
  /// Root mean square of estimate less truth.
  public var rmse: Figure?
  /// Share of confidence sets that hold the truth. The set is the one that the test inverts: an
  /// interval for two-sided tests, all values above (below) a bound for `greater` (`less`), with
  /// `nominalCoverage`.
  public var coverage: Share?
  /// Share of the same sets that hold the mean estimate.
  public var biasEliminatedCoverage: Share?
  /// Gelman & Carlin (2014): share of rejections on the wrong side of the null value.
  public var typeS: Share?
  /// Gelman & Carlin (2014): mean distance of rejecting estimates from the null value, relative to
  /// the truth's distance.
  public var typeM: Figure?
  /// Mean degrees of freedom, of F tests those of the denominator; nil for z and χ² tests.
  public var meanDF: Double?

  /// Whether the null hypothesis is true, so that rejections are errors.
  public var isTrueNull: Bool
  /// Whether parameters are drawn for each replicate, so that power is assurance: its mean over what the
  /// truth may be. Bias, coverage, RMSE and type S errors are then against each replicate's own true value,
  /// and `truth` is the value with every draw at its mean.
  public var isAssurance = false
  /// Whether the true value itself is drawn; `truth` is then its value at the means of the draws.
  public var isTruthDrawn = false
  /// With drawn parameters and a target: in how many replicates the power by the standard error method, at
  /// the parameters drawn and with the replicate's own standard error, reaches the target. A failed fit counts
  /// as one that does not.
  public var shareReachingTarget: Share?
  /// How the test is adjusted together with others; nil if it stands alone.
  public var adjustment: TestFamily.Adjustment?
  /// The share of replicates that reject where the null hypothesis is made true, if it was measured.
  public var nullRejection: Share?
  /// How the estimates are distributed, of tests of a coefficient, contrast or variance.
  public var estimateDensity: EstimateDensity?
  /// How they would be were the null hypothesis true: where estimates move with the truth and nothing else
  /// does their own distribution moved, else that of a simulation of the null hypothesis, if there was one.
  public var nullEstimateDensity: EstimateDensity?
  /// The same share by stricter methods, where it was measured.
  public var alternatives: [MethodCalibration] = []

  /// Makes a summary whose measures of the estimator are not set.
  public init(
    test: StudyTest, analysis: String, truth: Double?, observations: Double, fits: FitCounts,
    power: Share, standardErrorPower: StandardErrorPower
  ) {
    self.test = test
    self.analysis = analysis
    self.truth = truth
    self.observations = observations
    self.fits = fits
    self.power = power
    self.standardErrorPower = standardErrorPower
    isTrueNull = truth == test.against
  }

  /// 1 - alpha; of the interval that two one-sided tests of equivalence invert, 1 - 2 alpha.
  public var nominalCoverage: Double { 1 - (test.side == .equivalence ? 2 : 1) * test.alpha }

  /// The power where parameters are drawn for each replicate: the assurance.
  public var assurance: Share? { isAssurance ? power : nil }

  /// The truth's distance from the null value; 0 makes the power a type I error rate.
  public var effect: Double? { truth.map { $0 - test.against } }

  /// The share of rejections if every failed fit had rejected: with `power` the two extreme
  /// readings of the failures.
  public var powerIfFailuresRejected: Double {
    Double(power.count + fits.failed) / Double(power.total)
  }
}

/// How often a test by some method rejects a true null hypothesis.
public struct MethodCalibration: Sendable, Equatable {
  /// The method.
  public var method: StudyTest.Method
  /// The share of all replicates that reject.
  public var nullRejection: Share

  /// Makes one.
  public init(method: StudyTest.Method, nullRejection: Share) {
    self.method = method
    self.nullRejection = nullRejection
  }
}
