@testable import PageServer
import Synchronization
import Testing

extension PageClient: ExpressibleByStringLiteral {
  /// A tab of this name, whose computer has only that one.
  public init(stringLiteral name: String) { self.init(address: name, tab: name) }
}

/// The desk with threads of its own.
@Suite struct DeskTests {
  /// A job that goes on until it is cancelled.
  private final class EndlessJob: DeskJob {
    let mostWorkers = 2
    let turns = Atomic(0)
    let cancellations = Atomic(0)

    func slice(until isOver: () -> Bool) -> TurnOutcome {
      turns.add(1, ordering: .relaxed)
      while !isOver() && cancellations.load(ordering: .relaxed) == 0 {}
      return .more
    }

    func cancel() { cancellations.add(1, ordering: .relaxed) }
  }

  private func desk(jobs: Int = 8, jobsOfClient: Int = 4, jobsOfAddress: Int = 8) -> Desk {
    Desk(
      threads: 2,
      limits: Desk.Limits(
        jobs: jobs, jobsOfClient: jobsOfClient, jobsOfAddress: jobsOfAddress,
        turn: .milliseconds(2)))
  }

  @Test func doesWhatIsAsked() async throws {
    let desk = desk()
    defer { desk.close() }
    #expect(try await desk.perform(for: "a") { 6 * 7 } == 42)
    await #expect(throws: CancellationError.self) {
      try await desk.perform(for: "a") { throw CancellationError() }
    }
    #expect(desk.count == 0)
  }

  @Test func answersOthersWhileSomebodyHoldsAllThreads() async throws {
    let desk = desk()
    defer { desk.close() }
    let jobs = (0..<3).map { _ in EndlessJob() }
    let tickets = try jobs.map { try desk.submit($0, client: "busy") }
    for number in 0..<20 {
      #expect(try await desk.perform(for: "other") { number } == number)
    }
    #expect(jobs.allSatisfy { $0.turns.load(ordering: .relaxed) > 0 })
    for ticket in tickets { desk.cancel(ticket) }
  }

  @Test func aNewerJobEndsTheOneInItsSlot() throws {
    let desk = desk()
    defer { desk.close() }
    let (old, other, new) = (EndlessJob(), EndlessJob(), EndlessJob())
    _ = try desk.submit(old, client: "a", slot: "a")
    let ticket = try desk.submit(other, client: "a", slot: "b")
    let last = try desk.submit(new, client: "a", slot: "a")
    #expect(old.cancellations.load(ordering: .relaxed) == 1)
    #expect(other.cancellations.load(ordering: .relaxed) == 0)
    #expect(new.cancellations.load(ordering: .relaxed) == 0)
    desk.cancel(ticket)
    desk.cancel(last)
    desk.cancel(last)
    #expect(new.cancellations.load(ordering: .relaxed) == 1)
  }

  @Test func refusesMoreThanItCanTake() throws {
    let desk = desk(jobs: 3, jobsOfClient: 2)
    defer { desk.close() }
    let tickets = try (["a", "a", "b"] as [PageClient]).map {
      try desk.submit(EndlessJob(), client: $0)
    }
    #expect(throws: Desk.Refusal.busy) { _ = try desk.submit(EndlessJob(), client: "c") }
    desk.cancel(tickets[2])
    #expect(throws: Desk.Refusal.tooMany) { _ = try desk.submit(EndlessJob(), client: "a") }
    desk.cancel(tickets[0])
    desk.cancel(tickets[1])
  }

  @Test func manyNamesAtOneAddressDoNotFillTheDesk() async throws {
    let desk = desk(jobs: 6, jobsOfClient: 2, jobsOfAddress: 3)
    defer { desk.close() }
    let tabs = (0..<3).map { PageClient(address: "10.0.0.1", tab: "tab-\($0)") }
    let tickets = try tabs.map { try desk.submit(EndlessJob(), client: $0) }
    #expect(throws: Desk.Refusal.tooManyOfAddress) {
      _ = try desk.submit(EndlessJob(), client: PageClient(address: "10.0.0.1", tab: "tab-3"))
    }
    let neighbour = PageClient(address: "10.0.0.2", tab: "tab-0")
    #expect(try await desk.perform(for: neighbour) { 1 } == 1)
    for ticket in tickets { desk.cancel(ticket) }
  }

  @Test func whoeverWaitsHearsOfACancellation() async throws {
    let desk = desk()
    defer { desk.close() }
    let job = EndlessJob()
    let waiting = Task {
      try await desk.result(for: "a") { (awaited: Awaited<Int>) in
        NeverJob(awaited)
      }
    }
    let ticket = try desk.submit(job, client: "b")
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    desk.cancel(ticket)
  }

  /// A job that never has a result.
  private final class NeverJob: DeskJob {
    let mostWorkers = 1
    private let awaited: Awaited<Int>

    init(_ awaited: Awaited<Int>) { self.awaited = awaited }

    func slice(until isOver: () -> Bool) -> TurnOutcome {
      while !isOver() && awaited.isWanted {}
      return awaited.isWanted ? .more : .ended
    }

    func cancel() { awaited.resume(with: .failure(CancellationError())) }
  }
}
