@testable import PageServer
import Testing

/// Turns without threads and clocks.
@Suite struct TurnsTests {
  @Test func clientsTakeTurnsHoweverManyJobsTheyHave() {
    var turns = Turns<String, String>()
    for job in ["a1", "a2", "a3"] { _ = turns.add(job, of: "a", mostWorkers: 1) }
    _ = turns.add("b1", of: "b", mostWorkers: 1)
    _ = turns.add("c1", of: "c", mostWorkers: 1)
    var order: [String] = []
    for _ in 0..<9 {
      let turn = turns.next()!
      order.append(turn.job)
      _ = turns.finish(turn.id, of: turn.client, .more)
    }
    #expect(order == ["a1", "b1", "c1", "a2", "b1", "c1", "a3", "b1", "c1"])
  }

  @Test func aNewClientWaitsForOneRoundAtMost() {
    var turns = Turns<Int, Int>()
    for client in 0..<30 { _ = turns.add(client, of: client, mostWorkers: 1) }
    for _ in 0..<47 {
      let turn = turns.next()!
      _ = turns.finish(turn.id, of: turn.client, .more)
    }
    _ = turns.add(99, of: 99, mostWorkers: 1)
    var waited = 0
    while true {
      let turn = turns.next()!
      _ = turns.finish(turn.id, of: turn.client, .more)
      if turn.client == 99 { break }
      waited += 1
    }
    #expect(waited == 30)
  }

  @Test func everyClientGetsTheSameShareWhileAllWait() {
    var turns = Turns<Int, Int>()
    for client in 0..<7 {
      for _ in 0...client { _ = turns.add(client, of: client, mostWorkers: 2) }
    }
    var counts = [Int](repeating: 0, count: 7)
    // Three workers, each giving its turn back when it takes the next one.
    var held: [(client: Int, id: Int, job: Int)] = []
    for _ in 0..<700 {
      if held.count == 3 {
        let turn = held.removeFirst()
        _ = turns.finish(turn.id, of: turn.client, .more)
      }
      let turn = turns.next()!
      counts[turn.client] += 1
      held.append(turn)
    }
    #expect(counts == [Int](repeating: 100, count: 7))
  }

  @Test func severalWorkAtAJobThatLetsThem() {
    var turns = Turns<String, String>()
    _ = turns.add("wide", of: "a", mostWorkers: 2)
    let first = turns.next()
    let second = turns.next()
    #expect(first?.job == "wide" && second?.job == "wide")
    #expect(turns.next() == nil)
    _ = turns.add("narrow", of: "b", mostWorkers: 1)
    #expect(turns.next()?.job == "narrow")
    #expect(turns.next() == nil)
  }

  @Test func aParkedJobIsTakenUpOnceItsWorkerIsBack() {
    var turns = Turns<String, String>()
    let id = turns.add("wide", of: "a", mostWorkers: 2)
    _ = turns.next()
    _ = turns.next()
    let helpsWhileParked = turns.finish(id, of: "a", .parked)
    #expect(!helpsWhileParked)
    #expect(turns.next() == nil)
    let helpsOnceBack = turns.finish(id, of: "a", .more)
    #expect(helpsOnceBack)
    #expect(turns.next() != nil)
  }

  @Test func aParkedJobThatNobodyHasIsNotLost() {
    var turns = Turns<String, String>()
    let id = turns.add("wide", of: "a", mostWorkers: 2)
    _ = turns.next()
    _ = turns.next()
    _ = turns.finish(id, of: "a", .more)
    _ = turns.finish(id, of: "a", .parked)
    #expect(turns.next() != nil)
  }

  @Test func whatIsTakenOutGetsNoMoreTurns() {
    var turns = Turns<String, String>()
    let first = turns.add("first", of: "a", mostWorkers: 1)
    _ = turns.add("second", of: "a", mostWorkers: 1)
    #expect(turns.remove(first, of: "a") == "first")
    #expect(turns.remove(first, of: "a") == nil)
    #expect(turns.count(of: "a") == 1)
    #expect(turns.next()?.job == "second")
    #expect(turns.next() == nil)
  }

  @Test func aJobAtWorkThatIsTakenOutEndsWithItsTurn() {
    var turns = Turns<String, String>()
    let id = turns.add("job", of: "a", mostWorkers: 1)
    _ = turns.next()
    #expect(turns.remove(id, of: "a") == "job")
    #expect(turns.count(of: "a") == 0)
    _ = turns.finish(id, of: "a", .more)
    #expect(turns.next() == nil)
    #expect(turns.count == 0)
  }
}
