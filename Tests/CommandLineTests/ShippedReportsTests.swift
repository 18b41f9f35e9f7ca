import Foundation
import Testing

/// The reports kept in `Reports/` are what the shipped designs give.
@Suite struct ShippedReportsTests {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let designs = try! FileManager.default
    .contentsOfDirectory(atPath: root.appendingPathComponent("Designs").path)
    .filter { $0.hasSuffix(".yaml") }.sorted()

  /// Those that are worked out by `threshold`, as they test nothing.
  static let thresholds = [
    "18-threshold.yaml", "course-scores.yaml", "hospital-mortality.yaml", "value-added.yaml",
  ]

  @Test(arguments: designs.filter { !thresholds.contains($0) })
  func `running a shipped design again gives its report to the byte and its figures to 1e-8`(
    file: String
  ) throws {
    try compare(file, by: "run", text: "power.txt", table: "power.csv")
  }

  @Test(arguments: thresholds)
  func `a shipped threshold worked out again gives its report to the byte and its figures to 1e-8`(
    file: String
  ) throws {
    try compare(file, by: "threshold", text: "threshold.txt", table: "threshold.csv")
  }

  private func compare(_ file: String, by command: String, text: String, table: String) throws {
    let folder = try Folder()
    let design = Self.root.appendingPathComponent("Designs/\(file)").path
    let ending = try Program.run(command, design, "--out", "again", "--quiet", in: folder)
    #expect(ending.status == 0)
    let name = String(file.dropLast(".yaml".count))
    let again = folder.url.appendingPathComponent("again/\(name)")
    let kept = Self.root.appendingPathComponent("Reports/\(name)")
    func read(_ folder: URL, _ file: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }
    #expect(try read(again, text) == read(kept, text))
    for line in try read(kept, text).split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
    let (new, old) = try (read(again, table), read(kept, table))
    // The last digits may differ between kinds of processor (logarithms, exponentials).
    let fields = { (text: String) in text.split { $0 == "," || $0.isNewline }.map(String.init) }
    #expect(fields(new).count == fields(old).count)
    for (a, b) in zip(fields(new), fields(old)) where a != b {
      let (x, y) = (try #require(Double(a)), try #require(Double(b)))
      #expect((x - y).magnitude <= 1e-8 * max(x.magnitude, y.magnitude))
    }
  }
}
