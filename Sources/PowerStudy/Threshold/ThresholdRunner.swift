public import StudyDesign

/// Simulates the thresholds of publication of all scenarios of a plan.
public struct ThresholdRunner: Sendable {
  private let plan: StudyPlan
  private let threads: Int

  /// - Parameters:
  ///   - plan: every scenario has a threshold.
  ///   - threads: workers; the results do not depend on how many there are.
  public init(plan: StudyPlan, threads: Int) {
    precondition(threads > 0 && plan.scenarios.allSatisfy { $0.study.threshold != nil })
    self.plan = plan
    self.threads = threads
  }

  /// Simulates and adds up.
  ///
  /// - Parameter progress: called now and then from any of the workers.
  /// - Throws: `CancellationError` if the task is cancelled.
  public func run(
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws -> ThresholdResult {
    let work = ThresholdWork(plan: plan)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<threads { group.addTask { try perform(work, progress) } }
      try await group.waitForAll()
    }
    return ThresholdResult(plan: plan, scenarios: work.scenarios)
  }

  private func perform(
    _ work: ThresholdWork, _ progress: @Sendable (RunProgress) -> Void
  ) throws {
    var current = -1
    var engine: ThresholdEngine?
    while let block = work.next() {
      try Task.checkCancellation()
      if block.scenario != current {
        current = block.scenario
        engine = ThresholdEngine(
          study: plan.scenarios[current].study, settings: plan.simulation)
      }
      var sums = work.emptySums(ofScenario: current)
      for replicate in block.replicates { engine!.run(replicate, into: &sums) }
      progress(work.complete(block, sums))
    }
  }
}
