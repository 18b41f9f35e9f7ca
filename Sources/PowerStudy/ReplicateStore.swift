internal import MixedModels
internal import ModelFormula
internal import StudyDesign

/// The raw figures of one scenario's replicates, written by several workers at once.
///
/// Every worker writes the entries of its own replicates only, so that no lock is needed; the store
/// is read when all of them have ended.
final class ReplicateStore: @unchecked Sendable {
  let kept: [TestedCoefficient]
  private let replicates: Int
  private let analyses: Int
  private let outcomes: UnsafeMutablePointer<FitOutcome>
  private let estimates: UnsafeMutablePointer<Double>
  private let standardErrors: UnsafeMutablePointer<Double>

  init(study: Study, replicates: Int) {
    var kept: [TestedCoefficient] = []
    for test in study.tests {
      let tested = TestedCoefficient(analysis: test.analysis, coefficient: test.coefficients[0])
      if !kept.contains(tested) { kept.append(tested) }
    }
    self.kept = kept
    self.replicates = replicates
    analyses = study.analyses.count
    outcomes = .allocate(capacity: max(analyses * replicates, 1))
    estimates = .allocate(capacity: max(kept.count * replicates, 1))
    standardErrors = .allocate(capacity: max(kept.count * replicates, 1))
  }

  deinit {
    outcomes.deallocate()
    estimates.deallocate()
    standardErrors.deallocate()
  }

  /// Replicates count from 1.
  func record(_ outcome: FitOutcome, analysis: Int, replicate: Int) {
    outcomes[analysis * replicates + replicate - 1] = outcome
  }

  func outcome(analysis: Int, replicate: Int) -> FitOutcome {
    outcomes[analysis * replicates + replicate - 1]
  }

  func record(_ index: Int, replicate: Int, estimate: Double, standardError: Double) {
    estimates[index * replicates + replicate - 1] = estimate
    standardErrors[index * replicates + replicate - 1] = standardError
  }

  func recordMissing(_ index: Int, replicate: Int) {
    record(index, replicate: replicate, estimate: .nan, standardError: .nan)
  }

  /// The figures as values, once all replicates are there.
  func result(study: Study) -> ScenarioResult {
    let rows = Double(study.rowCount)
    let samples = kept.map { tested in
      let index = kept.firstIndex(of: tested)!
      return (
        Array(UnsafeBufferPointer(start: estimates + index * replicates, count: replicates)),
        Array(UnsafeBufferPointer(start: standardErrors + index * replicates, count: replicates))
      )
    }
    return ScenarioResult(
      observations: study.analyses.map { _ in rows },
      outcomes: (0..<analyses).map {
        Array(UnsafeBufferPointer(start: outcomes + $0 * replicates, count: replicates))
      },
      samples: study.tests.map { test in
        let tested = TestedCoefficient(analysis: test.analysis, coefficient: test.coefficients[0])
        let (estimates, errors) = samples[kept.firstIndex(of: tested)!]
        return TestSample(
          estimates: estimates, standardErrors: errors,
          degreesOfFreedom: test.method == .t ? [residualDF(study, test.analysis)] : [])
      })
  }

  private func residualDF(_ study: Study, _ analysis: Int) -> Double {
    Double(study.rowCount - study.analyses[analysis].columns.fixed.count)
  }
}
