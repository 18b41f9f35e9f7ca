import Foundation
import Testing

/// The reports kept in `Reports/` are what the shipped designs give: texts to the byte, figures to 1e-8, pictures
/// and pages to a fiftieth of a unit.
@Suite struct ShippedReportsTests {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let designs = try! FileManager.default
    .contentsOfDirectory(atPath: root.appendingPathComponent("Designs").path)
    .filter { $0.hasSuffix(".yaml") }.sorted()

  /// What a design is for: a threshold of publication, a search besides a run, or a run.
  static func commands(of file: String) throws -> [[String]] {
    let text = try String(
      contentsOf: root.appendingPathComponent("Designs/\(file)"), encoding: .utf8)
    if text.contains("\nthreshold:") { return [["threshold"]] }
    let isSearched = text.contains("\nsearch:") || text.contains("\nfind:")
    return [["run", "--no-store"]] + (isSearched ? [["find"]] : [])
  }

  @Test func `shipped designs look for something, and find thresholds`() throws {
    let commands = try Self.designs.flatMap { try Self.commands(of: $0).map { $0[0] } }
    #expect(commands.count { $0 == "find" } >= 2)
    #expect(commands.count { $0 == "threshold" } >= 3)
  }

  @Test(arguments: designs)
  func `a shipped design gives its reports again`(
    file: String
  ) throws {
    let folder = try Folder()
    let design = Self.root.appendingPathComponent("Designs/\(file)").path
    for command in try Self.commands(of: file) {
      let ending = try Program.run(
        command + [design, "--out", "again", "--quiet"], in: folder)
      #expect(ending.status == 0)
    }
    let name = String(file.dropLast(".yaml".count))
    let again = folder.url.appendingPathComponent("again/\(name)")
    let kept = Self.root.appendingPathComponent("Reports/\(name)")
    let files = try FileManager.default.contentsOfDirectory(atPath: again.path).sorted()
    #expect(try FileManager.default.contentsOfDirectory(atPath: kept.path).sorted() == files)
    for file in files {
      let (new, old) = try (text(again, file), text(kept, file))
      switch URL(fileURLWithPath: file).pathExtension {
      case "txt":
        #expect(new == old, "\(file)")
        for line in old.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      // The last digits may differ between kinds of processor (logarithms, exponentials).
      case "csv": expectAlike(new, old, relative: 1e-8)
      default: expectAlike(new, old, absolute: 0.02)
      }
    }
  }

  private func text(_ folder: URL, _ file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  /// Whether two texts differ in nothing but numbers, and these but little.
  private func expectAlike(
    _ new: String, _ old: String, relative: Double = 0, absolute: Double = 0
  ) {
    guard new != old else { return }
    let (one, two) = (words(new), words(old))
    guard one.count == two.count else {
      Issue.record("the texts have other words")
      return
    }
    for (a, b) in zip(one, two) where a != b {
      guard let x = Double(a), let y = Double(b) else {
        Issue.record("'\(a)' in place of '\(b)'")
        return
      }
      #expect((x - y).magnitude <= absolute + relative * max(x.magnitude, y.magnitude))
    }
  }

  /// Numbers, and what stands between them.
  private func words(_ text: String) -> [Substring] {
    let separators: Set<Character> = [",", " ", "\n", "\r\n", "\"", "<", ">", "=", ";", "(", ")"]
    return text.split { separators.contains($0) }
  }
}
