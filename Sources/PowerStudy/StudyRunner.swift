public import StudyDesign

/// How far a run has come.
public struct RunProgress: Sendable {
  /// Replicates done over all scenarios.
  public var replicatesDone: Int
  /// Replicates in all; with a stopping rule at most.
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
  /// - Parameters:
  ///   - archive: holds what was done before, and takes what is done now.
  ///   - progress: called now and then from any of the workers.
  /// - Throws: `CancellationError` if the task is cancelled, and what the archive throws.
  public func run(
    archive: (any RunArchive)? = nil,
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws -> RunResult {
    let run = try RunInProgress(plan: plan, archive: archive, workers: threads)
    try await perform(run, progress)
    return run.result
  }

  /// Simulates and fits a part of the replicates of every scenario into an archive.
  ///
  /// With a stopping rule a part has its share of all replicates there may be: whether they are enough is
  /// decided where the parts are joined.
  public func run(
    shard: Shard, archive: any RunArchive,
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws {
    try await perform(
      RunInProgress(plan: plan, archive: archive, shard: shard, workers: threads), progress)
  }

  private func perform(
    _ run: RunInProgress, _ progress: @escaping @Sendable (RunProgress) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<threads {
        group.addTask { try await work(run, progress) }
      }
      try await group.waitForAll()
    }
    try await run.archive?.flush()
  }

  private func work(
    _ run: RunInProgress, _ progress: @Sendable (RunProgress) -> Void
  ) async throws {
    var current = -1
    var engine: ScenarioEngine?
    while true {
      try Task.checkCancellation()
      switch run.schedule.next() {
      case .replicates(let study, let replicates):
        if study != current {
          current = study
          engine = run.engine(ofStudy: study)
        }
        try run.simulate(replicates, ofStudy: study, &engine!)
        progress(run.schedule.complete(study: study, replicates))
      case .decision(let scenario, let block):
        run.schedule.decide(
          scenario: scenario, rejections: run.rejections(ofScenario: scenario, in: block))
      case .wait: try await Task.sleep(for: .milliseconds(1))
      case .end: return
      }
    }
  }
}
