internal import DesignFiles
internal import Glibc

/// The folder from which designs may have data files read, and nothing else.
struct DataFolder: Sendable {
  /// Its path without links; nil: there is none.
  private let path: String?

  /// Larger files are not read.
  private static let mostBytes = 16 << 20

  init(path: String?) { self.path = path.flatMap(resolved) }

  /// The content of a file by its name in a design, which may lead into folders of the folder.
  ///
  /// - Throws: `DataRefusal`, the same for what is not there and for what lies elsewhere.
  func bytes(of name: String) throws(DataRefusal) -> [UInt8] {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard let path, !name.contains("\0"), parts.allSatisfy({ !$0.isEmpty && $0 != ".." }),
      let file = resolved(path + "/" + name), file.hasPrefix(path + "/")
    else { throw Self.notThere }
    return try read(file)
  }

  private static let notThere = DataRefusal("there is no such file in the folder of data")

  private func read(_ path: String) throws(DataRefusal) -> [UInt8] {
    // Links were followed; one that was put there since is not. A pipe would keep us waiting.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { throw Self.notThere }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw Self.notThere }
    guard facts.st_size <= Self.mostBytes else {
      throw DataRefusal("it has more than \(Self.mostBytes >> 20) MB")
    }
    var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw DataRefusal("it cannot be read") }
      done += count
    }
    return bytes
  }
}

/// A path without links and dots; nil if it leads nowhere.
private func resolved(_ path: String) -> String? {
  guard let end = realpath(path, nil) else { return nil }
  defer { free(end) }
  return String(cString: end)
}
