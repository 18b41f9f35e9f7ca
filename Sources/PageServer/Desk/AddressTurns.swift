/// Who may work next: computers take turns, and so do the tabs of each, so that nobody gets more by
/// taking many names.
struct AddressTurns<Job> {
  /// Computers with jobs, the one whose turn is next first.
  private var ring: [String] = []
  private var turns: [String: Turns<String, Job>] = [:]
  private var nextID = 0

  /// How many jobs there are that were not taken out.
  var count: Int { turns.values.reduce(0) { $0 + $1.count } }

  /// How many of them a computer has.
  func count(ofAddress address: String) -> Int { turns[address]?.count ?? 0 }

  /// How many of them a tab has.
  func count(of client: PageClient) -> Int { turns[client.address]?.count(of: client.tab) ?? 0 }

  /// Takes a job; returns what it is known by, which no other job ever is.
  mutating func add(_ job: Job, of client: PageClient, mostWorkers: Int) -> Int {
    nextID += 1
    if turns[client.address] == nil { ring.append(client.address) }
    turns[client.address, default: Turns()].add(
      job, id: nextID, of: client.tab, mostWorkers: mostWorkers)
    return nextID
  }

  /// Gives the next turn: to the first computer in the ring with a job that waits, which then comes last.
  mutating func next() -> (client: PageClient, id: Int, job: Job)? {
    for (place, address) in ring.enumerated() {
      guard let turn = turns[address]!.next() else { continue }
      ring.remove(at: place)
      ring.append(address)
      return (PageClient(address: address, tab: turn.client), turn.id, turn.job)
    }
    return nil
  }

  /// Takes a turn back; says whether the job may have become one that others can help with.
  mutating func finish(_ id: Int, of client: PageClient, _ outcome: TurnOutcome) -> Bool {
    defer { forgetIfIdle(client.address) }
    return turns[client.address]?.finish(id, of: client.tab, outcome) ?? false
  }

  /// Takes a job out; workers that are at it have their last turn. Returns it; nil if it has ended.
  mutating func remove(_ id: Int, of client: PageClient) -> Job? {
    defer { forgetIfIdle(client.address) }
    return turns[client.address]?.remove(id, of: client.tab)
  }

  private mutating func forgetIfIdle(_ address: String) {
    guard turns[address]?.isEmpty == true else { return }
    turns[address] = nil
    ring.removeAll { $0 == address }
  }
}
