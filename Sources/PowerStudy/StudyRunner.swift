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
    let jobs = plan.scenarios.map { scenario in
      ScenarioJobs(study: scenario.study, calibrates: plan.simulation.calibrates)
    }
    let studies = jobs.flatMap(\.studies)
    let stores = studies.map {
      ReplicateStore(study: $0, replicates: plan.simulation.replicates)
    }
    let queue = BatchQueue(studies: studies, replicates: plan.simulation.replicates)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<threads {
        group.addTask { try work(queue, studies, stores, progress) }
      }
      try await group.waitForAll()
    }
    var results = zip(studies, stores).map { $1.result(study: $0) }[...]
    return RunResult(plan: plan, scenarios: jobs.map { $0.collect(&results) })
  }

  private func work(
    _ queue: BatchQueue, _ studies: [Study], _ stores: [ReplicateStore],
    _ progress: @Sendable (RunProgress) -> Void
  ) throws {
    var current = -1
    var engine: ScenarioEngine?
    while let batch = queue.next() {
      try Task.checkCancellation()
      if batch.scenario != current {
        current = batch.scenario
        engine = ScenarioEngine(
          study: studies[current], measures: stores[current].measures,
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

/// What is simulated for one scenario: itself, then its null hypotheses.
private struct ScenarioJobs {
  let studies: [Study]
  private let testCount: Int
  private let nulls: [NullStudy]
  private let alternatives: [(test: Int, method: StudyTest.Method)]

  init(study: Study, calibrates: Bool) {
    testCount = study.tests.count
    nulls = calibrates ? study.nullStudies : []
    alternatives = calibrates ? study.alternativeMethods : []
    studies = [study.adding(alternatives)] + nulls.map(\.study)
  }

  /// Takes its own results from the front.
  func collect(_ results: inout ArraySlice<ScenarioResult>) -> ScenarioResult {
    var result = results.removeFirst()
    result.alternatives = zip(alternatives, result.samples.dropFirst(testCount)).map {
      AlternativeResult(test: $0.test, method: $0.method, sample: $1)
    }
    result.samples.removeSubrange(testCount...)
    result.nulls = nulls.map {
      NullResult(study: $0.study, tests: $0.tests, result: results.removeFirst())
    }
    return result
  }
}

/// Batches of replicates, handed out in order.
private final class BatchQueue: Sendable {
  /// Replicates of one study, counted from 1.
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

  init(studies: [Study], replicates count: Int) {
    replicatesTotal = count * studies.count
    batches = studies.indices.flatMap { scenario in
      let rows = max(studies[scenario].rowCount, 100)
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
