import CourseLessons
import DesignFiles
import DesignLanguage
import Glibc
import PowerStudy

/// What a handout is about.
struct HandoutSource {
  /// The name of its files without their endings.
  let name: String
  private let path: String
  private let kind: Kind

  private enum Kind {
    /// A lesson and what its design may ask for.
    case lesson(Lesson, DesignEnvironment)
    case design(DesignFile)
  }

  /// Reads a lesson, given by its text, its design or its name, or a design.
  init(_ argument: String) throws(CommandFailure) {
    let stem = Self.stem(argument)
    guard let text = stem.flatMap({ Self.lessonText(of: $0, argument) }) else {
      let file = try DesignFile(
        path: argument, text: readTextFile(argument), overrides: [],
        maxFits: Int(DesignReader.defaultMaxFits))
      path = argument
      name = file.name
      kind = .design(file)
      return
    }
    path = String(text.dropLast(".md".count)) + ".yaml"
    name = text.split(separator: "/").last.map { String($0.dropLast(".md".count)) } ?? text
    kind = try Self.lesson(text: text, design: path, name: name)
  }

  /// The sheets.
  func handout(
    seed: UInt64, command: String, threads: Int,
    progress: @escaping @Sendable (RunProgress) -> Void
  ) async throws -> Handout {
    do {
      switch kind {
      case .lesson(let lesson, let environment):
        let design = AnsweringDesign(
          fileName: path, text: lesson.design, environment: environment, threads: threads)
        return try await Handout(
          lesson: lesson, design: design, seed: seed, command: command, version: programVersion)
      case .design(let file):
        let design = AnsweringDesign(
          fileName: path, text: file.text, environment: DesignEnvironment(besides: path),
          threads: threads)
        return try await Handout(
          design: design, name: name, seed: seed, command: command, version: programVersion,
          progress: progress)
      }
    } catch let error as LessonMistakes {
      throw CommandFailure.mistakes(Self.placed(error, at: path))
    }
  }

  // MARK: Lessons

  private static func lesson(
    text: String, design: String, name: String
  ) throws(CommandFailure) -> Kind {
    let environment = DesignEnvironment(besides: design)
    let (words, plan) = (try readTextFile(text), try readTextFile(design))
    do throws(LessonMistakes) {
      let lesson = try LessonReader.read(
        name: name, text: words, design: plan, environment: environment)
      return .lesson(lesson, environment)
    } catch {
      throw .mistakes(placed(error, at: text))
    }
  }

  /// A path without its ending; nil where it ends in something else.
  private static func stem(_ path: String) -> String? {
    for ending in [".md", ".yaml"] where path.hasSuffix(ending) {
      return String(path.dropLast(ending.count))
    }
    return path.split(separator: "/").last?.contains(".") == true ? nil : path
  }

  /// The text of the lesson that is meant: beside a design, or in the folder of lessons.
  private static func lessonText(of stem: String, _ argument: String) -> String? {
    if argument.hasSuffix(".md") { return argument }
    let places = argument.hasSuffix(".yaml") ? [stem] : [stem, "Lessons/" + stem]
    return places.map { $0 + ".md" }.first { access($0, F_OK) == 0 }
  }

  /// Mistakes with the folder of their files.
  private static func placed(_ error: LessonMistakes, at path: String) -> [String] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return error.mistakes.map { folder + $0.description }
  }
}
