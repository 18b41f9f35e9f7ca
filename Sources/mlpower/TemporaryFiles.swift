import Glibc
import Synchronization

/// Files that are being written under a temporary name, so that an interruption can remove them.
final class TemporaryFiles: Sendable {
  /// Signals concern the process as a whole, and so do the files to remove on one.
  static let ofThisProcess = TemporaryFiles()

  private let paths = Mutex<[String]>([])

  /// Remembers a file that is about to be made.
  func add(_ path: String) {
    paths.withLock { $0.append(path) }
  }

  /// Gives all files their final names, in order. An interruption waits until that is done.
  /// Returns the final name that could not be given, if any, and the reason.
  func rename(_ renamings: [(from: String, to: String)]) -> (path: String, reason: String)? {
    paths.withLock { paths in
      for (from, to) in renamings {
        guard Glibc.rename(from, to) == 0 else { return (to, systemReason()) }
        paths.removeAll { $0 == from }
      }
      return nil
    }
  }

  /// Removes every file that has not been renamed.
  func removeAll() {
    paths.withLock { paths in
      for path in paths { unlink(path) }
      paths = []
    }
  }
}
