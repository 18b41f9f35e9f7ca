import Glibc
import PowerReport

extension TerminalFace {
  /// The width of the terminal that standard output is, at most 80 columns, and whether the locale's
  /// characters are UTF-8, by the first of LC_ALL, LC_CTYPE and LANG that is set.
  static var ofThisProcess: TerminalFace {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environmentValue($0) }
      .first { !$0.isEmpty }
    let encoding = locale?.lowercased() ?? ""
    let isUnicode = encoding.hasSuffix("utf-8") || encoding.hasSuffix("utf8")
    return TerminalFace(width: terminalWidth(STDOUT_FILENO), isUnicode: isUnicode)
  }
}
