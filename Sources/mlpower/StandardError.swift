import DesignLanguage
import Glibc

/// Standard error, where messages and progress go.
struct StandardError {
  /// Whether it is a terminal that can redraw a line.
  let isTerminal: Bool
  /// Whether colour is wanted there.
  let usesColour: Bool

  /// Looks at the descriptor and at `TERM` and `NO_COLOR`.
  init() {
    isTerminal = isatty(STDERR_FILENO) == 1 && environmentValue("TERM") != "dumb"
    usesColour = isTerminal && (environmentValue("NO_COLOR") ?? "").isEmpty
  }

  /// Columns of the terminal, 80 where unknown.
  var width: Int { terminalWidth(STDERR_FILENO) }

  /// Prints a line.
  func line(_ text: String) { _ = writeAll(text + "\n", to: STDERR_FILENO) }

  /// Prints why a command stops. Mistakes already begin with their place in a file.
  func show(_ failure: CommandFailure) {
    switch failure {
    case .several(let failures): failures.forEach(show)
    case .mistakes(let lines): lines.forEach { line(showingControls($0)) }
    default:
      if let message = failure.message {
        line((usesColour ? "\u{1b}[1;31mError:\u{1b}[0m " : "Error: ") + showingControls(message))
      }
    }
  }

  /// Replaces the current line of the terminal, without ending it; an empty text clears it.
  func redraw(_ text: String) { _ = writeAll("\r\u{1b}[K" + text, to: STDERR_FILENO) }

  /// Leaves a line that may be half drawn.
  func endLine() {
    if isTerminal { line("") }
  }
}

/// Columns of the terminal that a descriptor leads to, 80 where unknown.
func terminalWidth(_ descriptor: Int32) -> Int {
  var size = winsize()
  guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}

/// The value of an environment variable.
func environmentValue(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
