/// Something short that is done in one turn.
final class SingleJob<Value: Sendable>: DeskJob {
  let mostWorkers = 1
  private let awaited: Awaited<Value>
  private let work: @Sendable () throws -> Value

  init(_ awaited: Awaited<Value>, _ work: @escaping @Sendable () throws -> Value) {
    self.awaited = awaited
    self.work = work
  }

  func slice(until isOver: () -> Bool) -> TurnOutcome {
    if awaited.isWanted { awaited.resume(with: Result { try work() }) }
    return .ended
  }

  func cancel() { awaited.resume(with: .failure(CancellationError())) }
}
