internal import CourseLessons
internal import DesignLanguage
internal import JSONText

/// The lessons as the page gets them.
struct PageCourse: Sendable {
  /// How the page lists them.
  let entries: [JSONValue]
  /// The quiz that suggests where to begin; null if there is none.
  let readiness: JSONValue
  private let lessons: [String: JSONValue]

  /// Reads the lessons of a folder; nil: there are none.
  ///
  /// - Throws: `LessonMistakes`, and what the system says about the folder.
  init(folder: String?, environment: DesignEnvironment) throws {
    let files = try folder.map { try Course.files(inFolder: $0) } ?? [:]
    let course = try Course(files: files, environment: environment)
    entries = course.lessons.map(\.entryJSON)
    readiness = course.readiness?.json ?? .null
    lessons = Dictionary(uniqueKeysWithValues: course.lessons.map { ($0.name, $0.json()) })
  }

  /// A lesson by its name; nil if there is none of that name.
  func lesson(_ name: String) -> JSONValue? { lessons[name] }
}
