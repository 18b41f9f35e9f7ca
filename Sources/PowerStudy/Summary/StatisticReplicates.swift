#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
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
  private let test: StudyTest
  private let analysis: Analysis

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
    self.test = test
    self.analysis = analysis
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
    let statistic = statistics[replicate]
    switch (test.hypothesis, test.method) {
    case (.variance(let bar, _), .lrt):
      let covariances = analysis.columns.bars[bar].columns.count - 1
      return ChiSquareMixture(covariances: covariances).upperTail(statistic)
    case (.variance, _):
      return FDistribution(
        numerator: numerators[replicate], denominator: degreesOfFreedom(replicate)
      ).upperTail(statistic)
    case (_, .lrt):
      return ChiSquare(degreesOfFreedom: Double(test.coefficients.count)).upperTail(statistic)
    default:
      return FDistribution(
        numerator: Double(test.coefficients.count), denominator: degreesOfFreedom(replicate)
      ).upperTail(statistic)
    }
  }

  /// The usable replicates in which the test, not adjusted, rejects.
  var rejected: [Int] { indices.filter { pValue($0) < test.alpha } }

  /// The mean of the critical values of a joint test's F statistics.
  var meanCriticalValue: Double {
    let q = Double(test.coefficients.count)
    guard degreesOfFreedom.count > 1 else {
      let degrees = degreesOfFreedom.first ?? .infinity
      return FDistribution(numerator: q, denominator: degrees).upperQuantile(test.alpha)
    }
    var table = CriticalValueTable(numerator: q, alpha: test.alpha)
    return Moments(degreesOfFreedom.map { table[$0] }).mean ?? .infinity
  }
}

/// Critical values of F by denominator degrees of freedom, linear in their reciprocal between knots
/// whose ratio is 1.01: within 1e-5 of the exact ones, at a fraction of their cost.
private struct CriticalValueTable {
  let numerator: Double
  let alpha: Double
  private var known: [Int: Double] = [:]

  init(numerator: Double, alpha: Double) {
    self.numerator = numerator
    self.alpha = alpha
  }

  subscript(degrees: Double) -> Double {
    mutating get {
      // From 3 million on the distribution is that of χ².
      guard degrees < 3e6 else { return exact(.infinity) }
      let position = log(degrees) / log(1.01)
      let low = Int(position.rounded(.down))
      let (first, last) = (knot(low), knot(low + 1))
      let (a, b) = (1 / pow(1.01, Double(low)), 1 / pow(1.01, Double(low + 1)))
      let share = (a - 1 / degrees) / (a - b)
      return first + share * (last - first)
    }
  }

  private mutating func knot(_ index: Int) -> Double {
    if let value = known[index] { return value }
    let value = exact(pow(1.01, Double(index)))
    known[index] = value
    return value
  }

  private func exact(_ degrees: Double) -> Double {
    FDistribution(numerator: numerator, denominator: degrees).upperQuantile(alpha)
  }
}
