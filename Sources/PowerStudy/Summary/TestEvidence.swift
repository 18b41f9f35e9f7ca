import MixedModels
import Numerics
import StudyDesign

/// The replicates of one test, whatever it is about.
struct TestEvidence {
  let test: StudyTest
  let outcomes: [FitOutcome]
  /// Of tests with estimates of a coefficient or contrast.
  private(set) var estimates: UsableReplicates?
  /// Of tests by a statistic.
  private(set) var statistics: StatisticReplicates?
  /// The same as if the true values were the null hypothesis, of joint tests.
  private var statisticsAtTruth: StatisticReplicates?
  /// The true value of the coefficient or contrast, and where it is drawn that in each replicate.
  private let truth: Double?
  /// The estimates of all replicates as they were recorded.
  private let sampleEstimates: [Double]
  /// Whether estimates move with the truth, and nothing else does.
  private let isTranslatable: Bool
  let trueValues: [Double]?

  init(test: StudyTest, in study: Study, _ result: ScenarioResult, _ sample: TestSample) {
    self.test = test
    sampleEstimates = sample.estimates
    truth = study.truth(of: test)
    isTranslatable =
      study.model.family.isNormal && !study.losesByResponse && !study.isWithError(test)
    let analysis = study.analyses[test.analysis]
    outcomes = sample.outcomes.isEmpty ? result.outcomes[test.analysis] : sample.outcomes
    let drawn = DrawnTruths(
      study: study, draws: result.parameterDraws, replicates: outcomes.count)
    let trueValues = drawn?.values(of: test)
    self.trueValues = trueValues
    switch test.hypothesis {
    case .coefficient, .contrast, .equivalence, .precision:
      var usable = UsableReplicates(sample, outcomes: outcomes, test: test)
      if let trueValues { usable.trueValues = usable.chosen.map { trueValues[$0] } }
      estimates = usable
      if test.method == .lrt {
        statistics = StatisticReplicates(
          sample, outcomes: outcomes, test: test, analysis: analysis)
      }
    case .joint, .variance:
      statistics = StatisticReplicates(sample, outcomes: outcomes, test: test, analysis: analysis)
      if !sample.statisticsAtTruth.isEmpty {
        statisticsAtTruth = StatisticReplicates(
          sample, outcomes: outcomes, test: test, analysis: analysis, atTruth: true)
      }
    case .any, .all: break
    }
  }

  /// p values of all replicates; 1 where a fit failed.
  var pValues: [Double] {
    if let statistics { return spread(statistics.chosen, statistics.pValue) }
    guard let estimates else { return outcomes.map { _ in 1 } }
    return spread(estimates.chosen) { estimates.pValue($0, test, shift: 0) }
  }

  /// p values of the same replicates if the null hypothesis were true, by translation: estimates move
  /// with the truth, and nothing else does. Nil where translation does not serve: likelihood ratios,
  /// variances, coefficients that the generating model lacks, those of predictors that the analysis
  /// sees with error, losses that go by the response, and responses that are not normal.
  ///
  /// Of the two null hypotheses of an equivalence test that whose rejections are more.
  var translatedPValues: [Double]? {
    guard isTranslatable else { return nil }
    if let statisticsAtTruth {
      return spread(statisticsAtTruth.chosen, statisticsAtTruth.pValue)
    }
    guard let estimates, statistics == nil, let truth else { return nil }
    let shifted = nullValues.map { value in
      spread(estimates.chosen) {
        let own = estimates.trueValues.isEmpty ? truth : estimates.trueValues[$0]
        return estimates.pValue($0, test, shift: value - own)
      }
    }
    return shifted.max { first, second in
      first.count { $0 < test.alpha } < second.count { $0 < test.alpha }
    }
  }

  /// How the estimates are distributed; nil for tests without an estimate.
  var estimateDensity: EstimateDensity? {
    guard let values = usableEstimates else { return nil }
    if case .variance = test.hypothesis { return EstimateDensity(values, lowest: 0) }
    return EstimateDensity(values)
  }

  /// How the estimates of a coefficient or contrast would be distributed were the null value true, by
  /// translation: nil where that does not serve.
  func translatedDensity(of density: EstimateDensity?) -> EstimateDensity? {
    guard isTranslatable, let estimates, let truth else { return nil }
    switch test.hypothesis {
    case .coefficient, .contrast: break
    case .equivalence, .precision, .joint, .variance, .any, .all: return nil
    }
    guard !estimates.trueValues.isEmpty else { return density?.moved(by: test.against - truth) }
    return EstimateDensity(
      zip(estimates.estimates, estimates.trueValues).map { $0 - $1 + test.against })
  }

  /// The estimates of usable replicates; nil for tests without an estimate.
  var usableEstimates: [Double]? {
    if let estimates { return estimates.estimates }
    guard case .variance = test.hypothesis else { return nil }
    return outcomes.indices.filter { outcomes[$0].hasEstimates }.map { sampleEstimates[$0] }
  }

  /// What the coefficient may be where the null hypothesis is true.
  private var nullValues: [Double] {
    switch test.hypothesis {
    case .equivalence(_, let lower, let upper): [lower, upper]
    case .coefficient, .contrast: [test.against]
    case .precision, .joint, .variance, .any, .all: []
    }
  }

  /// Values of the usable replicates at their places among all.
  private func spread(_ chosen: [Int], _ value: (Int) -> Double) -> [Double] {
    var all = [Double](repeating: 1, count: outcomes.count)
    for (index, replicate) in chosen.enumerated() {
      let p = value(index)
      if !p.isNaN { all[replicate] = p }
    }
    return all
  }
}

extension UsableReplicates {
  /// The p value if the estimate lay `shift` higher.
  func pValue(_ replicate: Int, _ test: StudyTest, shift: Double) -> Double {
    test.pValue(
      estimate: estimates[replicate] + shift, standardError: standardErrors[replicate],
      degreesOfFreedom: degreesOfFreedom(replicate))
  }
}
