import PowerReport
import PowerStudy

/// The tables of a run, to be printed and written.
struct RunReport {
  private let result: RunResult
  private let summary: RunSummary
  /// `power.txt`.
  let text: String
  /// Fits that the tables rest on.
  let fits: Int

  init(result: RunResult) {
    self.result = result
    summary = RunSummary(result: result)
    text = powerText(summary: summary, version: programVersion)
    fits = result.scenarios.reduce(0) { $0 + $1.outcomes.reduce(0) { $0 + $1.count } }
  }

  /// What is printed.
  func output(_ format: OutputFormat) -> String {
    switch format {
    case .text: text
    case .json: runJSON(summary: summary, version: programVersion)
    }
  }

  /// How many of the fits were there before a run, by the replicates that its store held for each study.
  func fits(among held: [ReplicateSet]) -> Int {
    let studies = RunLayout(plan: result.plan).studies
    return zip(studies, held).filter { $0.0.null == 0 }.reduce(0) { fits, pair in
      let outcomes = result.scenarios[pair.0.scenario].outcomes
      let ranges = pair.1.held(in: 1...max(outcomes[0].count, 1))
      return fits + outcomes.count * ranges.reduce(0) { $0 + $1.count }
    }
  }

  /// Writes all files of the report.
  func write(to folder: ReportFolder) throws(CommandFailure) {
    try folder.write([(.text, text), (.table, powerCSV(summary: summary))])
  }
}
