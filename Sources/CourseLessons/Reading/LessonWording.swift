/// The sentences about files of a course that are not as they should be.
enum LessonWording {
  static func noHead(isOpen: Bool) -> String {
    isOpen
      ? "the head is never closed; write a line of '---' below it"
      : "the file begins with its head: a line of '---', then 'title: ...' and the like, then another "
        + "line of '---'"
  }

  static func html(_ text: String) -> String {
    "'\(text.prefix(30))' is HTML, which is not taken from a lesson; write it in Markdown, as *this* "
      + "or **this** (a '<' that is meant as such is written '\\<')"
  }

  static let picture =
    "a lesson holds no pictures from elsewhere; its figure is drawn from its design"

  static func link(_ target: String) -> String {
    "'\(target)' is no address of the web; a link begins with https://"
  }

  static func claim(_ text: String) -> String {
    "the comment '\(text)' behind a number names no figure; write a column and what else is true of the "
      + "row, as in <!-- power; pupil=25 -->"
  }

  // MARK: Head

  static func notYAML(_ problem: String) -> String {
    if problem.contains("mapping values are not allowed") {
      return "a second ': ' on this line; put the text after the first one in double quotes"
    }
    if problem.contains("cannot start any token") || problem.contains("did not find expected") {
      return
        "this line of the head is not 'key: value'; put a text with special signs in double quotes"
    }
    if problem.contains("could not find expected ':'") {
      return
        "a key with a colon and a space behind it is expected here, as in 'title: The same study again'"
    }
    return "the head is not 'key: value' line by line: \(problem)"
  }

  static func keyTwice(_ key: String) -> String {
    "'\(key)' stands twice in the head; keep one of them"
  }

  static let headIsNoMapping = "the head has lines of the form 'key: value'"

  static func unknownKey(_ key: String, known: [String]) -> String {
    "'\(key)' is no part of the head; it has \(listed(known))"
  }

  static func missingKey(_ key: String, example: String) -> String {
    "the head has no '\(key)'; write \(key): \(example)"
  }

  static func notText(_ key: String) -> String { "'\(key)' wants a text on its line" }

  static func figure(_ text: String) -> String {
    "'\(text)' is no figure; take \(listed(Lesson.Figure.allCases.map(\.rawValue), last: "or"))"
  }

  static let sliders =
    "'sliders' has paths of the design with their ranges, as in {school: 6..60 by 2 (schools)}"

  static func slider(_ text: String) -> String {
    "'\(text)' is no range; write the least value, the greatest and the step, as in 6..60 by 2, and what "
      + "readers call it in parentheses behind it"
  }

  static func sliderOrder(_ text: String) -> String {
    "'\(text)' leads nowhere; the second number is larger than the first, the step above 0, and so many "
      + "steps (1000 at most) lead to the end"
  }

  static func swept(_ path: String) -> String {
    "'\(path)' is swept by the grid of the design, so that a slider cannot move it; take it off the grid "
      + "or off the sliders"
  }

  static func offGrid(_ path: String, _ value: String) -> String {
    "the design has '\(path)' at \(value), where the slider never stands; let its range and its step "
      + "meet that number"
  }

  // MARK: Parts

  static func unknownPart(_ heading: String) -> String {
    "'## \(heading)' is no part of a lesson; it has \(parts)"
  }

  static func partTwice(_ heading: String) -> String {
    "'## \(heading)' stands here for the second time; keep one of them"
  }

  static func partOrder(_ heading: String) -> String {
    "'## \(heading)' stands in the wrong place; a lesson has, in this order, \(parts)"
  }

  static func missingPart(_ heading: String) -> String {
    "there is no '## \(heading)'; a lesson has, in this order, \(parts)"
  }

  static func emptyPart(_ heading: String) -> String {
    "nothing stands under '## \(heading)'"
  }

  static let emptyOpening =
    "nothing stands between the head and '## Try'; say there what a reader has to know"

  static let heading =
    "a heading of one '#'; the title stands in the head, and headings within a part begin with '###'"

  private static var parts: String {
    listed(LessonPart.allCases.map { "'## \($0.rawValue)'" })
  }

  // MARK: Quiz

  static let questionFirst = "a question stands here first, as a heading: ### Why does it rise?"
  static let questionOnly =
    "between a question and its answers nothing else stands; put it into the heading or leave it out"
  static let noQuestions = "there is no question; write each as a heading, ### Why does it rise?"
  static let noAnswers =
    "this question has no answers; write them below it as '- [x] the right one' and '- [ ] a wrong one'"
  static let oneAnswer = "this question has one answer; give at least two to choose from"

  static func rightAnswers(_ count: Int) -> String {
    "one answer of a question is the right one, marked [x]; here \(count == 0 ? "none is" : "\(count) are")"
  }

  static let noMark = "an answer begins with '[x]' if it is right, with '[ ]' if not"
  static let emptyAnswer = "this answer says nothing"
  static let noFeedback =
    "say what to tell those who choose this answer, on the line below it, indented by two spaces"
  static let noLesson =
    "say below the question which lesson is for those who do not know: lesson: 03-clusters-ignored"

  static func noSuchLesson(_ name: String, nearest: String?) -> String {
    "there is no lesson '\(name)'" + (nearest.map { "; do you mean '\($0)'?" } ?? "")
  }

  // MARK: Exercises

  static let exerciseList = "exercises are a list; begin each with '- '"
  static let noAnswerLine =
    "say below the exercise which figure is asked for, as in '  answer: power; analysis=multilevel'"

  static func answerLine(_ text: String) -> String {
    "'answer: \(text)' names no figure; write a column and what else is true of the row, as in "
      + "answer: power; analysis=multilevel"
  }

  static func noColumn(_ name: String, nearest: String?) -> String {
    "'\(name)' is no figure of this design" + (nearest.map { "; do you mean '\($0)'?" } ?? "")
  }

  static func noChoice(_ path: String, nearest: String?) -> String {
    "'{\(path)}' is neither among the sliders nor on the grid, so that there is no number to put in"
      + (nearest.map { "; do you mean '{\($0)}'?" } ?? "")
  }

  static func openPath(_ path: String) -> String {
    "the design sweeps '\(path)', so that the answer is not one number; say which value it has: "
      + "in braces in the text, or behind the answer as '; \(path)=...'"
  }

  static let followsNothing =
    "this exercise has no number in braces and none stands before it whose numbers it could go on with"

  // MARK: Files

  static func noDesign(_ name: String) -> String {
    "no design stands beside it; a lesson is \(name).md and \(name).yaml"
  }

  static func noText(_ name: String) -> String {
    "no text stands beside it; a lesson is \(name).md and \(name).yaml"
  }

  static let notUTF8 = "the file is not UTF-8 text; save it in that encoding"
  static let noThreshold =
    "the lesson's figure is that of a threshold, and its design has no 'threshold'"
  static let noTests =
    "the lesson's figure is that of tests, and its design has none; 'figure: threshold' is that of a design "
    + "with a 'threshold'"

  private static func listed(_ names: [String], last: String = "and") -> String {
    guard names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " \(last) " + names[names.count - 1]
  }
}
