import MixedModels
import Numerics
import StudyDesign

/// The replicates of a test of a coefficient or contrast whose fits gave estimates, in their order.
struct UsableReplicates {
  var estimates: [Double] = []
  var standardErrors: [Double] = []
  /// Critical value of each replicate's test statistic; one entry if all are alike.
  var criticalValues: [Double]
  /// Degrees of freedom of each replicate; one entry if all are alike, none for z tests.
  var degreesOfFreedom: [Double] = []
  /// Statistics of likelihood ratio tests, else empty.
  var statistics: [Double] = []
  /// Mean degrees of freedom; nil for z tests.
  var meanDF: Double?
  /// Which of all replicates they are.
  let chosen: [Int]
  /// The true value in each where that is drawn, else empty.
  var trueValues: [Double] = []

  /// Selects the entries of `sample` whose outcome has estimates.
  init(_ sample: TestSample, outcomes: [FitOutcome], test: StudyTest) {
    precondition(sample.estimates.count == outcomes.count)
    precondition(sample.standardErrors.count == outcomes.count)
    let chosen = outcomes.indices.filter { outcomes[$0].hasEstimates }
    self.chosen = chosen
    estimates = chosen.map { sample.estimates[$0] }
    standardErrors = chosen.map { sample.standardErrors[$0] }
    if test.method == .lrt { statistics = chosen.map { sample.statistics[$0] } }
    guard test.method.hasDegreesOfFreedom else {
      criticalValues = [StandardNormal.upperQuantile(test.tailProbability)]
      return
    }
    let all = sample.degreesOfFreedom
    precondition(all.count == 1 || all.count == outcomes.count)
    let used = all.count == 1 ? all : chosen.map { all[$0] }
    degreesOfFreedom = used
    criticalValues = Self.criticalValues(used, tail: test.tailProbability)
    meanDF = chosen.isEmpty ? nil : Moments(used).mean
  }

  /// Exact where there are few; interpolated, to 1e-9, where it would take long.
  private static func criticalValues(_ degrees: [Double], tail: Double) -> [Double] {
    guard degrees.count > 100, tail < 0.5 else {
      return degrees.map { StudentT(degreesOfFreedom: $0).upperQuantile(tail) }
    }
    let values = CriticalValues.t(upperTail: tail)
    return degrees.map { values($0) }
  }

  var indices: Range<Int> { estimates.indices }

  var squaredErrors: [Double] { standardErrors.map { $0 * $0 } }

  /// Mean of the critical values; infinite if there are none.
  var meanCriticalValue: Double { Moments(criticalValues).mean ?? .infinity }

  func criticalValue(_ replicate: Int) -> Double {
    criticalValues.count == 1 ? criticalValues[0] : criticalValues[replicate]
  }

  /// Whether the test rejects; of a precision whether the interval is short enough.
  func rejects(_ replicate: Int, _ test: StudyTest) -> Bool {
    if test.method == .lrt {
      return ChiSquare(degreesOfFreedom: 1).upperTail(statistics[replicate]) < test.alpha
    }
    return rejects(replicate, test, shift: 0)
  }

  /// Whether the test would reject if the estimate lay `shift` higher.
  func rejects(_ replicate: Int, _ test: StudyTest, shift: Double) -> Bool {
    switch test.hypothesis {
    case .equivalence(_, let lower, let upper):
      let bound = criticalValue(replicate) * standardErrors[replicate]
      let estimate = estimates[replicate] + shift
      return estimate - lower > bound && upper - estimate > bound
    case .precision(_, let halfWidth):
      return criticalValue(replicate) * standardErrors[replicate] <= halfWidth
    case .coefficient, .contrast, .joint, .variance, .any, .all:
      return excludes(test.against - shift, replicate, test.side)
    }
  }

  /// Degrees of freedom of a replicate; infinite for z tests.
  func degreesOfFreedom(_ replicate: Int) -> Double {
    degreesOfFreedom.isEmpty
      ? .infinity : degreesOfFreedom[degreesOfFreedom.count == 1 ? 0 : replicate]
  }

  /// Share of the confidence sets that hold their own true value moved by `shift`.
  func coverageOfTrueValues(movedBy shift: Double, _ test: StudyTest) -> Share {
    let misses = indices.count { excludes(trueValues[$0] + shift, $0, test.side) }
    return Share(count: indices.count - misses, total: indices.count)
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
    case .two, .equivalence, .none, .upper: abs(distance) > bound
    case .greater: distance > bound
    case .less: distance < -bound
    }
  }
}

extension StudyTest.Method {
  /// Whether a single coefficient is judged by Student's t.
  var hasDegreesOfFreedom: Bool {
    switch self {
    case .t, .betweenWithin, .satterthwaite, .kenwardRoger: true
    case .z, .lrt, .f, .none: false
    }
  }
}
