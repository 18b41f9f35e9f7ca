import Foundation
import Glibc
import Testing

/// What the program does on a terminal, and when it is interrupted.
@Suite struct TerminalTests {
  @Test("An interrupted run ends with 130 and leaves nothing half written")
  func interrupted() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let process = Program.process(
      Program.path, ["run", "study.yaml", "--replicates", "100000000"], folder, [:])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(400_000)
    #expect(process.isRunning)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(folder.files == ["study.yaml"])
  }

  @Test("On a terminal there is a progress bar within its width; elsewhere there is none")
  func progress() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let drawn = try onTerminal("run study.yaml --replicates 1000000", in: folder)
    #expect(drawn.contains("replicates/s"))
    #expect(drawn.contains(" left"))
    let lines = drawn.split { "\r\n".contains($0) }.map { $0.replacing("\u{1b}[K", with: "") }
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test("Colour is used on a terminal, and not with NO_COLOR")
  func colour() throws {
    let folder = try Folder()
    #expect(try onTerminal("check none.yaml", in: folder).hasPrefix("\u{1b}[1;31mError:"))
    let plain = try onTerminal("check none.yaml", in: folder, environment: "NO_COLOR=1")
    #expect(plain.hasPrefix("Error: cannot read none.yaml"))
    #expect(!plain.contains("\u{1b}"))
  }

  /// What the program writes to a terminal of 80 columns as its standard error, by way of `script`.
  private func onTerminal(
    _ arguments: String, in folder: Folder, environment: String = "NO_COLOR="
  ) throws -> String {
    let line = "stty cols 80; TERM=xterm \(environment) '\(Program.path)' \(arguments) > /dev/null"
    return try Program.shell("script -qec \"\(line)\" /dev/null", in: folder).output
  }
}
