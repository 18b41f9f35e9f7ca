import ArgumentParser
import DesignFiles
import Foundation
import PowerReport
import PowerStudy
import StudyDesign

/// `mlpower threshold`: from how many answers on figures of groups are published.
struct ThresholdCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threshold",
    abstract: "Tell how small a group may be to be published.",
    discussion: """
      For a design with a 'threshold': draws all groups with their members and those who answer, \
      computes the figures that would be published, and holds them against the truth. For each \
      candidate it tells how many groups are published, how wide their intervals are, how often a \
      figure is close to the truth, on the wrong side of a benchmark or in the wrong order, and \
      which candidate is the smallest that meets what the design requires. Prints the tables and \
      writes them, with threshold.svg and report.html (threshold.html where the design has tests), into \
      Reports/NAME/ as threshold.txt and threshold.csv.

      Example:
        mlpower threshold Designs/course-scores.yaml --replicates 200
      """)

  @Argument(
    help: ArgumentHelp("Design files; all are checked before any runs.", valueName: "design"))
  var designs: [String]

  @OptionGroup var changes: DesignOptions

  @OptionGroup var running: RunOptions

  @Flag(name: .shortAndLong, help: "No progress bar and no messages; the tables only.")
  var quiet = false

  mutating func validate() throws {
    if designs.isEmpty { throw ValidationError("Name at least one design file.") }
  }

  func run() async throws {
    let files = try DesignFile.read(designs, options: changes)
    for file in files {
      try file.requireThreshold()
      try folder(of: file).check(canHold: ReportFile.ofThreshold)
    }
    for (position, file) in files.enumerated() {
      if position > 0 { try StandardOutput.write("\n") }
      try await run(file)
    }
  }

  private func folder(of file: DesignFile) -> ReportFolder {
    ReportFolder(parent: running.out, name: file.name)
  }

  private func run(_ file: DesignFile) async throws {
    let start = ContinuousClock.now
    let bar = quiet ? nil : ProgressBar(name: file.name, output: StandardError())
    let result: ThresholdResult
    do {
      defer { bar?.clear() }
      result = try await ThresholdRunner(plan: file.plan, threads: running.workers).run {
        progress in
        bar?.show(progress)
      }
    }
    let text = thresholdText(result: result, version: programVersion)
    // The tables reach the reader even where the files cannot be written.
    let written = Result { try write(result, text, of: file) }
    try StandardOutput.write(text)
    try written.get()
    if quiet { return }
    let replicates = result.scenarios.reduce(0) { $0 + $1.replicates }
    StandardError().line(
      """
      \(grouped(replicates)) data sets in \(brief(secondsIn(ContinuousClock.now - start))); \
      threshold.txt, threshold.csv, threshold.svg and \(page(of: file).rawValue) are in \
      \(folder(of: file).path)
      """)
  }

  /// Where a run has a report of its own, that on the threshold stands beside it.
  private func page(of file: DesignFile) -> ReportFile {
    file.design.testsNothing ? .page : .thresholdPage
  }

  private func write(
    _ result: ThresholdResult, _ text: String, of file: DesignFile
  ) throws(CommandFailure) {
    let picture = thresholdPicture(of: result, version: programVersion)
    let page = thresholdPage(
      result: result, picture: picture, design: file.design.source, version: programVersion)
    try folder(of: file).write([
      (.thresholdText, text), (.thresholdTable, thresholdCSV(result: result)),
      (.thresholdPicture, picture.svg), (self.page(of: file), page),
    ])
  }
}
