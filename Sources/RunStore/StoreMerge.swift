internal import GRDB
public import PowerStudy

/// What stands in a store about its replicates, without these.
public struct StoreContents: Sendable {
  /// Where the store is.
  public let path: String
  /// The design that it belongs to.
  public let record: DesignRecord
}

extension RunStore {
  /// What a store says about its design; the file is closed again.
  public static func contents(_ path: String) throws(StoreError) -> StoreContents {
    do {
      let queue = try StoreFile.open(path)
      guard let record = try queue.read({ try DesignRecord($0) }) else {
        throw StoreError.damaged("it does not say which design it is of")
      }
      try queue.close()
      return StoreContents(path: path, record: record)
    } catch {
      throw StoreError(error, whileWriting: false)
    }
  }

  /// Opens a store that is there, whose layout is known.
  public static func existing(_ path: String, layout: RunLayout) throws(StoreError) -> RunStore {
    do {
      return try RunStore(path, try StoreFile.open(path), layout)
    } catch {
      throw StoreError(error, whileWriting: false)
    }
  }

  /// Makes a store of the replicates of several, of which no two hold the same replicate.
  ///
  /// - Parameter replace: whether a store in the way is replaced.
  public static func merge(
    _ sources: [RunStore], into path: String, record: DesignRecord, layout: RunLayout,
    replace: Bool
  ) throws(StoreError) -> RunStore {
    do {
      do {
        try StoreFile.open(path).close()
        guard replace else { throw StoreError.inTheWay }
        StoreFile.remove(path)
      } catch StoreError.missing {
        // The place is free.
      }
      let held = sources.map { $0.heldReplicates() }
      for source in sources { try source.close() }
      let queue = try StoreFile.create(path) { queue in
        try queue.write { try StoreSchema.create($0, record, layout) }
        for source in sources { try copy(source.path, to: queue) }
        try queue.write { try note(held, layout, $0) }
      }
      return try RunStore(path, queue, layout)
    } catch {
      throw StoreError(error, whileWriting: true)
    }
  }

  private static func copy(_ path: String, to queue: DatabaseQueue) throws {
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "ATTACH ? AS source", arguments: [path])
      try db.inTransaction {
        for table in ["block", "further"] {
          try db.execute(sql: "INSERT INTO main.\(table) SELECT * FROM source.\(table)")
        }
        return .commit
      }
      try db.execute(sql: "DETACH source")
    }
  }

  private static func note(
    _ held: [[ReplicateSet]], _ layout: RunLayout, _ db: Database
  ) throws {
    for study in layout.studies.indices {
      for range in ReplicateSet(held.flatMap { $0[study].ranges }).ranges {
        try db.execute(
          sql: "INSERT INTO held VALUES (?, ?, ?)",
          arguments: [study + 1, range.lowerBound, range.upperBound])
      }
    }
  }
}
