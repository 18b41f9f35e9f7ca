import Glibc

/// Standard output, where results go.
enum StandardOutput {
  /// Puts something that cannot be written in the place of standard descriptors that are closed
  /// (`>&-`), lest the next file that is opened takes their place and gets what is meant for them.
  static func reserveDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

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
