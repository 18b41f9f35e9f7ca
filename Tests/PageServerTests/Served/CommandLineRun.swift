import Foundation

/// What the command line makes of a design.
enum CommandLineRun {
  /// The texts of the files that `mlpower run NAME.yaml` writes, or another command, by their names.
  static func files(
    of design: String, name: String, command: String = "run"
  ) throws -> [String: String] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mlpower page \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(design.utf8).write(to: folder.appendingPathComponent("\(name).yaml"))
    let process = Process()
    process.executableURL = program("mlpower")
    process.arguments =
      [command, "--quiet", "\(name).yaml"] + (command == "run" ? ["--no-store"] : [])
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let reports = folder.appendingPathComponent("Reports/\(name)")
    return try Dictionary(
      uniqueKeysWithValues: FileManager.default.contentsOfDirectory(atPath: reports.path).map {
        ($0, try String(contentsOf: reports.appendingPathComponent($0), encoding: .utf8))
      })
  }

  /// An executable of this package, which lies beside the test bundle.
  static func program(_ name: String) -> URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent(name)
  }
}
