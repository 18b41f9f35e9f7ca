import ArgumentParser
import DesignLanguage
import Foundation
import PowerStudy
import RunStore
import StudyDesign

/// `mlpower run`: simulate, fit, tabulate.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate and fit a design, tabulate and draw its power.",
    discussion: """
      Prints the table and writes it, as power.txt and power.csv, into Reports/NAME/, where NAME is \
      the design file's name without its extension, with pictures for print (SVG). Beside them \
      report.html is the whole report as a page: tables and pictures, equations, a methods text to \
      paste, references and the design. The replicates are kept there in run.sqlite: a run that was \
      stopped goes on where it ended, more --replicates are added to those there are, and 'mlpower \
      report' makes other tables of them.

      Example:
        mlpower run Designs/two-level-trial.yaml --replicates 5000 --out trials
      """)

  @Argument(
    help: ArgumentHelp("Design files; all are checked before any runs.", valueName: "design"))
  var designs: [String]

  @OptionGroup var changes: DesignOptions

  @OptionGroup var running: RunOptions

  @Flag(
    help: "Measure the type I error of every test beside its power, as 'calibrate' in a design.")
  var calibrate = false

  @Flag(help: "Give up the replicates of an earlier run that are in the way.")
  var restart = false

  @Flag(help: "Do not keep the replicates; a run that is stopped is then lost.")
  var noStore = false

  @Option(
    help: ArgumentHelp(
      "Make only the Kth of N parts of the replicates, for 'mlpower merge' to join.",
      valueName: "K/N"),
    transform: shardNumber)
  var shard: Shard?

  @Option(help: "text to read, or json for machines.")
  var format: OutputFormat = .text

  @Flag(help: "Draw power in characters too, after the table.")
  var plot = false

  @Flag(name: .shortAndLong, help: "No progress bar and no messages; the table only.")
  var quiet = false

  mutating func validate() throws {
    if designs.isEmpty { throw ValidationError("Name at least one design file.") }
    if shard != nil && format != .text {
      throw ValidationError("--shard prints no figures; give --format to 'mlpower merge'.")
    }
    if plot && (format != .text || shard != nil) {
      throw ValidationError("--plot goes with the table only, not with --format json or --shard.")
    }
    if noStore && (restart || shard != nil) {
      throw ValidationError("--no-store does not go with --restart or --shard.")
    }
  }

  func run() async throws {
    let more = calibrate ? [PathOverride(path: "simulation.calibrate", value: "true")] : []
    let files = try DesignFile.read(designs, options: changes, more: more)
    for file in files {
      try file.requireTests()
      try folder(of: file).check(canHold: shard == nil ? ReportFile.ofRun : [])
      try checkShard(of: file)
    }
    let stores = try files.map(openStore)
    for (position, (file, store)) in zip(files, stores).enumerated() {
      if let shard, let store {
        try await run(shard, of: file, into: store)
      } else {
        if position > 0, format == .text { try StandardOutput.write("\n") }
        try await run(file, store)
      }
      try store?.end()
    }
  }

  private func folder(of file: DesignFile) -> ReportFolder {
    ReportFolder(parent: running.out, name: file.name)
  }

  private func checkShard(of file: DesignFile) throws(CommandFailure) {
    let replicates = file.plan.simulation.mostReplicates
    if let shard, shard.count > replicates {
      throw .wrongUsage(
        "--shard: \(file.path) has \(replicates) replicates, too few for \(shard.count) parts.")
    }
  }

  private func openStore(of file: DesignFile) throws(CommandFailure) -> RunStore? {
    guard !noStore else { return nil }
    try folder(of: file).make()
    return try StorePlace(folder: folder(of: file), shard: shard)
      .open(file, shard: shard, restart: restart)
  }

  private func run(_ file: DesignFile, _ store: RunStore?) async throws {
    let start = ContinuousClock.now
    let held = store?.heldReplicates() ?? []
    let runner = StudyRunner(plan: file.plan, threads: running.workers)
    let result = try await follow(file, store) { progress in
      try await runner.run(archive: store, progress: progress)
    }
    let report = RunReport(result: result, file: file)
    let elapsed = secondsIn(ContinuousClock.now - start)
    // The table reaches the reader even where the files cannot be written.
    let written = Result { try report.write(to: folder(of: file)) }
    try StandardOutput.write(report.output(format) + (plot ? "\n" + report.plot : ""))
    try written.get()
    if quiet { return }
    let kept = report.fits(among: held)
    let before = kept == 0 ? "" : ", \(grouped(kept)) of them made before,"
    StandardError().line(
      """
      \(grouped(report.fits)) fits\(before) in \(brief(elapsed)); \
      \(report.fileNames()) are in \(folder(of: file).path)
      """)
  }

  private func run(_ shard: Shard, of file: DesignFile, into store: RunStore) async throws {
    let start = ContinuousClock.now
    let runner = StudyRunner(plan: file.plan, threads: running.workers)
    try await follow(file, store) { progress in
      try await runner.run(shard: shard, archive: store, progress: progress)
    }
    if quiet { return }
    let elapsed = secondsIn(ContinuousClock.now - start)
    StandardError().line(
      """
      Part \(shard.number) of \(shard.count) took \(brief(elapsed)) and is in \(store.path); \
      'mlpower merge' joins all parts
      """)
  }

  /// Shows the progress of a run, says on an interruption how to go on, and words what its store throws.
  private func follow<T>(
    _ file: DesignFile, _ store: RunStore?,
    _ run: (@escaping @Sendable (RunProgress) -> Void) async throws -> T
  ) async throws -> T {
    let bar = quiet ? nil : ProgressBar(name: file.name, output: StandardError())
    defer { bar?.clear() }
    if let store, !quiet {
      Signals.say(
        "What is done is kept in \(store.path);\nthe same command goes on from there.")
    }
    defer { Signals.say(nil) }
    do {
      return try await run { progress in bar?.show(progress) }
    } catch let error as StoreError {
      throw CommandFailure.store(path: store?.path ?? "", error)
    }
  }
}

/// `3/16` as a shard.
private func shardNumber(_ text: String) throws -> Shard {
  let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
  guard parts.count == 2, let number = parts[0], let count = parts[1],
    let shard = Shard(number: number, of: count)
  else { throw ValidationError("a part is K/N with K from 1 to N, as in 3/16.") }
  return shard
}
