import Numerics
import StudyDesign

/// What is different where parameters are drawn for each replicate: power is its mean over what the
/// truth may be (assurance; O'Hagan, Stevens & Campbell 2005), and errors are against each replicate's own
/// true value.
extension TestSummary {
  /// Mean, bias, empirical SE (the SD of the errors) and RMSE.
  mutating func summariseErrors(of estimates: [Double], _ trueValues: [Double]) {
    meanEstimate = Moments(estimates).mean
    let errors = Moments(zip(estimates, trueValues).map { $0 - $1 })
    let n = Double(errors.count)
    empiricalSE = errors.variance.map {
      Figure($0.squareRoot(), mcse: ($0 / (2 * (n - 1))).squareRoot())
    }
    bias = errors.mean.map { Figure($0, mcse: errors.standardErrorOfMean) }
    let squares = Moments(zip(estimates, trueValues).map { ($0 - $1) * ($0 - $1) })
    rmse = squares.mean.map { mse in
      let root = mse.squareRoot()
      return Figure(
        root, mcse: root > 0 ? squares.standardErrorOfMean.map { $0 / (2 * root) } : nil)
    }
  }

  /// Type S errors against each replicate's own effect, and as type M error the mean distance of
  /// rejecting estimates from the null value over the mean distance of their true values: single
  /// ratios have no mean where true values come near the null value.
  mutating func summariseRejections(_ replicates: UsableReplicates, _ rejected: [Int]) {
    let pairs = rejected.map {
      (replicates.estimates[$0] - test.against, replicates.trueValues[$0] - test.against)
    }.filter { $0.1 != 0 }
    guard !pairs.isEmpty else { return }
    typeS = Share(count: pairs.count { $0.0.sign != $0.1.sign }, total: pairs.count)
    let effects = Moments(pairs.map { abs($0.1) }).mean!
    let ratio = Moments(pairs.map { abs($0.0) }).mean! / effects
    let spread = Moments(pairs.map { (abs($0.0) - ratio * abs($0.1)) / effects })
    typeM = Figure(ratio, mcse: spread.standardErrorOfMean)
  }
}

extension StudyEvidence {
  /// Makes a summary that of a study with a prior, if it is one: the standard error method at the
  /// parameters of each replicate, and how often it reaches the target.
  func addAssurance(to summary: inout TestSummary, _ index: Int, isAdjusted: Bool) {
    guard study.model.prior != nil else { return }
    let test = study.tests[index]
    summary.isAssurance = true
    summary.isTruthDrawn = study.isDrawn(test)
    summary.isTrueNull = summary.isTrueNull && !study.isDrawn(test)
    guard !isAdjusted, let powers = ownPowers(index), !powers.isEmpty else { return }
    let moments = Moments(powers)
    guard let mean = moments.mean, mean.isFinite else { return }
    let half = moments.standardErrorOfMean.map { StandardNormal.upperQuantile(0.025) * $0 }
    summary.standardErrorPower = .figure(
      mean, interval: half.map { max(0, mean - $0)...min(1, mean + $0) })
    summary.shareReachingTarget = target.map { target in
      Share(count: powers.count { $0 >= target }, total: summary.fits.replicates)
    }
  }

  /// The power by the standard error method in each usable replicate; nil where the method does not
  /// serve the test.
  private func ownPowers(_ index: Int) -> [Double]? {
    let evidence = tests[index]
    let test = study.tests[index]
    if case .joint(let coefficients) = test.hypothesis {
      return test.method == .lrt ? nil : jointPowers(index, coefficients)
    }
    guard test.hasStandardErrorPower, let replicates = evidence.estimates,
      !replicates.trueValues.isEmpty
    else { return nil }
    return replicates.indices.map { power(of: test, $0, replicates) }
  }

  private func power(of test: StudyTest, _ replicate: Int, _ all: UsableReplicates) -> Double {
    let error = all.standardErrors[replicate]
    let tails = RejectionTails(
      criticalValue: all.criticalValue(replicate), side: test.side,
      degreesOfFreedom: all.degreesOfFreedom(replicate))
    let truth = all.trueValues[replicate]
    guard case .equivalence(_, let lower, let upper) = test.hypothesis else {
      let effect = truth - test.against
      return tails.probability(noncentrality: effect == 0 ? 0 : effect / error)
    }
    return tails.between((truth - lower) / error, (truth - upper) / error)
  }

  private func jointPowers(_ index: Int, _ coefficients: [Int]) -> [Double]? {
    let test = study.tests[index]
    let evidence = tests[index]
    guard test.alpha <= 0.25, let statistics = evidence.statistics,
      let drawn = DrawnTruths(
        study: study, draws: result.parameterDraws, replicates: evidence.outcomes.count)
    else { return nil }
    let truths = coefficients.compactMap { drawn.values(ofCoefficient: $0, of: test.analysis) }
    guard truths.count == coefficients.count else { return nil }
    let covariances = result.samples[index].covariances
    let q = coefficients.count
    return statistics.indices.map { place in
      let replicate = statistics.chosen[place]
      let effects = truths.map { $0[replicate] }
      guard let inverse = Inverse(packed: covariances.map { $0[replicate] }, order: q) else {
        return 0
      }
      let noncentrality = zip(inverse.product(effects), effects).reduce(0) { $0 + $1.0 * $1.1 }
      let degrees = statistics.degreesOfFreedom(place)
      return NoncentralF(
        numerator: Double(q), denominator: degrees, noncentrality: max(0, noncentrality)
      ).upperTail(statistics.criticalValue(place))
    }
  }
}
