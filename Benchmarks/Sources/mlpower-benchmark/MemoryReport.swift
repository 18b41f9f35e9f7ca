import Foundation

/// Growth of the peak memory with the number of replicates, each run in a process of its own.
enum MemoryReport {
  private static let counts = (few: 50_000, many: 500_000)

  static func measure() throws {
    show("\nPeak memory, from runs of 50,000 and 500,000 replicates")
    let few = try peakBytes(replicates: counts.few)
    let many = try peakBytes(replicates: counts.many)
    let growth = Double(many - few) / Double(counts.many - counts.few)
    show(
      "  two-level-20x20: \(few / 1_000_000) and \(many / 1_000_000) MB, "
        + String(format: "%.1f bytes per replicate and test (promised: at most 100)", growth))
  }

  /// Runs the first design in this process and prints the peak of its resident memory, in bytes.
  static func probe(replicates: Int) async throws {
    let plan = try BenchmarkCase.all[0].plan(replicates: replicates)
    _ = try await secondsToRun(plan, threads: 1)
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    print(line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 } ?? 0)
  }

  private static func peakBytes(replicates: Int) throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["memory-probe", String(replicates)]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: answer, as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
    return Int(text) ?? 0
  }
}
