import ArgumentParser
import Foundation

/// How what simulates runs, and where its files go.
struct RunOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help:
      "Workers that simulate side by side; the figures do not depend on it. (default: all cores)")
  var threads: Int?

  @Option(help: ArgumentHelp("Folder to write into, in place of Reports.", valueName: "dir"))
  var out: String = "Reports"

  mutating func validate() throws { try Self.check(threads: threads, out: out) }

  /// How many workers there are.
  var workers: Int { Self.workers(threads) }

  /// Refuses what cannot be.
  static func check(threads: Int?, out: String) throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads is \(threads); it must be from 1 to 4096.")
    }
    if out.isEmpty { throw ValidationError("--out wants the name of a folder.") }
  }

  /// As many as there are cores unless it is said.
  static func workers(_ threads: Int?) -> Int {
    threads ?? ProcessInfo.processInfo.activeProcessorCount
  }
}
