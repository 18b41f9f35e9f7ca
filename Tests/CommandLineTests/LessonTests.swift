import Foundation
import Testing

/// The lessons say what their designs give, and have what a lesson needs.
@Suite struct LessonTests {
  private static let folder = ShippedReportsTests.root.appendingPathComponent("Lessons")

  static let names = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()

  private func text(_ name: String) throws -> String {
    try String(contentsOf: Self.folder.appendingPathComponent("\(name).md"), encoding: .utf8)
  }

  @Test func `every lesson has a text, and the list has its title and its question`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let texts = files.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
    #expect(texts == Self.names.map { "\($0).md" })
    #expect(Self.names.count >= 12)
    let list = try text("README")
    for name in Self.names {
      let lines = try text(name).split(separator: "\n").map(String.init)
      let title = try #require(lines.first { $0.hasPrefix("title: ") }).dropFirst(7)
      let question = try #require(lines.first { $0.hasPrefix("question: ") }).dropFirst(10)
      #expect(list.contains("| [\(title)](\(name).md) | \(question) |"))
    }
  }

  /// A number before a comment with a column of `power.csv` and conditions on others.
  @Test(arguments: names) func `the numbers of a lesson are those of its design`(
    name: String
  ) throws {
    let folder = try Folder()
    let design = Self.folder.appendingPathComponent("\(name).yaml").path
    let ending = try Program.run(
      "run", design, "--no-store", "--out", "out", "--quiet", in: folder)
    #expect(ending.status == 0)
    let rows = try records(folder.read("out/\(name)/power.csv"))
    let claims = claims(of: try text(name))
    #expect(!claims.isEmpty)
    for claim in claims {
      let chosen = rows.filter { row in claim.conditions.allSatisfy { row[$0.key] == $0.value } }
      #expect(chosen.count == 1, "\(claim)")
      let figure = try #require(chosen.first?[claim.column].flatMap(Double.init), "\(claim)")
      let decimals = claim.number.split(separator: ".").last?.count ?? 0
      let number = try #require(Double(claim.number))
      #expect((figure - number).magnitude <= 0.5 * pow(10, -Double(decimals)) + 1e-9, "\(claim)")
    }
  }

  @Test(arguments: names) func `every question has one right answer, and all say why`(
    name: String
  ) throws {
    let sections = try text(name).components(separatedBy: "\n## ")
    #expect(
      sections.dropFirst().map { $0.prefix { !$0.isNewline } } == [
        "Try", "You should have seen", "Quiz", "Exercises", "Read on",
      ])
    let questions = sections[3].components(separatedBy: "\n### ").dropFirst()
    #expect((2...3).contains(questions.count))
    for question in questions {
      let answers = question.components(separatedBy: "\n- [").dropFirst()
      #expect((2...4).contains(answers.count))
      #expect(answers.count { $0.hasPrefix("x] ") } == 1)
      for answer in answers { #expect(answer.contains("\n  "), "no feedback: \(answer)") }
    }
  }

  /// Numbers to play with lead somewhere in the design, and what exercises ask for is among its figures.
  @Test(arguments: names) func `the numbers of a lesson can be moved`(name: String) throws {
    let folder = try Folder()
    let design = Self.folder.appendingPathComponent("\(name).yaml").path
    let lines = try text(name).split(separator: "\n").map(String.init)
    let sliders = try #require(lines.first { $0.hasPrefix("sliders: {") })
    for slider in sliders.dropFirst("sliders: {".count).dropLast().components(separatedBy: ", ") {
      let parts = slider.components(separatedBy: ": ")
      let least = try #require(parts.last?.components(separatedBy: "..").first)
      let setting = "\(parts[0])=\(least)"
      let ending = try Program.run("check", design, "--set", setting, in: folder)
      #expect(ending.status == 0, "\(setting): \(ending.messages)")
    }
    let run = try Program.run(
      "run", design, "--no-store", "--replicates", "2", "--out", "out", "--quiet", in: folder)
    #expect(run.status == 0)
    let columns = try records(folder.read("out/\(name)/power.csv"))[0].keys
    for line in lines where line.hasPrefix("  answer: ") {
      let asked = line.dropFirst("  answer: ".count).components(separatedBy: "; ")[0]
      #expect(columns.contains(asked) || ["design_effect", "effective_rows"].contains(asked))
    }
  }

  private struct Claim {
    var number: String
    var column: String
    var conditions: [String: String]
  }

  private func claims(of text: String) -> [Claim] {
    let parts = text.components(separatedBy: "<!-- ")
    return zip(parts, parts.dropFirst()).map { before, after in
      let digits = before.reversed().prefix { $0.isNumber || $0 == "." }
      let terms = (after.components(separatedBy: " -->").first ?? "").components(separatedBy: "; ")
      let pairs = terms.dropFirst().map { $0.split(separator: "=").map(String.init) }
      return Claim(
        number: String(digits.reversed()), column: terms[0],
        conditions: Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) }))
    }
  }

  private func records(_ table: String) -> [[String: String]] {
    let lines = table.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }
}
