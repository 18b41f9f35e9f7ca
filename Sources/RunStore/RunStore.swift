internal import GRDB
public import PowerStudy
internal import Synchronization

/// The replicates of a run in a SQLite file; for one process at a time.
///
/// Replicates are written in the order in which they come, many in one transaction, on a thread of their
/// own. A process that is killed loses what it did since the last transaction, and nothing else.
public final class RunStore: RunArchive {
  /// Where the file is.
  public let path: String
  let queue: DatabaseQueue
  let layout: RunLayout
  private let state: Mutex<State>

  private struct State {
    var pending: [FinishedReplicates] = []
    var pendingRows = 0
    var isWriting = false
    var lastWrite = ContinuousClock.now
    var failure: StoreError?
    var held: [ReplicateSet]
  }

  /// A transaction is begun once so many rows wait or so long ago was the last one.
  private static let rowsPerTransaction = 20_000
  private static let timePerTransaction = Duration.milliseconds(200)

  /// Continues the store at `path`, or makes one if there is none.
  ///
  /// - Parameter restart: whether a store of another design or version is replaced.
  /// - Throws: `StoreError`.
  public static func open(
    _ path: String, record: DesignRecord, layout: RunLayout, restart: Bool = false
  ) throws(StoreError) -> RunStore {
    do {
      do {
        let queue = try StoreFile.open(path)
        if !restart { return try resume(path, queue, record, layout) }
        try queue.close()
        StoreFile.remove(path)
      } catch StoreError.otherFormat where restart {
        StoreFile.remove(path)
      } catch StoreError.missing {
        // There is nothing to continue.
      }
      let queue = try StoreFile.create(path) { queue in
        try queue.write { try StoreSchema.create($0, record, layout) }
      }
      return try RunStore(path, queue, layout)
    } catch {
      throw StoreError(error, whileWriting: true)
    }
  }

  private static func resume(
    _ path: String, _ queue: DatabaseQueue, _ record: DesignRecord, _ layout: RunLayout
  ) throws -> RunStore {
    guard let old = try queue.read({ try DesignRecord($0) }) else {
      throw StoreError.damaged("it does not say which design it is of")
    }
    let differences = record.differences(from: old)
    guard differences.isEmpty else { throw StoreError.differs(differences) }
    if record != old { try queue.write { try record.write(to: $0) } }
    return try RunStore(path, queue, layout)
  }

  init(_ path: String, _ queue: DatabaseQueue, _ layout: RunLayout) throws {
    self.path = path
    self.queue = queue
    self.layout = layout
    state = Mutex(State(held: try queue.read { try Self.heldRanges($0, layout) }))
  }

  /// For each study which replicates are there.
  public func heldReplicates() -> [ReplicateSet] { state.withLock(\.held) }

  static func heldRanges(_ db: Database, _ layout: RunLayout) throws -> [ReplicateSet] {
    var held = layout.studies.map { _ in ReplicateSet() }
    for row in try Row.fetchAll(db, sql: "SELECT study, first, last FROM held") {
      let (study, first, last) = (row[0] as Int - 1, row[1] as Int, row[2] as Int)
      guard held.indices.contains(study), first >= 1, first <= last else {
        throw StoreError.damaged("a range of replicates is impossible")
      }
      held[study].insert(first...last)
    }
    return held
  }

  /// Takes finished replicates, to write them soon, and returns at once.
  public func keep(_ finished: FinishedReplicates) throws {
    let begins = try state.withLock { state in
      if let failure = state.failure { throw failure }
      state.pending.append(finished)
      state.pendingRows +=
        finished.replicates.count * layout.studies[finished.study].tests.count
      let isTime =
        state.pendingRows >= Self.rowsPerTransaction
        || ContinuousClock.now - state.lastWrite >= Self.timePerTransaction
      guard isTime, !state.isWriting else { return false }
      state.isWriting = true
      return true
    }
    if begins { queue.asyncWriteWithoutTransaction { self.writePending($0) } }
  }

  /// Waits until all that was taken is written.
  public func flush() async throws {
    await withCheckedContinuation { continuation in
      queue.asyncWriteWithoutTransaction { db in
        self.writePending(db)
        continuation.resume()
      }
    }
    if let failure = state.withLock(\.failure) { throw failure }
  }

  /// Ends the use of the file, which is then a single one.
  public func close() throws(StoreError) {
    do { try queue.close() } catch { throw StoreError(error, whileWriting: true) }
  }

  private func writePending(_ db: Database) {
    var (pending, held) = state.withLock { state in
      defer { state.pending = [] }
      state.pendingRows = 0
      return (state.pending, state.held)
    }
    var failure: StoreError?
    do {
      try StoreWriter(layout: layout).write(pending, held: &held, to: db)
    } catch {
      failure = StoreError(error, whileWriting: true)
    }
    state.withLock { state in
      state.isWriting = false
      state.lastWrite = .now
      if let failure { state.failure = failure } else { state.held = held }
    }
  }
}
