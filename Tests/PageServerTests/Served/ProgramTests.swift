import Foundation
import Testing

/// `mlpower serve` as a user starts and ends it.
@Suite struct ProgramTests {
  /// How a program ended and what it said on standard error.
  private struct Ending {
    var status: Int32
    var messages: String
  }

  /// Runs a program until it ends.
  private func end(of program: URL, _ arguments: [String]) throws -> Ending {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let messages = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Ending(status: process.terminationStatus, messages: messages)
  }

  @Test func saysWhereThePageIsAndEndsWithoutAWord() async throws {
    let process = Process()
    process.executableURL = CommandLineRun.program("mlpower")
    process.arguments = ["serve", "--port", "0"]
    process.currentDirectoryURL = RunningServer.package
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    #expect(
      line.hasPrefix("The page is at http://127.0.0.1:") && line.hasSuffix("(Ctrl-C ends it).\n"))
    let digits = line.components(separatedBy: "127.0.0.1:").last!.prefix { $0.isNumber }
    let http = HTTPExchange(port: try #require(Int(digits)))
    let start = try await http.send("GET", "/api/start").json
    #expect((start["designs"] as? [Any])?.isEmpty == false)
    #expect((start["lessons"] as? [Any])?.isEmpty == false)
    let taken = try end(of: CommandLineRun.program("mlpower-serve"), ["--port", String(digits)])
    #expect(taken.status == 73)
    #expect(taken.messages.contains("port \(digits) is taken"))
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(pipe.fileHandleForReading.readDataToEndOfFile().isEmpty)
  }

  @Test func wrongOptionsAreToldAtOnce() throws {
    let program = CommandLineRun.program("mlpower-serve")
    for (options, word) in [
      (["--port", "70000"], "from 0 to 65535"), (["--threads", "0"], "from 1 to 4096"),
      (["--lessons", "/no/such/folder"], "no folder"),
    ] {
      let ending = try end(of: program, options)
      #expect(ending.status == 64 && ending.messages.contains(word), "\(ending)")
    }
    let elsewhere = try end(of: program, ["--port", "0", "--host", "203.0.113.1"])
    #expect(elsewhere.status == 73 && elsewhere.messages.contains("cannot listen"))
  }

  @Test func mistakesInLessonsAreToldWithTheirPlace() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mlpower lessons \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("# A lesson\n".utf8).write(to: folder.appendingPathComponent("01-lonely.md"))
    let ending = try end(
      of: CommandLineRun.program("mlpower-serve"), ["--port", "0", "--lessons", folder.path])
    #expect(ending.status == 65)
    #expect(ending.messages.hasPrefix("01-lonely.md"))
  }

  @Test func withoutItsProgramTheCommandSaysHowToBuildIt() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mlpower alone \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let copy = folder.appendingPathComponent("mlpower")
    try FileManager.default.copyItem(at: CommandLineRun.program("mlpower"), to: copy)
    let ending = try end(of: copy, ["serve", "--open"])
    #expect(ending.status == 66)
    #expect(ending.messages.contains("'make serve' builds"))
  }
}
