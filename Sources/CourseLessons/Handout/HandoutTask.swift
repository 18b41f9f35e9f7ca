internal import PowerReport

/// A task of a sheet: one or more parts with numbers of their own.
struct HandoutTask: Equatable {
  /// What all parts ask; empty where each says it.
  var stem = ""
  var parts: [Part]

  /// Questions that share their numbers.
  struct Part: Equatable {
    var lines: [Line]
  }

  /// A question and its answer.
  struct Line: Equatable {
    var question: Markup
    /// What the answer sheet says first: a number.
    var answer: String
    /// How it comes about, and how exact it is.
    var remark: String
    /// How to get it; empty where it is worked out by hand.
    var command = ""
  }
}

/// What a handout consists of, for both of its sheets.
struct HandoutContent {
  /// What kind of thing the sheet is for.
  var kind: String
  var title: String
  /// The question of a lesson.
  var question = ""
  /// Texts of a lesson by their headings, those of the sheet and that of the answers.
  var texts: [(heading: String, html: SafeHTML)] = []
  var seen: SafeHTML?
  var readOn: SafeHTML?
  var quiz: [QuizQuestion] = []
  var tasks: [HandoutTask]
  /// Pictures of the sheet, and those of the answers only.
  var pictures: [Picture] = []
  var picturesOfAnswers: [Picture] = []
  var designName: String
  var designText: String
  /// The command that runs the design.
  var running: String
  /// The command that makes the sheets again.
  var command: String
  var seed: UInt64
  var version: String
}

/// The sheet for the class and that with the answers, each a page that needs no other file.
public struct Handout: Sendable, Equatable {
  /// The sheet for the class.
  public let sheet: String
  /// The answers to it.
  public let answers: String

  init(_ content: HandoutContent) {
    sheet = HandoutTemplate.render(HandoutPage(content, hasAnswers: false))
    answers = HandoutTemplate.render(HandoutPage(content, hasAnswers: true))
  }
}
