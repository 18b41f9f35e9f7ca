import PowerReport

/// The files of a report, and how each is recognised as this program's own.
enum ReportFile: String, CaseIterable {
  case text = "power.txt"
  case table = "power.csv"

  /// Whether a file with this content was written by this program, of any version: the text ends
  /// with the program's name and version, the table begins with its header.
  func isOwn(_ content: String) -> Bool {
    switch self {
    case .text:
      content.contains("replicates per scenario")
        && content.split(whereSeparator: \.isWhitespace).suffix(2).first == "mlpower"
    case .table:
      content.prefix { !$0.isNewline }
        .contains("analysis,test,method,side,alpha,truth,observations,replicates,converged,")
    }
  }
}
