internal import Dispatch
internal import Foundation
internal import Synchronization

/// Where all that takes the processor's time is done: on a few threads of its own, where clients take turns
/// of some hundredths of a second, so that answering requests never waits for simulating, nor one client for
/// all that another one wants.
final class Desk: Sendable {
  /// Why a job is not taken.
  enum Refusal: Error {
    /// There are as many jobs as can be served.
    case busy
    /// The client has as many as it may have.
    case tooMany
    /// Its computer has.
    case tooManyOfAddress
  }

  /// What a job is known by once it is taken.
  struct Ticket: Sendable {
    fileprivate let client: PageClient
    fileprivate let id: Int
  }

  /// How much is taken at once, and how finely it is cut.
  struct Limits: Sendable {
    /// Jobs of all clients together.
    var jobs: Int
    /// Jobs of one client.
    var jobsOfClient: Int
    /// Jobs of one computer.
    var jobsOfAddress: Int
    var turn = Duration.milliseconds(20)
  }

  private let threads: Int
  private let limits: Limits
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)

  fileprivate struct State {
    var turns = AddressTurns<any DeskJob>()
    /// The jobs that hold a slot of their client, by slot.
    var holders: [Slot: Ticket] = [:]
    var isClosed = false
  }

  fileprivate struct Slot: Hashable {
    let client: PageClient
    let name: String
  }

  /// Readers of nested texts bound their depth, but not by the half megabyte that threads have.
  private static let stackSize = 64 << 20

  init(threads: Int, limits: Limits) {
    precondition(threads > 0)
    self.threads = threads
    self.limits = limits
    for _ in 0..<threads {
      let thread = Thread { self.work() }
      thread.stackSize = Self.stackSize
      thread.start()
    }
  }

  /// Takes a job. One that holds the same slot of the client ends, also if the new one is refused.
  func submit(_ job: any DeskJob, client: PageClient, slot: String? = nil) throws(Refusal) -> Ticket
  {
    let place = slot.map { Slot(client: client, name: $0) }
    if let older = state.withLock({ state in place.flatMap { state.holders[$0] } }) {
      cancel(older)
    }
    let result = state.withLock { state -> Result<Ticket, Refusal> in
      if state.turns.count >= limits.jobs { return .failure(.busy) }
      if state.turns.count(of: client) >= limits.jobsOfClient { return .failure(.tooMany) }
      if state.turns.count(ofAddress: client.address) >= limits.jobsOfAddress {
        return .failure(.tooManyOfAddress)
      }
      let id = state.turns.add(job, of: client, mostWorkers: min(job.mostWorkers, threads))
      let ticket = Ticket(client: client, id: id)
      if let place { state.holders[place] = ticket }
      return .success(ticket)
    }
    let ticket = try result.get()
    for _ in 0..<min(job.mostWorkers, threads) { wake.signal() }
    return ticket
  }

  /// Nobody wants a job any more; nothing happens if it has ended.
  func cancel(_ ticket: Ticket) {
    let job = state.withLock { $0.remove(ticket) }
    job?.cancel()
  }

  /// How many jobs there are.
  var count: Int { state.withLock { $0.turns.count } }

  /// Ends the threads once their turns are over.
  func close() {
    state.withLock { $0.isClosed = true }
    for _ in 0..<threads { wake.signal() }
  }

  /// What each of the threads does.
  private func work() {
    while true {
      wake.wait()
      while let turn = state.withLock({ $0.isClosed ? nil : $0.turns.next() }) {
        let end = ContinuousClock.now + limits.turn
        let outcome = turn.job.slice { ContinuousClock.now >= end }
        let ticket = Ticket(client: turn.client, id: turn.id)
        if state.withLock({ $0.finish(ticket, outcome) }) { wake.signal() }
      }
      if state.withLock({ $0.isClosed }) { return }
    }
  }
}

extension Desk.State {
  /// Takes a job out; nil if it has ended.
  mutating func remove(_ ticket: Desk.Ticket) -> (any DeskJob)? {
    holders = holders.filter { $0.value.id != ticket.id }
    return turns.remove(ticket.id, of: ticket.client)
  }

  /// Takes a turn back; says whether another worker might now help.
  mutating func finish(_ ticket: Desk.Ticket, _ outcome: TurnOutcome) -> Bool {
    if outcome == .ended { holders = holders.filter { $0.value.id != ticket.id } }
    return turns.finish(ticket.id, of: ticket.client, outcome)
  }
}
