internal import DesignFiles
internal import DesignLanguage
internal import PowerStudy
internal import Synchronization

/// A run whose figures are told as they become sharper.
final class RunJob: DeskJob {
  /// What it tells; only the newest that nobody has taken is kept.
  let events: AsyncStream<RunEvent>
  let mostWorkers: Int
  private let request: RunRequest
  private let rules: DesignRules
  private let output: AsyncStream<RunEvent>.Continuation
  private let state = Mutex(State())

  private struct State {
    var stage = Stage.unread
    /// Replicates of the newest figures that were told.
    var told = 0
    var lastTold: ContinuousClock.Instant?
    var isCancelled = false
  }

  private enum Stage {
    case unread
    case reading
    case running(PageRun, start: ContinuousClock.Instant)
    case ended
  }

  /// Figures between the first and the last ones are told with so much time between them.
  private static let pause = Duration.milliseconds(120)

  init(_ request: RunRequest, rules: DesignRules, workers: Int) {
    self.request = request
    self.rules = rules
    mostWorkers = workers
    (events, output) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(2))
  }

  func cancel() {
    state.withLock {
      $0.isCancelled = true
      $0.stage = .ended
    }
    output.finish()
  }

  func slice(until isOver: () -> Bool) -> TurnOutcome {
    let stage = state.withLock { state in
      let stage = state.stage
      if case .unread = stage { state.stage = .reading }
      return stage
    }
    switch stage {
    case .unread: return read(until: isOver)
    case .reading: return .parked
    case .ended: return .ended
    case .running(let run, let start): return advance(run, start, until: isOver)
    }
  }

  private var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Reads the design, after which several can be at work, and begins.
  private func read(until isOver: () -> Bool) -> TurnOutcome {
    let start = ContinuousClock.now
    do throws(DesignErrors) {
      let design = try rules.read(
        request.text, name: request.name ?? "design", replicates: request.replicates)
      let run = PageRun(design)
      let isWanted = state.withLock { state in
        if !state.isCancelled { state.stage = .running(run, start: start) }
        return !state.isCancelled
      }
      return isWanted ? advance(run, start, until: isOver) : .ended
    } catch {
      let first = error.diagnostics[0]
      return end(.refused("Line \(first.line): \(first.message)"))
    }
  }

  private func advance(
    _ run: PageRun, _ start: ContinuousClock.Instant, until isOver: () -> Bool
  ) -> TurnOutcome {
    while true {
      switch run.advance(until: { isOver() || isCancelled }) {
      case .worked: return .more
      case .nothingToTake: return .parked
      case .reached(let replicates):
        // The last figures are told once the run is complete.
        if replicates > 0, replicates < run.lastGoal { tell(replicates, of: run) }
        if isOver() { return .more }
      case .complete: return complete(run, start)
      }
    }
  }

  /// Tells figures on the way, unless others were told a moment ago.
  private func tell(_ replicates: Int, of run: PageRun) {
    let now = ContinuousClock.now
    let isWanted = state.withLock { state in
      if let last = state.lastTold, now - last < Self.pause { return false }
      guard replicates > state.told, !state.isCancelled else { return false }
      state.lastTold = now
      state.told = replicates
      return true
    }
    guard isWanted else { return }
    let event = run.figures(replicates: replicates, for: request)
    // Meanwhile others may have told sharper ones.
    state.withLock { state in
      if state.told == replicates, case .running = state.stage { output.yield(event) }
    }
  }

  /// Tells the last figures; the first of the workers that find nothing more to do does it.
  private func complete(_ run: PageRun, _ start: ContinuousClock.Instant) -> TurnOutcome {
    let isFirst = state.withLock { state in
      guard case .running = state.stage else { return false }
      state.stage = .ended
      return true
    }
    guard isFirst else { return .ended }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    for event in run.ending(for: request, seconds: seconds) { output.yield(event) }
    output.finish()
    return .ended
  }

  private func end(_ event: RunEvent) -> TurnOutcome {
    output.yield(event)
    output.finish()
    state.withLock { $0.stage = .ended }
    return .ended
  }
}
