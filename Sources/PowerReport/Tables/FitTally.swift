import MixedModels
import PowerStudy
import StudyDesign

/// How the fits of a run went: each analysis of a scenario once, by the test with the most failed
/// fits, since some tests rest on fits besides that of the analysis.
struct FitTally: Equatable {
  var fits = 0
  var singular = 0
  /// Fits whose standard errors are those of given variances.
  var rough = 0
  var failures: [FitOutcome: Int] = [:]

  init(_ summary: RunSummary) {
    for scenario in summary.scenarios {
      var counts: [Int: FitCounts] = [:]
      for figures in scenario.tests {
        let before = counts[figures.test.analysis]
        if figures.fits.failed > before?.failed ?? -1 {
          counts[figures.test.analysis] = figures.fits
        }
      }
      for one in counts.values {
        fits += one.replicates
        singular += one.singular
        rough += one.withExpectedInformation
        failures.merge(one.failures, uniquingKeysWith: +)
      }
    }
  }

  var failed: Int { failures.values.reduce(0, +) }

  /// `3 did not converge, 1 diverged`.
  var failureWords: String {
    let kinds = FitOutcome.allCases.compactMap { outcome in
      failures[outcome].map { "\(NumberText.count($0)) \(outcome.failure)" }
    }
    return kinds.joined(separator: ", ")
  }
}

extension FitOutcome {
  /// How a failed fit ended, after a number of fits.
  fileprivate var failure: String {
    switch self {
    case .converged, .singular, .expectedInformation: "did not fail"
    case .notConverged: "did not converge"
    case .rankDeficient: "had a column that others make up"
    case .degenerate: "had too little data"
    case .allZero: "had only zeros as responses"
    case .allOne: "had successes in all trials"
    case .separated: "had responses that a predictor separates"
    case .diverging: "diverged"
    }
  }
}
