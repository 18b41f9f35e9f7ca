@testable import PageServer
import Testing

/// Turns without threads and clocks.
@Suite struct TurnsTests {
  @Test func clientsTakeTurnsHoweverManyJobsTheyHave() {
    var turns = Turns<String, String>()
    for (id, job) in ["a1", "a2", "a3"].enumerated() {
      turns.add(job, id: id, of: "a", mostWorkers: 1)
    }
    turns.add("b1", id: 3, of: "b", mostWorkers: 1)
    turns.add("c1", id: 4, of: "c", mostWorkers: 1)
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
    for client in 0..<30 { turns.add(client, id: client, of: client, mostWorkers: 1) }
    for _ in 0..<47 {
      let turn = turns.next()!
      _ = turns.finish(turn.id, of: turn.client, .more)
    }
    turns.add(99, id: 99, of: 99, mostWorkers: 1)
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
      for job in 0...client {
        turns.add(client, id: 7 * client + job, of: client, mostWorkers: 2)
      }
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
    turns.add("wide", id: 2, of: "a", mostWorkers: 2)
    let first = turns.next()
    let second = turns.next()
    #expect(first?.job == "wide" && second?.job == "wide")
    #expect(turns.next() == nil)
    turns.add("narrow", id: 2, of: "b", mostWorkers: 1)
    #expect(turns.next()?.job == "narrow")
    #expect(turns.next() == nil)
  }

  @Test func aParkedJobIsTakenUpOnceItsWorkerIsBack() {
    var turns = Turns<String, String>()
    let id = 1
    turns.add("wide", id: id, of: "a", mostWorkers: 2)
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
    let id = 1
    turns.add("wide", id: id, of: "a", mostWorkers: 2)
    _ = turns.next()
    _ = turns.next()
    _ = turns.finish(id, of: "a", .more)
    _ = turns.finish(id, of: "a", .parked)
    #expect(turns.next() != nil)
  }

  @Test func whatIsTakenOutGetsNoMoreTurns() {
    var turns = Turns<String, String>()
    let first = 1
    turns.add("first", id: first, of: "a", mostWorkers: 1)
    turns.add("second", id: 2, of: "a", mostWorkers: 1)
    #expect(turns.remove(first, of: "a") == "first")
    #expect(turns.remove(first, of: "a") == nil)
    #expect(turns.count(of: "a") == 1)
    #expect(turns.next()?.job == "second")
    #expect(turns.next() == nil)
  }

  @Test func aJobAtWorkThatIsTakenOutEndsWithItsTurn() {
    var turns = Turns<String, String>()
    let id = 1
    turns.add("job", id: id, of: "a", mostWorkers: 1)
    _ = turns.next()
    #expect(turns.remove(id, of: "a") == "job")
    #expect(turns.count(of: "a") == 0)
    _ = turns.finish(id, of: "a", .more)
    #expect(turns.next() == nil)
    #expect(turns.count == 0)
  }

  @Test func computersTakeTurnsHoweverManyTabsTheyHave() {
    var turns = AddressTurns<String>()
    let clients = [("x", "1"), ("x", "2"), ("x", "3"), ("y", "1")].map(PageClient.init)
    for client in clients {
      _ = turns.add(client.address + client.tab, of: client, mostWorkers: 1)
    }
    var order: [String] = []
    for _ in 0..<8 {
      let turn = turns.next()!
      order.append(turn.job)
      _ = turns.finish(turn.id, of: turn.client, .more)
    }
    #expect(order == ["x1", "y1", "x2", "y1", "x3", "y1", "x1", "y1"])
    #expect(turns.count(ofAddress: "x") == 3 && turns.count(of: clients[0]) == 1)
  }

  @Test func aComputerThatComesBackIsNotTakenForItsOldJobs() {
    var turns = AddressTurns<String>()
    let client = PageClient(address: "x", tab: "1")
    let old = turns.add("old", of: client, mostWorkers: 1)
    #expect(turns.remove(old, of: client) == "old")
    #expect(turns.count == 0 && turns.next() == nil)
    _ = turns.add("new", of: client, mostWorkers: 1)
    #expect(turns.remove(old, of: client) == nil)
    #expect(turns.next()?.job == "new")
  }
}
