internal import GRDB
internal import Glibc

/// A store as a file: how it is recognised, made and opened.
enum StoreFile {
  /// Opens a file that is there for this process alone.
  ///
  /// The lock is SQLite's own and ends with the process. Without it other processes' memory would have to
  /// be shared, which network file systems do not do.
  static func open(_ path: String) throws -> DatabaseQueue {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { throw StoreError.missing }
    try recognise(path)
    let queue = try connect(path)
    try queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE; COMMIT") }
    return queue
  }

  /// Makes a file under a temporary name, so that it is whole from the first moment on, and puts it in
  /// its place.
  ///
  /// - Parameter fill: makes the tables, in one transaction.
  static func create(
    _ path: String, _ fill: (DatabaseQueue) throws -> Void
  ) throws -> DatabaseQueue {
    let temporary = temporaryPath(for: path)
    defer { remove(temporary) }
    remove(temporary)
    do {
      // What is not in its place yet needs no journal.
      let queue = try connect(temporary, journal: "OFF", synchronous: "OFF")
      try fill(queue)
      try queue.close()
    }
    try flush(temporary)
    try place(temporary, at: path)
    return try open(path)
  }

  /// Removes a store and what SQLite keeps beside it.
  static func remove(_ path: String) {
    for ending in ["", "-wal", "-shm", "-journal"] { unlink(path + ending) }
  }

  /// In the same folder, hidden.
  static func temporaryPath(for path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return (parts.dropLast() + [".\(parts.last!).\(getpid())"]).joined(separator: "/")
  }

  /// Looks at the first bytes, which SQLite has no part in: it would take an empty file for a database,
  /// and change that of another program by opening it.
  private static func recognise(_ path: String) throws {
    guard let file = fopen(path, "r") else {
      throw StoreError.cannotOpen(String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 100)
    guard fread(&bytes, 1, 100, file) == 100, bytes.starts(with: "SQLite format 3\0".utf8) else {
      throw StoreError.foreign
    }
    func number(at offset: Int) -> Int {
      bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(at: 68) == StoreSchema.applicationID else { throw StoreError.foreign }
    let version = number(at: 60)
    guard version == StoreSchema.version else { throw StoreError.otherFormat(version) }
  }

  /// Waits until a file's content is on the disk.
  private static func flush(_ path: String) throws {
    let file = Glibc.open(path, O_RDWR | O_CLOEXEC)
    defer { close(file) }
    guard file >= 0, fsync(file) == 0 else {
      throw StoreError.cannotWrite(String(cString: strerror(errno)))
    }
  }

  private static func connect(
    _ path: String, journal: String = "WAL", synchronous: String = "NORMAL"
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      // Larger than SQLite's own, for rows of many columns; counts where the file is made.
      try db.execute(sql: "PRAGMA page_size = 16384")
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      // Not by the configuration, which writes to the file to have a journal at once.
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = \(journal)")
      try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 1000")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Never over a file that another process put there meanwhile, where the file system has links.
  private static func place(_ temporary: String, at path: String) throws {
    if link(temporary, path) == 0 { return }
    if errno == EEXIST { throw StoreError.inUse }
    guard rename(temporary, path) == 0 else {
      throw StoreError.cannotWrite(String(cString: strerror(errno)))
    }
  }
}
