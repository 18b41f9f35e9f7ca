internal import GRDB
internal import GRDBSQLite
internal import MixedModels
public import PowerStudy

extension RunStore {
  /// Replicates that are read into one block.
  private static let replicatesPerBlock = 4096

  /// Hands over the replicates of a study that lie in a range, in blocks.
  public func read(
    study: Int, replicates: ClosedRange<Int>, _ body: (ReplicateBlock) throws -> Void
  ) throws {
    for range in heldReplicates()[study].held(in: replicates) {
      for first in stride(
        from: range.lowerBound, through: range.upperBound, by: Self.replicatesPerBlock)
      {
        let last = min(first + Self.replicatesPerBlock - 1, range.upperBound)
        try body(try block(study: study, first...last))
      }
    }
  }

  private func block(study: Int, _ replicates: ClosedRange<Int>) throws -> ReplicateBlock {
    let own = layout.studies[study]
    var block = ReplicateBlock(
      study: study, replicates: replicates, tests: own.tests.count,
      furtherBytes: own.furtherBytes)
    do {
      try queue.read { db in
        for (place, test) in own.tests.enumerated() {
          try readRows(db, test: test, of: block, into: &block.tests[place])
        }
        if own.furtherBytes > 0 { try readFurther(db, size: own.furtherBytes, into: &block) }
      }
    } catch {
      throw StoreError(error, whileWriting: false)
    }
    return block
  }

  private func readRows(
    _ db: Database, test: Int, of block: ReplicateBlock, into columns: inout TestColumns
  ) throws {
    let rows = try StoredRows(db, of: block, test: test)
    let lanes = Int32(StoreSchema.lanes)
    try rows.forEach { handle, lane, row in
      let column = 5 + Int32(lane)
      guard sqlite3_column_bytes(handle, 4) > lane, let digits = sqlite3_column_text(handle, 4),
        let outcome = FitOutcome(rawValue: digits[lane] &- 0x30)
      else { throw StoreError.damaged("it has an unknown outcome") }
      columns.estimates[row] = number(handle, column)
      columns.standardErrors[row] = number(handle, column + lanes)
      columns.degreesOfFreedom[row] = number(handle, column + 2 * lanes)
      columns.statistics[row] = number(handle, column + 3 * lanes)
      columns.pValues[row] = number(handle, column + 4 * lanes)
      columns.outcomes[row] = outcome
    }
  }

  private func readFurther(
    _ db: Database, size: Int, into block: inout ReplicateBlock
  ) throws {
    let rows = try StoredRows(db, of: block)
    try rows.forEach { handle, lane, row in
      guard sqlite3_column_bytes(handle, 3) >= (lane + 1) * size,
        let bytes = sqlite3_column_blob(handle, 3)
      else { throw StoreError.damaged("it lacks figures") }
      block.further.withUnsafeMutableBytes {
        ($0.baseAddress! + row * size).copyMemory(from: bytes + lane * size, byteCount: size)
      }
    }
  }

  private func number(_ handle: SQLiteStatement, _ column: Int32) -> Double {
    sqlite3_column_type(handle, column) == SQLITE_NULL
      ? .nan : sqlite3_column_double(handle, column)
  }
}

/// The rows of a table that hold some replicates of a study, each replicate once.
private struct StoredRows {
  private let db: Database
  private let handle: SQLiteStatement
  /// The column `first`, which `count` follows.
  private let firstColumn: Int32
  private let replicates: ClosedRange<Int>

  /// - Parameter test: whose figures are read; nil: the further ones.
  init(_ db: Database, of block: ReplicateBlock, test: Int? = nil) throws {
    let table = test == nil ? "further" : "block"
    let ofTest = test == nil ? "" : " AND test = ?4"
    let statement = try db.cachedStatement(
      sql: """
        SELECT * FROM \(table)
        WHERE study = ?1 AND first BETWEEN ?2 AND ?3\(ofTest) ORDER BY first
        """)
    self.db = db
    handle = statement.sqliteStatement
    firstColumn = test == nil ? 1 : 2
    replicates = block.replicates
    sqlite3_reset(handle)
    sqlite3_bind_int64(handle, 1, Int64(block.study + 1))
    sqlite3_bind_int64(handle, 2, Int64(replicates.lowerBound - StoreSchema.lanes + 1))
    sqlite3_bind_int64(handle, 3, Int64(replicates.upperBound))
    if let test { sqlite3_bind_int64(handle, 4, Int64(test + 1)) }
  }

  /// - Parameter body: takes the statement at a row, which of its replicates and which of all those asked for
  ///   it is about, both from 0.
  func forEach(_ body: (SQLiteStatement, Int, Int) throws -> Void) throws {
    defer { sqlite3_reset(handle) }
    var next = replicates.lowerBound
    while try step() {
      let first = Int(sqlite3_column_int64(handle, firstColumn))
      let count = Int(sqlite3_column_int64(handle, firstColumn + 1))
      guard (1...StoreSchema.lanes).contains(count) else {
        throw StoreError.damaged("a row has an impossible number of replicates")
      }
      // It ends before those asked for.
      if first + count <= replicates.lowerBound { continue }
      guard max(first, replicates.lowerBound) == next else {
        throw StoreError.damaged(first > next ? "it lacks rows" : "it has rows too many")
      }
      while next <= replicates.upperBound, next < first + count {
        try body(handle, next - first, next - replicates.lowerBound)
        next += 1
      }
    }
    guard next > replicates.upperBound else { throw StoreError.damaged("it lacks rows") }
  }

  /// Whether there is another row.
  private func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code & 0xff),
        message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
    }
  }
}
