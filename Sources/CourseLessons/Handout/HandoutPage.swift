internal import PowerReport

/// What the template of a handout fills in; its tags are the names of these fields.
struct HandoutPage {
  var kind: String
  var title: String
  /// What the sheet is called on paper.
  var name: String
  /// The question of a lesson.
  var lead: String?
  var version: String
  var style: Markup
  var hasAnswers: Bool
  var texts: [Text]
  var figures: [PlacedPicture]
  var hasQuiz: Bool
  var questions: [Question]
  var hasTasks: Bool
  var tasks: [Task]
  var further: [Text]
  var designName: String
  var designText: String
  /// The command that runs the design.
  var running: String
  /// The command that makes the sheets again.
  var remaking: String
  var seed: String

  struct Text {
    var heading: String?
    var html: Markup
  }

  struct PlacedPicture {
    var number: Int
    var caption: String
    var svg: Markup
  }

  struct Question {
    var number: Int
    var text: Markup
    var choices: [Choice]
  }

  struct Choice {
    var letter: String
    var text: Markup
    /// On the answer sheet.
    var isRight: Bool
    var feedback: Markup?
  }

  struct Task {
    var number: Int
    var stem: String?
    var parts: [Part]
  }

  struct Part {
    /// `2a`; the letter alone below what all parts ask, the number alone of an only part.
    var place: String
    var lines: [Line]
  }

  struct Line {
    var question: Markup
    /// On the answer sheet; the other has room to write.
    var answer: String?
    var remark: String?
    /// The command that gives the answer.
    var finding: String?
  }

  init(_ content: HandoutContent, hasAnswers: Bool) {
    kind = hasAnswers ? "\(content.kind): the answers" : content.kind
    name = content.title
    title = hasAnswers ? "Answers: \(content.title)" : content.title
    lead = content.question.nonEmpty
    version = content.version
    style = Markup(trusted: pageStyle + handoutStyle)
    self.hasAnswers = hasAnswers
    texts =
      hasAnswers
      ? content.seen.map { [Text(heading: "You should have seen", html: Markup($0))] } ?? []
      : content.texts.map { Text(heading: $0.heading.nonEmpty, html: Markup($0.html)) }
    let pictures = content.pictures + (hasAnswers ? content.picturesOfAnswers : [])
    figures = pictures.enumerated().map { index, picture in
      PlacedPicture(
        number: index + 1, caption: picture.caption,
        svg: picture.inlined(as: "figure-\(index + 1)"))
    }
    questions = Self.questions(content.quiz, hasAnswers: hasAnswers)
    hasQuiz = !questions.isEmpty
    tasks = Self.tasks(content.tasks, hasAnswers: hasAnswers)
    hasTasks = !tasks.isEmpty
    further =
      hasAnswers
      ? [] : content.readOn.map { [Text(heading: "Read on", html: Markup($0))] } ?? []
    designName = content.designName
    designText = content.designText
    running = content.running
    remaking = content.command
    seed = String(content.seed)
  }

  private static func questions(_ quiz: [QuizQuestion], hasAnswers: Bool) -> [Question] {
    quiz.enumerated().map { index, question in
      Question(
        number: index + 1, text: Markup(question.question),
        choices: question.answers.enumerated().map { place, answer in
          Choice(
            letter: letter(place, capital: true), text: Markup(answer.text),
            isRight: hasAnswers && answer.isRight,
            feedback: hasAnswers ? Markup(answer.feedback) : nil)
        })
    }
  }

  private static func tasks(_ tasks: [HandoutTask], hasAnswers: Bool) -> [Task] {
    tasks.enumerated().map { index, task in
      Task(
        number: index + 1, stem: task.stem.nonEmpty,
        parts: task.parts.enumerated().map { place, part in
          Part(
            place: (task.stem.isEmpty ? String(index + 1) : "")
              + (task.parts.count > 1 ? letter(place, capital: false) : ""),
            lines: part.lines.map { line in
              Line(
                question: line.question, answer: hasAnswers ? line.answer : nil,
                remark: hasAnswers ? line.remark.nonEmpty : nil,
                finding: hasAnswers ? line.command.nonEmpty : nil)
            })
        })
    }
  }

  private static func letter(_ place: Int, capital: Bool) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let letter = place < letters.count ? String(letters[place]) : String(place + 1)
    return capital ? letter.uppercased() : letter
  }
}

extension Markup {
  /// HTML that is safe as it is.
  init(_ html: SafeHTML) { self.init(trusted: html.text) }
}

extension String {
  /// Nil if there is nothing in it.
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
