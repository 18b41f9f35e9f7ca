internal import GRDB
internal import GRDBSQLite
internal import MixedModels
internal import PowerStudy

/// Writes finished replicates in one transaction.
struct StoreWriter {
  let layout: RunLayout

  /// Rows that one statement inserts: most of the time is that of a statement, not of a row.
  private static let rowsPerStatement = 32
  private static let columns = 9

  /// - Parameter held: the replicates that the store holds; is added to.
  func write(
    _ finished: [FinishedReplicates], held: inout [ReplicateSet], to db: Database
  ) throws {
    guard !finished.isEmpty else { return }
    let runs = joined(finished)
    try db.inTransaction {
      let many = try statement(db, rows: Self.rowsPerStatement)
      let one = try statement(db, rows: 1)
      let further = try db.makeStatement(sql: "INSERT INTO further VALUES (?, ?, ?)")
      for run in runs {
        let block = run.block
        var rows = RowCursor(block: block, tests: layout.studies[run.study].tests)
        try insert(&rows, many, Self.rowsPerStatement, db)
        try insert(&rows, one, 1, db)
        try insertFurther(block, further, db)
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

  private func statement(_ db: Database, rows: Int) throws -> Statement {
    let row = "(" + repeatElement("?", count: Self.columns).joined(separator: ", ") + ")"
    let values = repeatElement(row, count: rows).joined(separator: ", ")
    return try db.cachedStatement(sql: "INSERT INTO result VALUES \(values)")
  }

  /// Inserts rows as long as there are enough for the statement.
  private func insert(
    _ rows: inout RowCursor, _ statement: Statement, _ count: Int, _ db: Database
  ) throws {
    let handle = statement.sqliteStatement
    while rows.left >= count {
      var place: Int32 = 1
      for _ in 0..<count {
        rows.bind(to: handle, at: place)
        rows.advance()
        place += Int32(Self.columns)
      }
      try step(handle, db)
    }
  }

  private func insertFurther(
    _ block: ReplicateBlock, _ statement: Statement, _ db: Database
  ) throws {
    let size = block.further.count / block.replicates.count
    guard size > 0 else { return }
    let handle = statement.sqliteStatement
    sqlite3_bind_int64(handle, 1, Int64(block.study + 1))
    try block.further.withUnsafeBytes { bytes in
      for (row, replicate) in block.replicates.enumerated() {
        sqlite3_bind_int64(handle, 2, Int64(replicate))
        // The bytes stay where they are until the statement is done.
        sqlite3_bind_blob(handle, 3, bytes.baseAddress! + row * size, Int32(size), nil)
        try step(handle, db)
      }
    }
    sqlite3_clear_bindings(handle)
  }

  private func step(_ handle: SQLiteStatement, _ db: Database) throws {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    guard code == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code & 0xff),
        message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
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

/// The rows of a block in the order of the table's key.
private struct RowCursor {
  private let block: ReplicateBlock
  private let tests: [Int]
  private var row = 0
  private var test = 0

  init(block: ReplicateBlock, tests: [Int]) {
    self.block = block
    self.tests = tests
  }

  var left: Int { (block.replicates.count - row) * tests.count - test }

  mutating func advance() {
    test += 1
    if test == tests.count { (row, test) = (row + 1, 0) }
  }

  func bind(to handle: SQLiteStatement, at place: Int32) {
    sqlite3_bind_int64(handle, place, Int64(block.study + 1))
    sqlite3_bind_int64(handle, place + 1, Int64(block.replicates.lowerBound + row))
    sqlite3_bind_int64(handle, place + 2, Int64(tests[test] + 1))
    // Not a number becomes null.
    sqlite3_bind_double(handle, place + 3, block.tests[test].estimates[row])
    sqlite3_bind_double(handle, place + 4, block.tests[test].standardErrors[row])
    sqlite3_bind_double(handle, place + 5, block.tests[test].degreesOfFreedom[row])
    sqlite3_bind_double(handle, place + 6, block.tests[test].statistics[row])
    sqlite3_bind_double(handle, place + 7, block.tests[test].pValues[row])
    sqlite3_bind_int64(handle, place + 8, Int64(block.tests[test].outcomes[row].rawValue))
  }
}
