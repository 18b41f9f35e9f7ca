import ModelFormula
import Numerics
import StudyDesign

extension StudyTest {
  /// The p value of a test of one coefficient or contrast by its estimate.
  ///
  /// - Parameter degreesOfFreedom: infinite for z tests.
  func pValue(estimate: Double, standardError: Double, degreesOfFreedom: Double) -> Double {
    let student = StudentT(degreesOfFreedom: degreesOfFreedom)
    if case .equivalence(_, let lower, let upper) = hypothesis {
      return max(
        student.upperTail((estimate - lower) / standardError),
        student.cdf((estimate - upper) / standardError))
    }
    let statistic = (estimate - against) / standardError
    switch side {
    case .two, .upper, .equivalence, .none: return 2 * student.upperTail(abs(statistic))
    case .greater: return student.upperTail(statistic)
    case .less: return student.cdf(statistic)
    }
  }

  /// What that p value judges: of equivalence the smaller of the two statistics.
  func statistic(estimate: Double, standardError: Double) -> Double {
    if case .equivalence(_, let lower, let upper) = hypothesis {
      return min(estimate - lower, upper - estimate) / standardError
    }
    return (estimate - against) / standardError
  }
}

/// The distribution under the null hypothesis of a statistic that only large values speak against: of
/// joint tests and those of variances, also of likelihood ratio tests of one coefficient.
struct ReferenceDistribution {
  let test: StudyTest
  /// How many coefficients a joint test has.
  let coefficients: Double
  /// Covariances that vanish with a variance.
  private let covariances: Int

  init(_ test: StudyTest, analysis: Analysis) {
    self.test = test
    coefficients = Double(test.coefficients.count)
    if case .variance(let bar, _) = test.hypothesis {
      covariances = analysis.columns.bars[bar].columns.count - 1
    } else {
      covariances = 0
    }
  }

  /// The probability of a statistic as large or larger.
  ///
  /// - Parameter numerator: degrees of freedom of the numerator of an exact F test.
  func upperTail(_ statistic: Double, numerator: Double, denominator: Double) -> Double {
    switch (test.hypothesis, test.method) {
    case (.variance, .lrt): ChiSquareMixture(covariances: covariances).upperTail(statistic)
    case (.variance, _):
      FDistribution(numerator: numerator, denominator: denominator).upperTail(statistic)
    case (_, .lrt): ChiSquare(degreesOfFreedom: coefficients).upperTail(statistic)
    default:
      FDistribution(numerator: coefficients, denominator: denominator).upperTail(statistic)
    }
  }
}
