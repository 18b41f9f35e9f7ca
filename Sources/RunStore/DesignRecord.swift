internal import GRDB
public import StudyDesign

/// What a store remembers of the design whose replicates it holds.
public struct DesignRecord: Sendable, Equatable {
  /// The program and its version.
  public var program: String
  /// The design file's path as it was given.
  public var path: String
  /// The design file's text.
  public var text: String
  /// Values that options put in the place of the design's, in order.
  public var settings: [StatedValue]
  /// What the design says that replicates follow from.
  public var statements: [StatedValue]
  /// The seed of all streams.
  public var seed: UInt64
  /// `3/16` for the third of sixteen parts; nil for all of a run.
  public var shard: String?

  /// Makes a record.
  public init(
    program: String, path: String, text: String, settings: [StatedValue],
    statements: [StatedValue], seed: UInt64, shard: String?
  ) {
    self.program = program
    self.path = path
    self.text = text
    self.settings = settings
    self.statements = statements
    self.seed = seed
    self.shard = shard
  }

  /// Sixteen hexadecimal digits that differ where the statements do.
  public var hash: String {
    fingerprint(statements.map { "\($0.path)=\($0.value)" }.joined(separator: "\n"))
  }

  /// How another record differs in what replicates follow from.
  public func differences(from other: DesignRecord) -> [Difference] {
    var found: [Difference] = []
    func compare(_ what: String, _ old: String?, _ new: String?) {
      if old != new { found.append(Difference(what: what, old: old, new: new)) }
    }
    compare("program", other.program, program)
    compare("shard", other.shard, shard)
    let old = Dictionary(other.statements.map { ($0.path, $0.value) }) { first, _ in first }
    let new = Dictionary(statements.map { ($0.path, $0.value) }) { first, _ in first }
    for path in Set(old.keys).union(new.keys).sorted() { compare(path, old[path], new[path]) }
    return found
  }

  /// A value that two records state differently; nil where one of them does not state it.
  public struct Difference: Sendable, Equatable {
    /// The path of the value.
    public var what: String
    /// What the first record states.
    public var old: String?
    /// What the second record states.
    public var new: String?

    /// Makes a difference.
    public init(what: String, old: String?, new: String?) {
      self.what = what
      self.old = old
      self.new = new
    }
  }
}

extension DesignRecord {
  /// Replaces what a store says of its design.
  func write(to db: Database) throws {
    for table in ["run", "setting", "statement"] { try db.execute(sql: "DELETE FROM \(table)") }
    let facts: [(String, String?)] = [
      ("program", program), ("hash", hash), ("seed", String(seed)), ("path", path),
      ("design", text), ("shard", shard),
    ]
    for case (let key, let value?) in facts {
      try db.execute(sql: "INSERT INTO run VALUES (?, ?)", arguments: [key, value])
    }
    for (index, setting) in settings.enumerated() {
      try db.execute(
        sql: "INSERT INTO setting VALUES (?, ?, ?)",
        arguments: [index + 1, setting.path, setting.value])
    }
    for statement in statements {
      try db.execute(
        sql: "INSERT INTO statement VALUES (?, ?)", arguments: [statement.path, statement.value])
    }
  }

  /// What a store says; nil if it lacks something.
  init?(_ db: Database) throws {
    let facts = try Row.fetchAll(db, sql: "SELECT key, value FROM run").reduce(into: [:]) {
      $0[$1[0] as String] = $1[1] as String
    }
    guard let program = facts["program"], let path = facts["path"], let text = facts["design"],
      let seed = facts["seed"].flatMap({ UInt64($0) })
    else { return nil }
    func values(_ sql: String) throws -> [StatedValue] {
      try Row.fetchAll(db, sql: sql).map { StatedValue(path: $0[0], value: $0[1]) }
    }
    self.init(
      program: program, path: path, text: text,
      settings: try values("SELECT path, value FROM setting ORDER BY position"),
      statements: try values("SELECT path, value FROM statement ORDER BY path"), seed: seed,
      shard: facts["shard"])
  }
}
