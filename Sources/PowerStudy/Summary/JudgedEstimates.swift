public import StudyDesign

/// The estimates of one test in the replicates of a scenario, each with whether the test rejects there.
public struct JudgedEstimates: Sendable, Equatable {
  /// Of replicates whose fits gave estimates, in their order.
  public var estimates: [Double]
  /// One for each of them.
  public var isSignificant: [Bool]
  /// The true value.
  public var truth: Double
  /// The value that the test is against.
  public var against: Double

  /// Makes them from their parts.
  public init(estimates: [Double], isSignificant: [Bool], truth: Double, against: Double) {
    precondition(estimates.count == isSignificant.count)
    self.estimates = estimates
    self.isSignificant = isSignificant
    self.truth = truth
    self.against = against
  }

  /// The estimates of a test; nil if it is of no single coefficient or contrast, or if its true value is
  /// drawn anew for each replicate.
  public init?(ofTest index: Int, in study: Study, _ result: ScenarioResult) {
    let evidence = StudyEvidence(study: study, result: result)
    switch study.tests[index].hypothesis {
    case .coefficient, .contrast: break
    case .equivalence, .precision, .joint, .variance, .any, .all: return nil
    }
    guard let usable = evidence.tests[index].estimates, usable.trueValues.isEmpty,
      let truth = study.truth(of: study.tests[index])
    else { return nil }
    let rejected = evidence.rejections(ofTest: index)
    self.init(
      estimates: usable.estimates, isSignificant: usable.chosen.map { rejected[$0] }, truth: truth,
      against: study.tests[index].against)
  }

  /// The truth's distance from the null value.
  public var effect: Double { truth - against }

  /// The significant ones.
  public var significant: [Double] { zip(estimates, isSignificant).filter(\.1).map(\.0) }

  /// How many times larger than the truth the significant ones are on average, in size (type M; Gelman &
  /// Carlin 2014); nil without an effect or a significant estimate.
  public var exaggeration: Double? {
    guard effect != 0, !significant.isEmpty else { return nil }
    let sum = significant.reduce(0) { $0 + abs($1 - against) }
    return sum / Double(significant.count) / abs(effect)
  }

  /// How many significant ones have the wrong sign (type S).
  public var wrongSigns: Int { significant.count { ($0 - against).sign != effect.sign } }
}
