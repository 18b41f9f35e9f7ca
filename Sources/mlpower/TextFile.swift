import Glibc

/// The text of the file at `path`; a byte order mark at its start is part of it.
func readTextFile(_ path: String) throws(CommandFailure) -> String {
  let bytes = try readBytes(path)
  guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText(path: path) }
  return text
}

/// All bytes of the file at `path`.
func readBytes(_ path: String) throws(CommandFailure) -> [UInt8] {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
  defer { close(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(file, &chunk, chunk.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}
