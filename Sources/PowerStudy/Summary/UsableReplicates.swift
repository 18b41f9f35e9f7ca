import MixedModels
import Numerics
import StudyDesign

/// The replicates of one test whose fits gave estimates, in their order.
struct UsableReplicates {
  var estimates: [Double] = []
  var standardErrors: [Double] = []
  /// Critical value of each replicate's test statistic; one entry if all are alike.
  var criticalValues: [Double]
  /// Mean degrees of freedom; nil for z tests.
  var meanDF: Double?

  /// Selects the entries of `sample` whose outcome has estimates.
  init(_ sample: TestSample, outcomes: [FitOutcome], test: StudyTest) {
    precondition(sample.estimates.count == outcomes.count)
    precondition(sample.standardErrors.count == outcomes.count)
    let chosen = outcomes.indices.filter { outcomes[$0].hasEstimates }
    estimates = chosen.map { sample.estimates[$0] }
    standardErrors = chosen.map { sample.standardErrors[$0] }
    switch test.method {
    case .z: criticalValues = [StandardNormal.upperQuantile(test.tailProbability)]
    default:
      let all = sample.degreesOfFreedom
      precondition(all.count == 1 || all.count == outcomes.count)
      let used = all.count == 1 ? all : chosen.map { all[$0] }
      criticalValues = used.map {
        StudentT(degreesOfFreedom: $0).upperQuantile(test.tailProbability)
      }
      meanDF = chosen.isEmpty ? nil : Moments(used).mean
    }
  }

  var indices: Range<Int> { estimates.indices }

  var squaredErrors: [Double] { standardErrors.map { $0 * $0 } }

  /// Mean of the critical values; infinite if there are none.
  var meanCriticalValue: Double { Moments(criticalValues).mean ?? .infinity }

  func criticalValue(_ replicate: Int) -> Double {
    criticalValues.count == 1 ? criticalValues[0] : criticalValues[replicate]
  }

  func rejects(_ replicate: Int, _ test: StudyTest) -> Bool {
    excludes(test.against, replicate, test.side)
  }

  /// Share of the confidence sets that hold `value`; there must be estimates.
  func coverage(of value: Double, _ test: StudyTest) -> Share {
    let misses = indices.count { excludes(value, $0, test.side) }
    return Share(count: indices.count - misses, total: indices.count)
  }

  /// Whether the test of the null value `value` rejects, which is whether the confidence set that
  /// belongs to the test leaves it out.
  private func excludes(_ value: Double, _ replicate: Int, _ side: StudyTest.Side) -> Bool {
    let distance = estimates[replicate] - value
    let bound = criticalValue(replicate) * standardErrors[replicate]
    return switch side {
    case .two: abs(distance) > bound
    case .greater: distance > bound
    case .less: distance < -bound
    case .upper, .equivalence, .none: preconditionFailure("no such tails")
    }
  }
}
