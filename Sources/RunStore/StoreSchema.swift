internal import GRDB
internal import MixedModels
internal import PowerStudy
internal import StudyDesign

/// The tables of a store. Studies, scenarios, tests and replicates count from 1.
enum StoreSchema {
  /// Tells SQLite's `file` and this program whose file it is: `mlpw`.
  static let applicationID: Int32 = 0x6d6c_7077
  /// Changes with the tables.
  static let version: Int32 = 2

  static var tables: String { fixed + block + view }

  private static let fixed = """
    CREATE TABLE run (
      key TEXT PRIMARY KEY,      -- program, hash, seed, path, design, shard
      value TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE setting (       -- values that options put in the place of the design's
      position INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      value TEXT NOT NULL
    );
    CREATE TABLE statement (     -- what the design says that replicates follow from
      path TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE study (         -- each scenario, then the same with null hypotheses made true
      study INTEGER PRIMARY KEY,
      scenario INTEGER NOT NULL,
      null_hypothesis INTEGER NOT NULL,
      place TEXT NOT NULL,       -- the swept paths with their values
      stream TEXT NOT NULL       -- the text from which random streams follow
    );
    CREATE TABLE test (
      study INTEGER NOT NULL,
      test INTEGER NOT NULL,
      analysis TEXT NOT NULL,
      name TEXT NOT NULL,
      method TEXT NOT NULL,
      side TEXT NOT NULL,
      alpha REAL NOT NULL,
      against REAL NOT NULL,
      PRIMARY KEY (study, test)
    ) WITHOUT ROWID;
    CREATE TABLE outcome (
      outcome INTEGER PRIMARY KEY,
      name TEXT NOT NULL
    );
    CREATE TABLE held (          -- the replicates that are here, as ranges
      study INTEGER NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      PRIMARY KEY (study, first)
    ) WITHOUT ROWID;
    CREATE TABLE further (       -- what summaries need besides
      study INTEGER NOT NULL,
      first INTEGER NOT NULL,    -- of neighbouring replicates
      count INTEGER NOT NULL,
      figures BLOB NOT NULL,
      PRIMARY KEY (study, first)
    ) WITHOUT ROWID;
    """

  /// Neighbouring replicates of a study and a test that share a row: most of the time is that of a row, not
  /// of its values.
  static let lanes = 32
  /// Columns that each lane of a row has, in groups of `lanes`.
  static let figures = ["estimate", "se", "df", "statistic", "p"]

  private static var block: String {
    let columns = figures.flatMap { figure in (1...lanes).map { "\(figure)_\($0)" } }
    return """
      CREATE TABLE block (         -- replicates from 'first' on; the view 'result' has a row for each
        study INTEGER NOT NULL,
        test INTEGER NOT NULL,
        first INTEGER NOT NULL,
        count INTEGER NOT NULL,
        outcomes TEXT NOT NULL,    -- a digit for each
        \(columns.joined(separator: ", ")),
        UNIQUE (study, test, first)
      );
      """
  }

  private static var view: String {
    let lanes = (1...lanes).map { lane in
      let columns = figures.map { "\($0)_\(lane) AS \($0)" }.joined(separator: ", ")
      return "SELECT study, first + \(lane - 1) AS replicate, test, \(columns), "
        + "substr(outcomes, \(lane), 1) + 0 AS outcome FROM block"
        + (lane == 1 ? "" : " WHERE count >= \(lane)")
    }
    return "CREATE VIEW result AS\n" + lanes.joined(separator: "\nUNION ALL ") + ";"
  }

  /// Makes the tables and fills in what does not change.
  static func create(_ db: Database, _ record: DesignRecord, _ layout: RunLayout) throws {
    try db.execute(sql: tables)
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(version)")
    for outcome in FitOutcome.allCases {
      try db.execute(
        sql: "INSERT INTO outcome VALUES (?, ?)",
        arguments: [Int(outcome.rawValue), String(describing: outcome)])
    }
    for (index, study) in layout.studies.enumerated() {
      try db.execute(
        sql: "INSERT INTO study VALUES (?, ?, ?, ?, ?)",
        arguments: [index + 1, study.scenario + 1, study.null, study.place, study.streamPath])
      for test in study.tests {
        let tested = study.study.tests[test]
        try db.execute(
          sql: "INSERT INTO test VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            index + 1, test + 1, study.study.analyses[tested.analysis].name, tested.name,
            tested.method.rawValue, tested.side.rawValue, tested.alpha, tested.against,
          ])
      }
    }
    try record.write(to: db)
  }
}
