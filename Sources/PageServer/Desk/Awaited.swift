internal import Synchronization

/// Somebody who waits for a value that a job makes.
final class Awaited<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value, any Error>?>

  init(_ continuation: CheckedContinuation<Value, any Error>) {
    self.continuation = Mutex(continuation)
  }

  /// Whether the value is still wanted.
  var isWanted: Bool { continuation.withLock { $0 != nil } }

  /// Gives the value, or why there is none, unless that was done before.
  func resume(with result: Result<Value, any Error>) {
    let waiting = continuation.withLock { continuation in
      defer { continuation = nil }
      return continuation
    }
    waiting?.resume(with: result)
  }
}

extension Desk {
  /// Has a job done whose result somebody waits for.
  ///
  /// - Parameter job: makes the job for the one who waits.
  /// - Throws: what the job gives; `Refusal`; `CancellationError` once the task is cancelled.
  func result<Value: Sendable>(
    for client: PageClient, of job: (Awaited<Value>) -> any DeskJob
  ) async throws -> Value {
    let ticket = Mutex<Ticket?>(nil)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let awaited = Awaited<Value>(continuation)
        do {
          let taken = try submit(job(awaited), client: client)
          ticket.withLock { $0 = taken }
          if Task.isCancelled { cancel(taken) }
        } catch {
          awaited.resume(with: .failure(error))
        }
      }
    } onCancel: {
      if let taken = ticket.withLock(\.self) { cancel(taken) }
    }
  }

  /// Does something short when the client's turn comes.
  func perform<Value: Sendable>(
    for client: PageClient, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await result(for: client) { SingleJob($0, work) }
  }
}
