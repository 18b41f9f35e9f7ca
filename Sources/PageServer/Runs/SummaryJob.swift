internal import DesignFiles
internal import PowerStudy

/// A whole run, for the files of its report.
final class SummaryJob: DeskJob {
  let mostWorkers: Int
  private let awaited: Awaited<RunSummary>
  private let run: GradualRun

  init(_ awaited: Awaited<RunSummary>, _ design: PlannedDesign, workers: Int) {
    self.awaited = awaited
    mostWorkers = workers
    run = GradualRun(plan: design.plan, goals: [])
  }

  func slice(until isOver: () -> Bool) -> TurnOutcome {
    while awaited.isWanted {
      switch run.advance(until: { isOver() || !awaited.isWanted }) {
      case .worked: return .more
      case .nothingToTake: return .parked
      case .reached: if isOver() { return .more }
      case .complete: awaited.resume(with: .success(RunSummary(result: run.result)))
      }
    }
    return .ended
  }

  func cancel() { awaited.resume(with: .failure(CancellationError())) }
}
