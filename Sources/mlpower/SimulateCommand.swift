import ArgumentParser
import DataTable
import PowerStudy
import StudyDesign

/// `mlpower simulate`: one synthetic data set.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Print one synthetic data set as CSV.",
    discussion: """
      The data set is exactly the one that `run` fits as this replicate. A design with a grid wants \
      --scenario, which names one value for each swept path.

      Units of levels are numbered from 1 over the whole study. Of a level with members each row has \
      the units and their weights in pairs of columns (nurse_1, nurse_1_weight, nurse_2, ...), NA \
      where it has fewer.

      Example:
        mlpower simulate Designs/regression.yaml --replicate 7 --scenario person=80
      """)

  @Argument(help: ArgumentHelp("The design file.", valueName: "design"))
  var design: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which data set, counted from 1.", valueName: "N"))
  var replicate: Int

  @Option(help: ArgumentHelp("One value for each path of the grid.", valueName: "PATH=VALUE,..."))
  var scenario: String?

  @OptionGroup var changes: DesignOptions

  func run() throws {
    let file = try DesignFile(path: design, options: changes)
    let settings = file.plan.simulation
    guard (1...settings.replicates).contains(replicate) else {
      throw CommandFailure.wrongUsage(
        """
        --replicate is \(replicate), but the replicates of this design count from 1 to \
        \(settings.replicates); more are possible with --replicates.
        """)
    }
    let chosen = try ScenarioChoice(axes: file.plan.axes).scenario(scenario, of: file.plan)
    let table = simulateTable(scenario: chosen, settings: settings, replicate: replicate)
    try StandardOutput.write(table.csvText)
  }
}
