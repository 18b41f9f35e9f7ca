import Foundation
import Glibc
import Testing

/// What the program does on a terminal, and when it is interrupted.
@Suite struct TerminalTests {
  /// Takes half a minute, if nobody interrupts it.
  private let longRun = ["study.yaml", "--set", "school=2000", "--replicates", "1000000"]

  @Test("An interrupted run ends with 130 and leaves what is done, but no report")
  func interrupted() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let process = Program.process(
      Program.path, ["run"] + longRun, folder, [:])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(400_000)
    #expect(process.isRunning)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    let store = "Reports/study/run.sqlite"
    #expect(folder.files.contains(store))
    #expect(folder.files.allSatisfy { $0 == "study.yaml" || $0.hasPrefix(store) })
  }

  @Test("On a terminal there is a progress bar within its width")
  func progress() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let drawn = try onTerminal(
      "run " + longRun.joined(separator: " "), in: folder, prefix: "timeout -s INT 1")
    #expect(drawn.contains("replicates/s"))
    #expect(drawn.contains(" left"))
    let lines = drawn.split(whereSeparator: \.isNewline)
    #expect(lines.count > 2)
    #expect(lines.allSatisfy { $0.replacing("\u{1b}[K", with: "").count < 80 })
  }

  @Test("Colour is used on a terminal, and not with NO_COLOR")
  func colour() throws {
    let folder = try Folder()
    #expect(try onTerminal("check none.yaml", in: folder).hasPrefix("\u{1b}[1;31mError:"))
    let plain = try onTerminal("check none.yaml", in: folder, prefix: "env NO_COLOR=1")
    #expect(plain.hasPrefix("Error: cannot read none.yaml"))
    #expect(!plain.contains("\u{1b}"))
  }

  /// What the program writes to a terminal of 80 columns as its standard error, by way of `script`.
  private func onTerminal(
    _ arguments: String, in folder: Folder, prefix: String = "env NO_COLOR="
  ) throws -> String {
    let line = "stty cols 80; TERM=xterm \(prefix) '\(Program.path)' \(arguments) > /dev/null"
    return try Program.shell("script -qec \"\(line)\" /dev/null", in: folder).output
  }
}
