import Foundation
import Glibc
import Synchronization

/// What signals do to this process: a closed pipe becomes a write error, and Ctrl-C ends the process
/// with 130 after removing half-written files.
enum Signals {
  /// Where a handler, which may do next to nothing, tells the waiting thread which signal arrived.
  private static let pipeEnds: (read: Int32, write: Int32) = {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "no pipe for signals")
    return (ends[0], ends[1])
  }()

  /// What is said when a signal ends the process.
  private static let lastWords = Mutex<String?>(nil)

  /// Sets what is said when a signal ends the process; nil for nothing.
  static func say(_ words: String?) { lastWords.withLock { $0 = words } }

  /// Takes over.
  static func handle() {
    signal(SIGPIPE, SIG_IGN)
    let end = pipeEnds.read
    Thread.detachNewThread { endProcess(whenToldBy: end) }
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      signal(number) { number in
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Signals.pipeEnds.write, &byte, 1)
      }
    }
  }

  /// Whether whoever started the process (`nohup`, say) wants the signal to have no effect.
  private static func isIgnored(_ number: Int32) -> Bool {
    var current = sigaction()
    sigaction(number, nil, &current)
    return unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func endProcess(whenToldBy end: Int32) {
    var byte: UInt8 = 0
    while read(end, &byte, 1) != 1 {}
    TemporaryFiles.ofThisProcess.removeAll()
    StandardError().endLine()
    if let words = lastWords.withLock(\.self) { StandardError().line(words) }
    _exit(ExitStatus.interrupted(by: Int32(byte)))
  }
}
