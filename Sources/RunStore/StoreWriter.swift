internal import GRDB
internal import GRDBSQLite
internal import MixedModels
internal import PowerStudy

/// Writes finished replicates in one transaction.
struct StoreWriter {
  let layout: RunLayout

  /// Whole rows that stay in a processor's cache while they are gathered and written.
  private static let replicatesPerBlock = 16 * StoreSchema.lanes

  /// - Parameter held: the replicates that the store holds; is added to.
  func write(
    _ finished: [FinishedReplicates], held: inout [ReplicateSet], to db: Database
  ) throws {
    guard !finished.isEmpty else { return }
    let runs = joined(finished)
    try db.inTransaction {
      let results = BlockStatement(try blockStatement(db), db)
      let further = try db.cachedStatement(sql: "INSERT INTO further VALUES (?, ?, ?, ?)")
      for run in runs {
        try run.forEachBlock(of: Self.replicatesPerBlock) { block in
          for (columns, test) in zip(block.tests, layout.studies[run.study].tests) {
            try results.insert(columns, of: block, test: test)
          }
          try insertFurther(block, further, db)
        }
        held[run.study].insert(run.replicates)
      }
      for study in Set(runs.map(\.study)) { try note(held[study], of: study, db) }
      return .commit
    }
  }

  /// Neighbours become one.
  private func joined(_ finished: [FinishedReplicates]) -> [FinishedReplicates] {
    let sorted = finished.sorted {
      ($0.study, $0.replicates.lowerBound) < ($1.study, $1.replicates.lowerBound)
    }
    return sorted.reduce(into: []) { runs, next in
      if let both = runs.last?.joined(with: next) {
        runs[runs.count - 1] = both
      } else {
        runs.append(next)
      }
    }
  }

  private func blockStatement(_ db: Database) throws -> Statement {
    let count = 5 + StoreSchema.figures.count * StoreSchema.lanes
    let values = repeatElement("?", count: count).joined(separator: ", ")
    return try db.cachedStatement(sql: "INSERT INTO block VALUES (\(values))")
  }

  private func insertFurther(
    _ block: ReplicateBlock, _ statement: Statement, _ db: Database
  ) throws {
    let size = block.further.count / block.replicates.count
    guard size > 0 else { return }
    let handle = statement.sqliteStatement
    defer { sqlite3_clear_bindings(handle) }
    sqlite3_bind_int64(handle, 1, Int64(block.study + 1))
    try block.further.withUnsafeBytes { bytes in
      for lanes in block.rows {
        sqlite3_bind_int64(handle, 2, Int64(block.replicates.lowerBound + lanes.lowerBound))
        sqlite3_bind_int64(handle, 3, Int64(lanes.count))
        // The bytes stay where they are until the statement is done.
        sqlite3_bind_blob(
          handle, 4, bytes.baseAddress! + lanes.lowerBound * size, Int32(lanes.count * size), nil)
        try db.step(handle)
      }
    }
  }

  private func note(_ held: ReplicateSet, of study: Int, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM held WHERE study = ?", arguments: [study + 1])
    for range in held.ranges {
      try db.execute(
        sql: "INSERT INTO held VALUES (?, ?, ?)",
        arguments: [study + 1, range.lowerBound, range.upperBound])
    }
  }
}

/// The statement that inserts a row of table `block`.
private struct BlockStatement {
  private let handle: SQLiteStatement
  private let db: Database

  init(_ statement: Statement, _ db: Database) {
    handle = statement.sqliteStatement
    self.db = db
  }

  /// Inserts all replicates of a test.
  func insert(_ columns: TestColumns, of block: ReplicateBlock, test: Int) throws {
    sqlite3_clear_bindings(handle)
    sqlite3_bind_int64(handle, 1, Int64(block.study + 1))
    sqlite3_bind_int64(handle, 2, Int64(test + 1))
    for lanes in block.rows {
      sqlite3_bind_int64(handle, 3, Int64(block.replicates.lowerBound + lanes.lowerBound))
      sqlite3_bind_int64(handle, 4, Int64(lanes.count))
      bind(columns.outcomes[lanes])
      bind(columns.estimates, lanes, group: 0)
      bind(columns.standardErrors, lanes, group: 1)
      bind(columns.degreesOfFreedom, lanes, group: 2)
      bind(columns.statistics, lanes, group: 3)
      bind(columns.pValues, lanes, group: 4)
      try db.step(handle)
    }
  }

  /// Not a number becomes null, as do the lanes that a row does not fill.
  private func bind(_ values: [Double], _ lanes: Range<Int>, group: Int) {
    let first = Int32(6 + group * StoreSchema.lanes)
    values.withUnsafeBufferPointer { values in
      for lane in 0..<lanes.count {
        sqlite3_bind_double(handle, first + Int32(lane), values[lanes.lowerBound + lane])
      }
    }
    for lane in lanes.count..<StoreSchema.lanes { sqlite3_bind_null(handle, first + Int32(lane)) }
  }

  private func bind(_ outcomes: ArraySlice<FitOutcome>) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: outcomes.count) { digits in
      for (digit, outcome) in zip(digits.indices, outcomes) {
        digits[digit] = CChar(0x30 + outcome.rawValue)
      }
      sqlite3_bind_text(handle, 5, digits.baseAddress, Int32(digits.count), copied)
    }
  }

  /// Tells SQLite that the text goes away.
  private var copied: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }
}

extension ReplicateBlock {
  /// Its replicates, counted from 0, as the rows that hold them.
  fileprivate var rows: [Range<Int>] {
    stride(from: 0, to: replicates.count, by: StoreSchema.lanes).map {
      $0..<min($0 + StoreSchema.lanes, replicates.count)
    }
  }
}

extension Database {
  /// Runs a statement that gives no rows.
  fileprivate func step(_ handle: SQLiteStatement) throws {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    guard code == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code & 0xff),
        message: String(cString: sqlite3_errmsg(sqliteConnection)))
    }
  }
}
