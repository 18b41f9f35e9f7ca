import DesignFiles
import PowerReport
import PowerStudy
import StudyDesign

/// The tables and pictures of a run, to be printed and written.
struct RunReport {
  private let result: RunResult
  private let summary: RunSummary
  private let documents: RunDocuments
  private let design: DesignSource
  /// `power.txt`.
  let text: String
  /// Those that apply.
  let pictures: [Picture]
  /// Fits that the tables rest on.
  let fits: Int

  /// - Parameter file: the design of which the result is.
  init(result: RunResult, file: DesignFile) {
    self.result = result
    design = file.design.source
    summary = RunSummary(result: result)
    documents = RunDocuments(summary: summary, version: programVersion)
    text = documents.text
    pictures = PowerReport.pictures(of: summary, version: programVersion)
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

  /// Writes all files of the report, and removes pictures of an earlier one that do not apply any more.
  func write(to folder: ReportFolder) throws(CommandFailure) {
    let page = documents.page(pictures: pictures, design: design)
    let drawings = pictures.map { (file: ReportFile($0), text: $0.svg) }
    let texts = [(file: ReportFile.text, text: text), (.table, powerCSV(summary: summary))]
    try folder.write(texts + [(.page, page)] + drawings)
    for file in ReportFile.ofRun
    where file.isPicture && !drawings.contains(where: { $0.file == file }) {
      try folder.remove(file)
    }
  }

  /// Power in characters, for the terminal that standard output is.
  var plot: String { powerPlot(of: summary, on: .ofThisProcess) }

  /// `power.txt, power.csv, report.html and power.svg`, and `more` files.
  func fileNames(and more: [String] = []) -> String {
    let files = [ReportFile.text, .table, .page] + pictures.map { ReportFile($0) }
    let names = files.map(\.rawValue) + more
    return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }
}
