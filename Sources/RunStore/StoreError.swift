internal import GRDB

/// What is wrong with a store: facts, to be worded elsewhere.
public enum StoreError: Error, Equatable {
  /// There is no file.
  case missing
  /// A file that this program did not write.
  case foreign
  /// A store of another version of the tables.
  case otherFormat(Int)
  /// A file that was cut or changed.
  case damaged(String)
  /// Another process has it open.
  case inUse
  /// A store stands where another one is to be made.
  case inTheWay
  /// Replicates of another design or version.
  case differs([DesignRecord.Difference])
  /// It cannot be read or written, for the system's reason.
  case cannotOpen(String)
  case cannotWrite(String)
  case diskFull

  init(_ error: any Error, whileWriting: Bool) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError:
      let reason = error.message ?? error.resultCode.description
      switch error.resultCode {
      case .SQLITE_FULL: self = .diskFull
      case .SQLITE_BUSY, .SQLITE_LOCKED: self = .inUse
      case .SQLITE_CORRUPT: self = .damaged(reason)
      case .SQLITE_NOTADB: self = .foreign
      default: self = whileWriting ? .cannotWrite(reason) : .cannotOpen(reason)
      }
    default: self = whileWriting ? .cannotWrite("\(error)") : .cannotOpen("\(error)")
    }
  }
}
