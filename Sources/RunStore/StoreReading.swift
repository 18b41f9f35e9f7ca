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
        try readRows(db, tests: own.tests, into: &block)
        if own.furtherBytes > 0 { try readFurther(db, size: own.furtherBytes, into: &block) }
      }
    } catch {
      throw StoreError(error, whileWriting: false)
    }
    return block
  }

  private func readRows(
    _ db: Database, tests: [Int], into block: inout ReplicateBlock
  ) throws {
    let handle = try rangeStatement(
      db,
      "SELECT replicate, test, estimate, se, df, statistic, p, outcome FROM result",
      order: "replicate, test", block)
    defer { sqlite3_reset(handle) }
    for (row, replicate) in block.replicates.enumerated() {
      for (place, test) in tests.enumerated() {
        guard try step(handle, db), sqlite3_column_int64(handle, 0) == replicate,
          sqlite3_column_int64(handle, 1) == test + 1,
          let outcome = FitOutcome(
            rawValue: UInt8(truncatingIfNeeded: sqlite3_column_int64(handle, 7)))
        else { throw StoreError.damaged("it lacks rows") }
        block.tests[place].estimates[row] = number(handle, 2)
        block.tests[place].standardErrors[row] = number(handle, 3)
        block.tests[place].degreesOfFreedom[row] = number(handle, 4)
        block.tests[place].statistics[row] = number(handle, 5)
        block.tests[place].pValues[row] = number(handle, 6)
        block.tests[place].outcomes[row] = outcome
      }
    }
    guard try !step(handle, db) else { throw StoreError.damaged("it has rows too many") }
  }

  private func readFurther(
    _ db: Database, size: Int, into block: inout ReplicateBlock
  ) throws {
    let handle = try rangeStatement(
      db, "SELECT replicate, figures FROM further", order: "replicate", block)
    defer { sqlite3_reset(handle) }
    for (row, replicate) in block.replicates.enumerated() {
      guard try step(handle, db), sqlite3_column_int64(handle, 0) == replicate,
        sqlite3_column_bytes(handle, 1) == size, let bytes = sqlite3_column_blob(handle, 1)
      else { throw StoreError.damaged("it lacks figures") }
      block.further.withUnsafeMutableBytes {
        ($0.baseAddress! + row * size).copyMemory(from: bytes, byteCount: size)
      }
    }
  }

  private func rangeStatement(
    _ db: Database, _ select: String, order: String, _ block: ReplicateBlock
  ) throws -> SQLiteStatement {
    let statement = try db.cachedStatement(
      sql: "\(select) WHERE study = ? AND replicate BETWEEN ? AND ? ORDER BY \(order)")
    let handle = statement.sqliteStatement
    sqlite3_reset(handle)
    sqlite3_bind_int64(handle, 1, Int64(block.study + 1))
    sqlite3_bind_int64(handle, 2, Int64(block.replicates.lowerBound))
    sqlite3_bind_int64(handle, 3, Int64(block.replicates.upperBound))
    return handle
  }

  /// Whether there is another row.
  private func step(_ handle: SQLiteStatement, _ db: Database) throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code & 0xff),
        message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
    }
  }

  private func number(_ handle: SQLiteStatement, _ column: Int32) -> Double {
    sqlite3_column_type(handle, column) == SQLITE_NULL
      ? .nan : sqlite3_column_double(handle, column)
  }
}
