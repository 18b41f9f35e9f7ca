import StudyDesign
import ArgumentParser
import DesignLanguage

/// `mlpower slurm`: a script that runs a design on a cluster.
struct SlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm",
    abstract: "Print a script that runs a design as an array of jobs under Slurm.",
    discussion: """
      The script submits an array of tasks, each of which makes one part of the replicates, and a job \
      that joins them once all have ended well. A task that is killed or requeued goes on where it \
      ended. Folders must be seen from all nodes.

      Example:
        mlpower slurm Designs/two-level-trial.yaml --nodes 16 > job.sh
      and then, where the cluster is:
        sh job.sh
      """)

  @Argument(help: ArgumentHelp("The design file.", valueName: "design"))
  var design: String

  @OptionGroup var changes: DesignOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Tasks that share the replicates.", valueName: "N"))
  var nodes: Int

  @Option(
    parsing: .unconditional, help: "Cores of each task.")
  var threads: Int = 1

  @Option(help: ArgumentHelp("Folder to write into, in place of Reports.", valueName: "dir"))
  var out: String = "Reports"

  @Flag(help: "Measure the type I error of every test, as 'run --calibrate'.")
  var calibrate = false

  mutating func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads is \(threads); it must be from 1 to 4096.")
    }
    guard (1...100_000).contains(nodes) else {
      throw ValidationError("--nodes is \(nodes); it must be from 1 to 100,000.")
    }
    if out.isEmpty { throw ValidationError("--out wants the name of a folder.") }
  }

  func run() throws {
    let file = try DesignFile(path: design, options: changes)
    try file.requireTests()
    let replicates = file.plan.simulation.mostReplicates
    guard nodes <= replicates else {
      throw CommandFailure.wrongUsage(
        "--nodes is \(nodes), but the design has \(replicates) replicates to share.")
    }
    try StandardOutput.write(
      SlurmScript(
        name: file.name, design: design, options: options, out: out, tasks: nodes,
        threads: threads
      ).text)
  }

  /// The options of the design as they were given.
  private var options: [String] {
    var words: [String] = []
    if let replicates = changes.replicates { words += ["--replicates", String(replicates)] }
    if let seed = changes.seed { words += ["--seed", String(seed)] }
    for setting in changes.settings { words += ["--set", setting] }
    words += ["--max-fits", String(changes.maxFits)]
    return words + (calibrate ? ["--calibrate"] : [])
  }
}
