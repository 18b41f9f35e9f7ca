import PowerReport
import PowerStudy

/// The tables of a run, to be printed and written.
struct RunReport {
  private let summary: RunSummary
  /// `power.txt`.
  let text: String
  /// Fits that the tables rest on.
  let fits: Int

  init(result: RunResult) {
    summary = RunSummary(result: result)
    text = powerText(summary: summary, version: programVersion)
    fits = result.scenarios.reduce(0) { $0 + $1.outcomes.reduce(0) { $0 + $1.count } }
  }

  /// Writes all files of the report.
  func write(to folder: ReportFolder) throws(CommandFailure) {
    try folder.write([(.text, text), (.table, powerCSV(summary: summary))])
  }
}
