import Foundation
import Testing

/// What README.md shows of a design and its report is what stands in them.
@Suite struct ReadmeTests {
  private let root = ShippedReportsTests.root

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test("The table is that of the report")
  func table() throws {
    let report = try text("Reports/two-level-trial/power.txt")
    let start = try #require(report.range(of: "\ntreatment: ")).lowerBound
    let end = try #require(report.range(of: "\nPower is the share of replicates")).lowerBound
    #expect(try text("README.md").contains("```text" + report[start...end] + "```"))
  }

  @Test("The design is that of the file, without its description")
  func design() throws {
    var shown: [Substring] = []
    var isDescription = false
    for line in try text("Designs/two-level-trial.yaml").split(separator: "\n") {
      isDescription = line.hasPrefix("description:") || isDescription && line.hasPrefix("  ")
      if !isDescription { shown.append(line) }
    }
    let readme = try text("README.md")
    let block = try #require(readme.firstRange(of: "```yaml\n"))
    let rest = readme[block.upperBound...]
    let inReadme = rest[..<(try #require(rest.firstRange(of: "\n```"))).lowerBound]
    #expect(inReadme.split(separator: "\n") == shown)
  }
}
