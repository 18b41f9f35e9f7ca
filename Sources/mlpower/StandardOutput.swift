import Glibc

/// Standard output, where results go.
enum StandardOutput {
  /// Writes all of a text; throws `closedPipe` once nobody reads any more.
  static func write(_ text: String) throws(CommandFailure) {
    guard writeAll(text, to: STDOUT_FILENO) else {
      if errno == EPIPE { throw .closedPipe }
      throw .cannotCreate(path: "standard output", reason: systemReason())
    }
  }
}

/// Writes all of a text to a file descriptor; false, with `errno` set, where that fails.
func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var text = text
  return text.withUTF8 { bytes in
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}

/// The system's sentence for the last error.
func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
