import Foundation
import Testing

/// The reports kept in `Reports/` are what the shipped designs give.
@Suite struct ShippedReportsTests {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let designs = try! FileManager.default
    .contentsOfDirectory(atPath: root.appendingPathComponent("Designs").path)
    .filter { $0.hasSuffix(".yaml") }.sorted()

  @Test(arguments: designs)
  func `running a shipped design again gives its report to the byte and its figures to 1e-8`(
    file: String
  ) throws {
    let folder = try Folder()
    let design = Self.root.appendingPathComponent("Designs/\(file)").path
    let ending = try Program.run("run", design, "--out", "again", "--quiet", in: folder)
    #expect(ending.status == 0)
    let name = String(file.dropLast(".yaml".count))
    let again = folder.url.appendingPathComponent("again/\(name)")
    let kept = Self.root.appendingPathComponent("Reports/\(name)")
    func text(_ folder: URL, _ file: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }
    #expect(try text(again, "power.txt") == text(kept, "power.txt"))
    for line in try text(kept, "power.txt").split(separator: "\n") {
      #expect(line.count <= 80, "\(line)")
    }
    let (new, old) = try (text(again, "power.csv"), text(kept, "power.csv"))
    // The last digits may differ between kinds of processor (logarithms, exponentials).
    let fields = { (text: String) in text.split { $0 == "," || $0.isNewline }.map(String.init) }
    #expect(fields(new).count == fields(old).count)
    for (a, b) in zip(fields(new), fields(old)) where a != b {
      let (x, y) = (try #require(Double(a)), try #require(Double(b)))
      #expect((x - y).magnitude <= 1e-8 * max(x.magnitude, y.magnitude))
    }
  }
}
