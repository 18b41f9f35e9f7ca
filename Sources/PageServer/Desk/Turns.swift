/// Who may work next: clients take turns, and so do the jobs of one client. A job that is at work and lets
/// others help counts as waiting too.
///
/// Knows neither threads nor clocks: it only says what comes next.
struct Turns<Client: Hashable, Job> {
  /// A job that waits for its turns.
  private struct Entry {
    let id: Int
    let job: Job
    /// Workers that are at it.
    var workers = 0
    /// At most so many.
    let mostWorkers: Int
    /// Whether all that it has for now is in the hands of workers.
    var isParked = false
    var hasEnded = false

    var isWaiting: Bool { !isParked && !hasEnded && workers < mostWorkers }
  }

  /// Clients with jobs, the one whose turn is next first.
  private var ring: [Client] = []
  private var entries: [Client: [Entry]] = [:]

  /// Whether there are no jobs, not even ones that were taken out while somebody was at them.
  var isEmpty: Bool { entries.isEmpty }

  /// How many jobs there are that were not taken out.
  var count: Int { entries.values.reduce(0) { $0 + $1.count { !$0.hasEnded } } }

  /// How many jobs a client has that were not taken out.
  func count(of client: Client) -> Int { entries[client]?.count { !$0.hasEnded } ?? 0 }

  /// Takes a job, whose client comes last if it had none.
  ///
  /// - Parameter id: what the job is known by, and no other one.
  mutating func add(_ job: Job, id: Int, of client: Client, mostWorkers: Int) {
    if entries[client] == nil { ring.append(client) }
    entries[client, default: []].append(
      Entry(id: id, job: job, mostWorkers: mostWorkers))
  }

  /// Gives the next turn: to the first client in the ring with a job that waits, which then comes last.
  mutating func next() -> (client: Client, id: Int, job: Job)? {
    for (place, client) in ring.enumerated() {
      guard let index = entries[client]!.firstIndex(where: \.isWaiting) else { continue }
      ring.remove(at: place)
      ring.append(client)
      var entry = entries[client]!.remove(at: index)
      entry.workers += 1
      entries[client]!.append(entry)
      return (client, entry.id, entry.job)
    }
    return nil
  }

  /// Takes a turn back; says whether the job may have become one that others can help with.
  mutating func finish(_ id: Int, of client: Client, _ outcome: TurnOutcome) -> Bool {
    guard let index = entries[client]?.firstIndex(where: { $0.id == id }) else { return false }
    entries[client]![index].workers -= 1
    if outcome == .ended { entries[client]![index].hasEnded = true }
    let entry = entries[client]![index]
    if entry.hasEnded {
      if entry.workers == 0 { drop(index, of: client) }
      return false
    }
    // What the last worker but one leaves behind may be something to do for those that were sent away.
    entries[client]![index].isParked = outcome == .parked && entry.workers > 0
    return entries[client]![index].isWaiting
  }

  /// Takes a job out; workers that are at it have their last turn. Returns it; nil if it has ended.
  mutating func remove(_ id: Int, of client: Client) -> Job? {
    guard let index = entries[client]?.firstIndex(where: { $0.id == id }) else { return nil }
    let entry = entries[client]![index]
    entries[client]![index].hasEnded = true
    if entry.workers == 0 { drop(index, of: client) }
    return entry.hasEnded ? nil : entry.job
  }

  private mutating func drop(_ index: Int, of client: Client) {
    entries[client]!.remove(at: index)
    guard entries[client]!.isEmpty else { return }
    entries[client] = nil
    ring.removeAll { $0 == client }
  }
}
