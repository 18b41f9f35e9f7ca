/// A mistake in the files of a course: where it is, and a sentence that says what to do.
public struct LessonMistake: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The file's name, as `03-clusters-ignored.md`.
  public var file: String
  /// From 1; nil where the file itself is the mistake.
  public var line: Int?
  /// What is wrong and what to write instead.
  public var message: String

  /// Makes a mistake.
  public init(file: String, line: Int?, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  /// `file:line: message`.
  public var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }

  /// As files are read.
  public static func < (left: LessonMistake, right: LessonMistake) -> Bool {
    (left.file, left.line ?? 0, left.message) < (right.file, right.line ?? 0, right.message)
  }
}

/// All mistakes of a lesson or of a course.
public struct LessonMistakes: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one, in the order of the files.
  public var mistakes: [LessonMistake]

  /// Takes mistakes in any order.
  public init(_ mistakes: some Sequence<LessonMistake>) { self.mistakes = mistakes.sorted() }

  /// One below the other.
  public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
