public import StudyDesign
internal import Synchronization

/// How far a run has come.
public struct RunProgress: Sendable {
  /// Replicates done over all scenarios.
  public var replicatesDone: Int
  /// Replicates in all.
  public var replicatesTotal: Int
}

/// Runs all replicates of all scenarios of a plan.
public struct StudyRunner: Sendable {
  private let plan: StudyPlan
  private let threads: Int

  /// - Parameter threads: workers; the results do not depend on how many there are.
  public init(plan: StudyPlan, threads: Int) {
    precondition(threads > 0)
    self.plan = plan
    self.threads = threads
  }

  /// Simulates, fits and collects.
  ///
  /// Workers take batches of replicates, scenario after scenario, until none is left.
  ///
  /// - Parameter progress: called now and then from any of the workers.
  /// - Throws: `CancellationError` if the task is cancelled.
  public func run(
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws -> RunResult {
    let replicates = plan.simulation.replicates
    let stores = plan.scenarios.map { ReplicateStore(study: $0.study, replicates: replicates) }
    let queue = BatchQueue(plan: plan)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<threads {
        group.addTask { try work(queue, stores, progress) }
      }
      try await group.waitForAll()
    }
    return RunResult(
      plan: plan,
      scenarios: zip(plan.scenarios, stores).map { $1.result(study: $0.study) })
  }

  private func work(
    _ queue: BatchQueue, _ stores: [ReplicateStore],
    _ progress: @Sendable (RunProgress) -> Void
  ) throws {
    var current = -1
    var engine: ScenarioEngine?
    while let batch = queue.next() {
      try Task.checkCancellation()
      if batch.scenario != current {
        current = batch.scenario
        engine = ScenarioEngine(
          study: plan.scenarios[current].study, kept: stores[current].kept,
          settings: plan.simulation)
      }
      for replicate in batch.replicates { engine!.run(replicate, into: stores[current]) }
      progress(
        RunProgress(
          replicatesDone: queue.complete(batch.replicates.count),
          replicatesTotal: queue.replicatesTotal))
    }
  }
}

/// Batches of replicates, handed out in order.
private final class BatchQueue: Sendable {
  /// Replicates of one scenario, counted from 1.
  struct Batch {
    let scenario: Int
    let replicates: ClosedRange<Int>
  }

  private let batches: [Batch]
  private let taken = Atomic<Int>(0)
  private let done = Atomic<Int>(0)
  let replicatesTotal: Int

  /// Rows simulated and fitted in about a few milliseconds: long against the cost of taking a batch,
  /// short against a run.
  private static let rowsPerBatch = 400_000

  init(plan: StudyPlan) {
    let count = plan.simulation.replicates
    replicatesTotal = count * plan.scenarios.count
    batches = plan.scenarios.indices.flatMap { scenario in
      let rows = max(plan.scenarios[scenario].study.rowCount, 100)
      let size = max(1, Self.rowsPerBatch / rows)
      return stride(from: 1, through: count, by: size).map {
        Batch(scenario: scenario, replicates: $0...min($0 + size - 1, count))
      }
    }
  }

  func next() -> Batch? {
    let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < batches.count ? batches[index] : nil
  }

  /// Counts replicates as done; returns how many are done now.
  func complete(_ count: Int) -> Int {
    done.wrappingAdd(count, ordering: .relaxed).newValue
  }
}
