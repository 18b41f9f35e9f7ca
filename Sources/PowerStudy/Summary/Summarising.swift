import Numerics
import StudyDesign

extension TestSummary {
  /// Summarises the replicates of `test`; `truth` is the coefficient's value in the generating
  /// model, nil if it has none.
  init(
    test: StudyTest, analysis: String, truth: Double?, observations: Double, fits: FitCounts,
    replicates: UsableReplicates
  ) {
    self.init(
      test: test, analysis: analysis, truth: truth, observations: observations, fits: fits,
      replicates: replicates,
      rejected: replicates.indices.filter { replicates.rejects($0, test) }, isAdjusted: false)
  }

  /// The same with the usable replicates in which the test rejects, adjusted for other tests or not.
  init(
    test: StudyTest, analysis: String, truth: Double?, observations: Double, fits: FitCounts,
    replicates: UsableReplicates, rejected: [Int], isAdjusted: Bool
  ) {
    self.init(
      test: test, analysis: analysis, truth: truth, observations: observations, fits: fits,
      power: Share(count: rejected.count, total: fits.replicates),
      standardErrorPower: isAdjusted || !test.hasStandardErrorPower
        ? .withheld(.notServed)
        : StandardErrorPower(
          effect: truth.map { $0 - test.against }, squaredErrors: replicates.squaredErrors,
          criticalValue: replicates.meanCriticalValue, test: test))
    meanDF = replicates.meanDF
    summariseEstimates(replicates.estimates, trueValues: replicates.trueValues)
    summariseStandardErrors(replicates)
    switch test.hypothesis {
    case .coefficient, .contrast:
      if replicates.trueValues.isEmpty {
        summariseRejections(rejected.map { replicates.estimates[$0] })
      } else {
        summariseRejections(replicates, rejected)
      }
    case .equivalence(_, let lower, let upper):
      isTrueNull = truth.map { $0 <= lower || $0 >= upper } ?? false
    case .precision, .joint, .variance, .any, .all: isTrueNull = false
    }
  }

  /// Mean, bias, empirical SE and RMSE.
  ///
  /// - Parameter trueValues: those of the replicates, where they are drawn.
  mutating func summariseEstimates(_ estimates: [Double], trueValues: [Double] = []) {
    if !trueValues.isEmpty { return summariseErrors(of: estimates, trueValues) }
    let moments = Moments(estimates)
    meanEstimate = moments.mean
    let n = Double(moments.count)
    empiricalSE = moments.variance.map {
      Figure($0.squareRoot(), mcse: ($0 / (2 * (n - 1))).squareRoot())
    }
    guard let truth, let mean = moments.mean else { return }
    bias = Figure(mean - truth, mcse: moments.standardErrorOfMean)
    let squares = Moments(estimates.map { ($0 - truth) * ($0 - truth) })
    rmse = squares.mean.map { mse in
      let root = mse.squareRoot()
      return Figure(
        root, mcse: root > 0 ? squares.standardErrorOfMean.map { $0 / (2 * root) } : nil)
    }
  }

  /// Model SE, its relative error, and coverage.
  private mutating func summariseStandardErrors(_ replicates: UsableReplicates) {
    let squares = Moments(replicates.squaredErrors)
    guard let meanSquare = squares.mean, let meanEstimate else { return }
    let model = meanSquare.squareRoot()
    let relativeVariance = squares.standardErrorOfMean.map { error in
      let relative = error / (2 * meanSquare)
      return relative * relative
    }
    modelSE = Figure(
      model, mcse: meanSquare > 0 ? relativeVariance.map { model * $0.squareRoot() } : nil)
    if let empirical = empiricalSE?.value, empirical > 0 {
      let ratio = model / empirical
      let other = 1 / (2 * Double(squares.count - 1))
      relativeErrorSE = Figure(
        100 * (ratio - 1), mcse: relativeVariance.map { 100 * ratio * ($0 + other).squareRoot() })
    }
    guard replicates.trueValues.isEmpty else {
      coverage = replicates.coverageOfTrueValues(movedBy: 0, test)
      biasEliminatedCoverage = replicates.coverageOfTrueValues(movedBy: bias?.value ?? 0, test)
      return
    }
    coverage = truth.map { replicates.coverage(of: $0, test) }
    biasEliminatedCoverage = replicates.coverage(of: meanEstimate, test)
  }

  /// Type S and type M errors; `significant` are the estimates of the replicates that reject.
  private mutating func summariseRejections(_ significant: [Double]) {
    guard let effect, effect != 0, !significant.isEmpty else { return }
    let against = test.against
    let wrong = significant.count { ($0 - against).sign != effect.sign }
    typeS = Share(count: wrong, total: significant.count)
    let exaggeration = Moments(significant.map { abs($0 - against) / abs(effect) })
    typeM = exaggeration.mean.map { Figure($0, mcse: exaggeration.standardErrorOfMean) }
  }
}

extension StudyTest {
  /// Whether the standard error method gives the power of the test.
  var hasStandardErrorPower: Bool {
    if case .precision = hypothesis { return false }
    return method != .lrt
  }
}
