import Foundation
import Glibc
import Testing

/// A store of a million rows; runs where MLPOWER_SLOW is 1.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["MLPOWER_SLOW"] == "1"))
struct LargeStoreTests {
  @Test("A report of a million rows needs less than 300 MB, and a row less than 100 bytes on disk")
  func million() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let run = try Program.run(
      "run", "study.yaml", "--replicates", "1000000", "--quiet", in: folder)
    #expect(run.status == 0)
    let report = try Program.run("report", "study", "--quiet", in: folder)
    #expect(report.output == run.output)
    let peak = try peakMemory(of: ["report", "study", "--quiet"], in: folder)
    #expect(peak > 10_000 && peak < 300_000)
    let file = folder.url.appendingPathComponent("Reports/study/run.sqlite").path
    let facts = try FileManager.default.attributesOfItem(atPath: file)
    let bytes = try #require(facts[.size] as? Int)
    #expect(bytes < 100_000_000)
  }

  /// The most memory that the program takes with these arguments, in kB, as the system counts it.
  private func peakMemory(of arguments: [String], in folder: Folder) throws -> Int {
    let process = Program.process(Program.path, arguments, folder, [:])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    var peak = 0
    while process.isRunning {
      let status = try? String(
        contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
      let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
      peak = max(peak, line.flatMap { Int($0.filter(\.isNumber)) } ?? 0)
      usleep(5_000)
    }
    #expect(process.terminationStatus == 0)
    return peak
  }
}
