@testable import CourseLessons
import DesignFiles
import DesignLanguage
import Foundation
import Testing

/// The lessons say what their designs give, and have what a lesson needs.
@Suite struct LessonTests {
  private static let folder = ShippedReportsTests.root.appendingPathComponent("Lessons")

  /// Reading them is a test in itself: sliders lead somewhere, exercises ask for figures that there are.
  static let course = try! Course(
    files: Course.files(inFolder: folder.path),
    environment: DesignEnvironment(files: { _ in throw DataRefusal("lessons have no data") }))

  static let names = course.lessons.map(\.name)

  private func lesson(_ name: String) throws -> Lesson {
    try #require(Self.course.lessons.first { $0.name == name })
  }

  @Test func `the list has the title and the question of every lesson`() throws {
    #expect(Self.names.count >= 12)
    let list = try String(
      contentsOf: Self.folder.appendingPathComponent("README.md"), encoding: .utf8)
    for lesson in Self.course.lessons {
      #expect(list.contains("| [\(lesson.title)](\(lesson.name).md) | \(lesson.question) |"))
    }
  }

  @Test func `the quiz about readiness leads from the first lesson on`() throws {
    let lessons = try #require(Self.course.readiness).questions.compactMap(\.lesson)
    #expect(lessons.first == Self.names.first)
    #expect(lessons == lessons.sorted())
    #expect(Set(lessons).count == lessons.count)
  }

  /// A number before a comment with a column of the design's table and conditions on others.
  @Test(arguments: names) func `the numbers of a lesson are those of its design`(
    name: String
  ) throws {
    let lesson = try lesson(name)
    #expect(!lesson.claims.isEmpty)
    let swept = try records(of: lesson, settings: [])
    var others: [[String]: [[String: String]]] = [:]
    for claim in lesson.claims {
      func isMeant(_ row: [String: String]) -> Bool {
        claim.figure.conditions.allSatisfy { row[$0.column] == $0.value }
      }
      var chosen = swept.filter(isMeant)
      if chosen.isEmpty {
        // A value that the design does not sweep.
        let settings = claim.figure.settings.flatMap { ["--set", "\($0.column)=\($0.value)"] }
        if others[settings] == nil {
          others[settings] = try records(of: lesson, settings: settings)
        }
        chosen = others[settings]!.filter(isMeant)
      }
      #expect(chosen.count == 1, "\(claim)")
      let figure = try #require(
        chosen.first?[claim.figure.column].flatMap(Double.init), "\(claim)")
      let decimals = claim.number.split(separator: ".").last?.count ?? 0
      let number = try #require(Double(claim.number))
      #expect((figure - number).magnitude <= 0.5 * pow(10, -Double(decimals)) + 1e-9, "\(claim)")
    }
  }

  @Test(arguments: names) func `a lesson has two or three questions and something to move`(
    name: String
  ) throws {
    let lesson = try lesson(name)
    #expect((2...3).contains(lesson.quiz.count))
    for question in lesson.quiz { #expect((2...4).contains(question.answers.count)) }
    #expect(!lesson.sliders.isEmpty)
    #expect(lesson.sliders.allSatisfy { $0.label != $0.path && $0.start != nil })
    #expect(!lesson.exercises.isEmpty)
  }

  /// The table of the lesson's figure, made by the command line.
  private func records(
    of lesson: Lesson, settings: [String]
  ) throws -> [[String: String]] {
    let folder = try Folder()
    let design = Self.folder.appendingPathComponent("\(lesson.name).yaml").path
    let isThreshold = lesson.figure == .threshold
    let command = isThreshold ? ["threshold", design] : ["run", design, "--no-store"]
    let ending = try Program.run(command + settings + ["--out", "out", "--quiet"], in: folder)
    #expect(ending.status == 0)
    let table = isThreshold ? "threshold.csv" : "power.csv"
    return records(try folder.read("out/\(lesson.name)/\(table)"))
  }

  private func records(_ table: String) -> [[String: String]] {
    let lines = table.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }
}
