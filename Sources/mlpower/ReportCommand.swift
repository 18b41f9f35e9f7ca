import ArgumentParser
import DesignLanguage
import Glibc
import PowerStudy
import RunStore
import StudyDesign

/// `mlpower report`: the tables and pictures of a run from its store.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make the tables and pictures of a run anew, or for other tests, without simulating.",
    discussion: """
      Reads the replicates that 'run' kept and prints the table. --set takes other levels of \
      significance, sides, null values, adjustments and lists of tests, as far as they need no \
      figures that were not kept, and another target. As it stands the report is written anew beside \
      its store; a changed one is written with --out only.

      Examples:
        mlpower report two-level-trial
        mlpower report two-level-trial --set 'tests=[{term: treatment, alpha: 0.01}]'
      """)

  @Argument(
    help: ArgumentHelp(
      "A design's name, the folder of its reports, or a store.", valueName: "report"))
  var report: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Put VALUE where PATH leads in the design, below 'tests' or 'target'. Repeatable.",
      valueName: "PATH=VALUE"))
  var settings: [String] = []

  @Option(
    parsing: .unconditional, help: "Use so many of the replicates, in place of all.")
  var replicates: Int?

  @Option(help: ArgumentHelp("Folder to write the report into.", valueName: "dir"))
  var out: String?

  @Option(help: "text to read, or json for machines.")
  var format: OutputFormat = .text

  @Flag(help: "Draw power in characters too, after the table.")
  var plot = false

  @Flag(name: .shortAndLong, help: "No messages; the table only.")
  var quiet = false

  mutating func validate() throws {
    for setting in settings where splitAtEquals(setting) == nil {
      throw ValidationError(
        "--set wants PATH=VALUE, as in --set target.power=0.9; found '\(setting)'.")
    }
    if let replicates, replicates < 1 {
      throw ValidationError("--replicates is \(replicates); it must be at least 1.")
    }
    if plot && format != .text {
      throw ValidationError("--plot goes with the table only, not with --format json.")
    }
    if out == "" { throw ValidationError("--out wants the name of a folder.") }
  }

  func run() throws {
    let design = try StoredDesign(path: storePath, replicates: replicates)
    guard design.record.shard == nil else {
      throw CommandFailure.partialStore(path: design.path)
    }
    let changed = try changedFile(of: design)
    let store = try design.open()
    let run = try design.run(store)
    let report = RunReport(
      result: try result(run, changed?.plan), file: changed ?? design.file)
    try store.end()
    let folder = out.map { ReportFolder(parent: $0, name: design.file.name) } ?? ownFolder(design)
    let written = Result { if let folder { try report.write(to: folder) } }
    try StandardOutput.write(report.output(format) + (plot ? "\n" + report.plot : ""))
    try written.get()
    if let folder, !quiet {
      StandardError().line("\(report.fileNames()) are in \(folder.path)")
    }
  }

  /// Where the report lies that is written anew; nil where it would become another one.
  private func ownFolder(_ design: StoredDesign) -> ReportFolder? {
    guard settings.isEmpty, replicates == nil else { return nil }
    let parts = design.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return ReportFolder(path: parts.isEmpty ? "." : parts.joined(separator: "/"))
  }

  /// `report` as the path of a store: a file, a folder that holds one, or a name below `Reports`.
  private var storePath: String {
    var facts = stat()
    if stat(report, &facts) == 0 {
      return facts.st_mode & S_IFMT == S_IFDIR ? "\(report)/run.sqlite" : report
    }
    if report.contains("/") { return report }
    return "Reports/\(report)/run.sqlite"
  }

  private func changedFile(of design: StoredDesign) throws(CommandFailure) -> DesignFile? {
    guard !settings.isEmpty else { return nil }
    let more = settings.compactMap(splitAtEquals).map {
      PathOverride(path: $0.path, value: $0.value)
    }
    let file = try DesignFile(
      path: design.record.path, text: design.record.text,
      overrides: design.file.overrides + more, maxFits: .max)
    let changes = file.record(shard: nil).differences(from: design.record).map(\.what)
    if let other = changes.first(where: { $0 != "tests" && !$0.hasPrefix("tests.") }) {
      throw .needsSimulation(path: other)
    }
    guard file.plan.simulation == design.file.plan.simulation else {
      throw .needsSimulation(path: "simulation")
    }
    return file
  }

  private func result(_ run: StoredRun, _ changed: StudyPlan?) throws -> RunResult {
    guard let changed else { return run.result }
    do {
      return try run.result(of: changed)
    } catch let error as UnavailableFigures {
      throw CommandFailure.unavailableFigures(test: error.test)
    }
  }
}
