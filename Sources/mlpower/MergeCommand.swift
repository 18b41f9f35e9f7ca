import ArgumentParser
import PowerStudy
import RunStore

/// `mlpower merge`: the parts of a run joined.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the parts of a run that were made apart.",
    discussion: """
      All parts must be of the same design, seed and version; no replicate may be there twice, and \
      none may lack. The joined store and the report go into Reports/NAME/ and are those of a run on \
      one machine. Parts are made anywhere and in any order:
        mlpower run Designs/regression.yaml --shard 1/2 --out parts
        mlpower run Designs/regression.yaml --shard 2/2 --out parts

      Example:
        mlpower merge parts/regression/shard-*.sqlite --out joined
      """)

  @Argument(help: ArgumentHelp("The stores of all parts.", valueName: "store"))
  var stores: [String]

  @Option(help: ArgumentHelp("Folder to write into, in place of Reports.", valueName: "dir"))
  var out: String = "Reports"

  @Flag(help: "Replace a joined store that is in the way.")
  var restart = false

  @Option(help: "text to read, or json for machines.")
  var format: OutputFormat = .text

  @Flag(name: .shortAndLong, help: "No messages; the table only.")
  var quiet = false

  mutating func validate() throws {
    if out.isEmpty { throw ValidationError("--out wants the name of a folder.") }
    let twice = stores.enumerated().first { stores[..<$0.offset].contains($0.element) }
    if let twice { throw ValidationError("'\(twice.element)' is named twice.") }
  }

  func run() throws {
    let parts = try StoreParts(paths: stores)
    let folder = ReportFolder(parent: out, name: parts.design.file.name)
    try folder.check(canHold: ReportFile.ofRun)
    try parts.checkComplete()
    try folder.make()
    let path = StorePlace(folder: folder).path
    let store: RunStore
    do throws(StoreError) {
      store = try RunStore.merge(
        parts.stores, into: path, record: parts.design.file.record(shard: nil),
        layout: parts.layout, replace: restart)
    } catch {
      throw CommandFailure.store(path: path, error)
    }
    let report = RunReport(
      result: try parts.design.run(store).result, file: parts.design.file)
    try store.end()
    let written = Result { try report.write(to: folder) }
    try StandardOutput.write(report.output(format))
    try written.get()
    if !quiet {
      StandardError().line("\(report.fileNames(and: ["run.sqlite"])) are in \(folder.path)")
    }
  }
}
