public import DesignLanguage
internal import Foundation

/// A course: its lessons in their order, and the quiz that tells where to begin.
public struct Course: Sendable, Equatable {
  /// In the order of their names.
  public var lessons: [Lesson]
  /// Nil where the folder has none.
  public var readiness: Readiness?

  /// Reads a course from the texts of its files.
  ///
  /// `NAME.md` and `NAME.yaml` are a lesson, `readiness.md` is the quiz; `README.md` and files with other
  /// endings are none.
  ///
  /// - Parameters:
  ///   - files: Texts by the names of their files.
  ///   - environment: Where data files of designs come from.
  /// - Throws: Every mistake of all files.
  public init(
    files: [String: String], environment: DesignEnvironment
  ) throws(LessonMistakes) {
    let stems = Set(files.keys.compactMap(Self.stem)).subtracting(["README", "readiness"])
    var lessons: [Lesson] = []
    var mistakes: [LessonMistake] = []
    for name in stems.sorted() {
      guard let text = files["\(name).md"], let design = files["\(name).yaml"] else {
        let isText = files["\(name).md"] != nil
        mistakes.append(
          LessonMistake(
            file: isText ? "\(name).md" : "\(name).yaml", line: nil,
            message: isText ? LessonWording.noDesign(name) : LessonWording.noText(name)))
        continue
      }
      do throws(LessonMistakes) {
        lessons.append(
          try LessonReader.read(
            name: name, text: text, design: design, environment: environment))
      } catch { mistakes += error.mistakes }
    }
    do throws(LessonMistakes) {
      readiness = try files["readiness.md"].map { text throws(LessonMistakes) in
        try LessonReader.readReadiness(text: text, lessons: stems.sorted())
      }
    } catch { mistakes += error.mistakes }
    guard mistakes.isEmpty else { throw LessonMistakes(mistakes) }
    self.lessons = lessons
  }

  private static func stem(_ file: String) -> String? {
    for ending in [".md", ".yaml"] where file.hasSuffix(ending) {
      let stem = file.dropLast(ending.count)
      return stem.isEmpty || stem.hasPrefix(".") ? nil : String(stem)
    }
    return nil
  }

  /// The texts of a folder's lessons by the names of their files.
  ///
  /// - Throws: Files that are not text, and what the system says about a folder that cannot be read.
  public static func files(inFolder path: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    where stem(file) != nil {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path).appendingPathComponent(file))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw LessonMistakes([
          LessonMistake(file: file, line: nil, message: LessonWording.notUTF8)
        ])
      }
      texts[file] = text
    }
    return texts
  }
}
