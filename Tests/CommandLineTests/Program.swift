import Foundation
import Glibc

/// The built executable, run as a user runs it.
enum Program {
  /// How a run ended and what it said.
  struct Ending {
    var status: Int32
    var output: String
    var messages: String
  }

  /// The executable lies beside the test bundle.
  static let path: String = {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appendingPathComponent("mlpower").path
  }()

  /// Runs `mlpower` with these arguments in a folder and waits for its end.
  static func run(
    _ arguments: String..., in folder: Folder, environment: [String: String] = [:]
  ) throws -> Ending {
    try end(of: process(path, arguments, folder, environment), folder)
  }

  static func run(_ arguments: [String], in folder: Folder) throws -> Ending {
    try end(of: process(path, arguments, folder, [:]), folder)
  }

  /// Runs a line of shell in a folder, in which `mlpower` is the executable.
  static func shell(_ line: String, in folder: Folder) throws -> Ending {
    let function = "mlpower() { '\(path)' \"$@\"; }; "
    return try end(of: process("/bin/sh", ["-c", function + line], folder, [:]), folder)
  }

  /// A process that has not been started; nothing on its standard input.
  static func process(
    _ executable: String, _ arguments: [String], _ folder: Folder, _ environment: [String: String]
  ) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Output goes through files, which no pipe's capacity limits.
  private static func end(of process: Process, _ folder: Folder) throws -> Ending {
    let texts = ["output", "messages"].map {
      folder.url.appendingPathExtension("\($0)-\(UUID().uuidString)")
    }
    defer { texts.forEach { try? FileManager.default.removeItem(at: $0) } }
    let handles = try texts.map { url in
      _ = FileManager.default.createFile(atPath: url.path, contents: nil)
      return try FileHandle(forWritingTo: url)
    }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus,
      output: try String(contentsOf: texts[0], encoding: .utf8),
      messages: try String(contentsOf: texts[1], encoding: .utf8))
  }
}
