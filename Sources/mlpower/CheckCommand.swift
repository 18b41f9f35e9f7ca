import ArgumentParser
import PowerReport

/// `mlpower check`: what a design says, without running it.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read a design and show what was understood; run nothing.",
    discussion: """
      Shows the levels, each predictor with the level it varies at, the model as an equation, the \
      variances with their shares, design effects, and how many fits a run would take.

      Example:
        mlpower check Designs/two-level-trial.yaml --set school=60
      """)

  @Argument(help: ArgumentHelp("The design file.", valueName: "design"))
  var design: String

  @OptionGroup var changes: DesignOptions

  func run() throws {
    let file = try DesignFile(path: design, options: changes)
    try StandardOutput.write(auditText(plan: file.plan))
  }
}
