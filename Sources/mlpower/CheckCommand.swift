import ArgumentParser
import DesignFiles
import Foundation
import PowerReport

/// `mlpower check`: what a design says, without running it.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read a design and show what was understood.",
    discussion: """
      Shows the levels, each predictor with the level it varies at, the model as an equation, the \
      variances with their shares, design effects, how many fits a run would take and about how \
      long. No power is simulated; the time is that of a few trial fits. --format json prints the \
      same as an object for machines.

      Example:
        mlpower check Designs/two-level-trial.yaml --set school=60
      """)

  @Argument(help: ArgumentHelp("The design file.", valueName: "design"))
  var design: String

  @OptionGroup var changes: DesignOptions

  @Option(help: "text to read, or json for machines.")
  var format: OutputFormat = .text

  func run() async throws {
    let file = try DesignFile(path: design, options: changes)
    if file.design.testsNothing { return try StandardOutput.write(auditText(plan: file.plan)) }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let time = try await TimeEstimate(plan: file.plan, cores: cores)
    switch format {
    case .text: try StandardOutput.write(auditText(plan: file.plan) + time.text + "\n")
    case .json:
      try StandardOutput.write(
        checkJSON(plan: file.plan, version: programVersion, seconds: time.seconds))
    }
  }
}
