import PowerReport

/// The files of a report, and how each is recognised as this program's own.
enum ReportFile: String, CaseIterable {
  case text = "power.txt"
  case table = "power.csv"

  /// Whether a file with this content was written by this program, of any version: the table by its
  /// header, the text by its first line.
  func isOwn(_ content: String) -> Bool {
    let firstLine = content.prefix { !$0.isNewline }
    return switch self {
    case .text: firstLine.hasPrefix("Power of ")
    case .table: firstLine.contains("analysis,test,method,side,alpha,truth,observations,replicates")
    }
  }
}
