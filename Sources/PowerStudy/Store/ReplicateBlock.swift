public import MixedModels

/// The figures of some replicates of one study, as they are kept beyond the process: for each test the
/// columns that people read, and what else the summaries need.
public struct ReplicateBlock: Sendable {
  /// Index into the studies of the run's layout.
  public var study: Int
  /// The replicates, counted from 1.
  public var replicates: ClosedRange<Int>
  /// The tests that have figures of their own, in the order of `StudyLayout.tests`.
  public var tests: [TestColumns]
  /// What else there is of each replicate, `StudyLayout.furtherBytes` for each.
  public var further: [UInt8]

  /// Makes a block whose figures are not set.
  ///
  /// - Parameters:
  ///   - tests: how many tests have figures of their own.
  ///   - furtherBytes: what else there is of a replicate, in bytes.
  public init(study: Int, replicates: ClosedRange<Int>, tests: Int, furtherBytes: Int) {
    self.study = study
    self.replicates = replicates
    self.tests = (0..<tests).map { _ in TestColumns(count: replicates.count) }
    further = [UInt8](repeating: 0, count: furtherBytes * replicates.count)
  }
}

/// The figures of one test, one entry for each replicate; NaN where there is none.
public struct TestColumns: Sendable {
  /// Estimates of the coefficient, contrast or variance.
  public var estimates: [Double]
  /// The model's standard errors.
  public var standardErrors: [Double]
  /// Degrees of freedom, of F tests those of the denominator.
  public var degreesOfFreedom: [Double]
  /// What is compared with the test's distribution.
  public var statistics: [Double]
  /// p values, not adjusted for other tests.
  public var pValues: [Double]
  /// How the fits that the test rests on ended.
  public var outcomes: [FitOutcome]

  init(count: Int) {
    let none = [Double](repeating: .nan, count: count)
    estimates = none
    standardErrors = none
    degreesOfFreedom = none
    statistics = none
    pValues = none
    outcomes = [FitOutcome](repeating: .notConverged, count: count)
  }
}

/// Replicates that are done, whose figures are gathered when they are asked for.
public struct FinishedReplicates: Sendable {
  /// Index into the studies of the run's layout.
  public let study: Int
  /// The replicates, counted from 1.
  public let replicates: ClosedRange<Int>
  let store: ReplicateStore

  /// Their figures, in blocks of at most so many replicates, one after another.
  public func forEachBlock(
    of count: Int, _ body: (ReplicateBlock) throws -> Void
  ) rethrows {
    for first in stride(from: replicates.lowerBound, through: replicates.upperBound, by: count) {
      let last = min(first + count - 1, replicates.upperBound)
      try body(store.block(study: study, replicates: first...last))
    }
  }

  /// These and others of the same study that begin where these end; nil if the others do not.
  public func joined(with next: FinishedReplicates) -> FinishedReplicates? {
    guard next.study == study, next.replicates.lowerBound == replicates.upperBound + 1 else {
      return nil
    }
    return FinishedReplicates(
      study: study, replicates: replicates.lowerBound...next.replicates.upperBound, store: store)
  }
}
