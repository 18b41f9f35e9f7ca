import MixedModels
import ModelFormula
import Numerics
import StudyDesign

/// The replicates of a test whose statistic only large values speak against: joint tests and those of
/// variances, also likelihood ratio tests of one coefficient.
struct StatisticReplicates {
  let statistics: [Double]
  /// Which of all replicates they are.
  let chosen: [Int]
  /// Denominator degrees of freedom of each; one entry if all are alike, none for χ² tests.
  let degreesOfFreedom: [Double]
  private let numerators: [Double]
  private let reference: ReferenceDistribution

  /// Selects the entries of `sample` whose outcome has estimates.
  ///
  /// - Parameter atTruth: whether the statistics are those of the true values, as if they were the null
  ///   hypothesis.
  init(
    _ sample: TestSample, outcomes: [FitOutcome], test: StudyTest, analysis: Analysis,
    atTruth: Bool = false
  ) {
    let all = atTruth ? sample.statisticsAtTruth : sample.statistics
    precondition(all.count == outcomes.count)
    let chosen = outcomes.indices.filter { outcomes[$0].hasEstimates }
    self.chosen = chosen
    statistics = chosen.map { all[$0] }
    let degrees = sample.degreesOfFreedom
    degreesOfFreedom = degrees.count == outcomes.count ? chosen.map { degrees[$0] } : degrees
    let numerators = sample.numeratorDegreesOfFreedom
    self.numerators = numerators.isEmpty ? [] : chosen.map { numerators[$0] }
    reference = ReferenceDistribution(test, analysis: analysis)
  }

  var indices: Range<Int> { statistics.indices }

  /// Mean denominator degrees of freedom; nil for χ² tests.
  var meanDF: Double? { Moments(degreesOfFreedom).mean }

  func degreesOfFreedom(_ replicate: Int) -> Double {
    switch degreesOfFreedom.count {
    case 0: .infinity
    case 1: degreesOfFreedom[0]
    default: degreesOfFreedom[replicate]
    }
  }

  /// The probability of a statistic as large or larger under the null hypothesis.
  func pValue(_ replicate: Int) -> Double {
    reference.upperTail(
      statistics[replicate], numerator: numerators.isEmpty ? .nan : numerators[replicate],
      denominator: degreesOfFreedom(replicate))
  }

  private var test: StudyTest { reference.test }
  private var coefficients: Double { reference.coefficients }

  /// The usable replicates in which the test, not adjusted, rejects.
  var rejected: [Int] { indices.filter { pValue($0) < test.alpha } }

  /// The critical value of a replicate's joint F statistic.
  func criticalValue(_ replicate: Int) -> Double {
    FDistribution(numerator: coefficients, denominator: degreesOfFreedom(replicate))
      .upperQuantile(test.alpha)
  }

  /// The mean of the critical values of a joint test's F statistics.
  var meanCriticalValue: Double {
    let q = coefficients
    guard degreesOfFreedom.count > 1 else {
      let degrees = degreesOfFreedom.first ?? .infinity
      return FDistribution(numerator: q, denominator: degrees).upperQuantile(test.alpha)
    }
    let values = CriticalValues.f(numerator: q, upperTail: test.alpha)
    return Moments(degreesOfFreedom.map { values($0) }).mean ?? .infinity
  }
}
