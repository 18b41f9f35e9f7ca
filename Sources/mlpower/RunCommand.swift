import ArgumentParser
import DesignLanguage
import Foundation
import PowerReport
import PowerStudy
import StudyDesign

/// `mlpower run`: simulate, fit, tabulate.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate and fit a design, and tabulate its power.",
    discussion: """
      Prints the table and writes it, as power.txt and power.csv, into Reports/NAME/, where NAME is \
      the design file's name without its extension.

      Example:
        mlpower run Designs/two-level-trial.yaml --replicates 5000 --out trials
      """)

  @Argument(
    help: ArgumentHelp("Design files; all are checked before any runs.", valueName: "design"))
  var designs: [String]

  @OptionGroup var changes: DesignOptions

  @Option(
    parsing: .unconditional,
    help:
      "Workers that simulate side by side; the figures do not depend on it. (default: all cores)")
  var threads: Int?

  @Option(help: ArgumentHelp("Folder to write into, in place of Reports.", valueName: "dir"))
  var out: String = "Reports"

  @Flag(
    help: "Measure the type I error of every test beside its power, as 'calibrate' in a design.")
  var calibrate = false

  @Flag(name: .shortAndLong, help: "No progress bar and no messages; the table only.")
  var quiet = false

  mutating func validate() throws {
    if designs.isEmpty { throw ValidationError("Name at least one design file.") }
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads is \(threads); it must be from 1 to 4096.")
    }
    if out.isEmpty { throw ValidationError("--out wants the name of a folder.") }
  }

  func run() async throws {
    let more = calibrate ? [PathOverride(path: "simulation.calibrate", value: "true")] : []
    let files = try DesignFile.read(designs, options: changes, more: more)
    for file in files { try folder(of: file).check(canHold: ReportFile.allCases) }
    for (position, file) in files.enumerated() {
      if position > 0 { try StandardOutput.write("\n") }
      try await run(file)
    }
  }

  private func folder(of file: DesignFile) -> ReportFolder {
    ReportFolder(parent: out, name: file.name)
  }

  private func run(_ file: DesignFile) async throws {
    let start = ContinuousClock.now
    let summary = RunSummary(result: try await simulate(file))
    let text = powerText(summary: summary, version: programVersion)
    let elapsed = secondsIn(ContinuousClock.now - start)
    // The table reaches the reader even where the files cannot be written.
    let written = Result { try write(text, powerCSV(summary: summary), of: file) }
    try StandardOutput.write(text)
    try written.get()
    if !quiet { report(file, elapsed) }
  }

  private func simulate(_ file: DesignFile) async throws -> RunResult {
    let bar = quiet ? nil : ProgressBar(name: file.name, output: StandardError())
    defer { bar?.clear() }
    let runner = StudyRunner(
      plan: file.plan, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    return try await runner.run { progress in bar?.show(progress) }
  }

  private func write(_ text: String, _ table: String, of file: DesignFile) throws(CommandFailure) {
    try folder(of: file).write([(.text, text), (.table, table)])
  }

  private func report(_ file: DesignFile, _ elapsed: Double) {
    StandardError().line(
      """
      \(grouped(file.fits)) fits in \(brief(elapsed)); \
      power.txt and power.csv are in \(folder(of: file).path)
      """)
  }
}
