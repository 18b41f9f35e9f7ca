public import DesignLanguage

/// Reads lessons: Markdown with a design in, checked values out.
public enum LessonReader {
  /// Reads a lesson.
  ///
  /// - Parameters:
  ///   - name: That of its files without their endings; messages say `NAME.md` and `NAME.yaml`.
  ///   - text: Its Markdown.
  ///   - design: The text of its design.
  ///   - environment: Where data files of the design come from.
  /// - Throws: Every mistake of the two files.
  public static func read(
    name: String, text: String, design: String, environment: DesignEnvironment
  ) throws(LessonMistakes) -> Lesson {
    var sheet = LessonSheet(file: "\(name).md", text: text)
    let head = HeadReading(
      &sheet,
      keys: [
        ("title", "Pupils of one school are alike"), ("question", "What happens if ...?"),
        ("figure", "power"), ("sliders", "{school: 6..60 by 2 (schools)}"),
      ])
    let title = head.text("title", &sheet)
    let question = head.text("question", &sheet)
    let figure = figure(head, &sheet)
    let sliders = head.sliders(&sheet)
    let parts = LessonParts(&sheet)
    func lines(_ part: LessonPart) -> TextLines? {
      parts.parts[part].flatMap { $0.isEmpty ? nil : $0 }
    }
    func html(_ part: LessonPart) -> SafeHTML { lines(part).map { sheet.render($0) } ?? .none }
    var lesson = Lesson(
      name: name, title: title ?? "", question: question ?? "", figure: figure ?? .power,
      sliders: sliders, design: design, opening: sheet.render(parts.opening),
      trying: html(.trying), seen: html(.seen), readOn: html(.readOn),
      quiz: lines(.quiz).map { sheet.quiz($0) } ?? [],
      exercises: lines(.exercises).map { sheet.exercises($0) } ?? [], claims: [])
    lesson.claims = sheet.claims
    var check = LessonCheck(lesson: lesson, head: head, sheet: sheet)
    check.run(environment)
    guard check.mistakes.isEmpty else { throw LessonMistakes(check.mistakes) }
    return check.lesson
  }

  /// Reads the quiz that tells with which lesson to begin.
  ///
  /// - Parameters:
  ///   - text: Its Markdown.
  ///   - lessons: Names of the lessons that there are.
  /// - Throws: Every mistake of the file.
  public static func readReadiness(
    text: String, lessons: [String]
  ) throws(LessonMistakes) -> Readiness {
    var sheet = LessonSheet(file: "readiness.md", text: text)
    let head = HeadReading(&sheet, keys: [("title", "Where to begin")])
    let title = head.text("title", &sheet)
    let first = MarkdownTree(sheet.body).blocks.first { $0.kind == .heading(3) }
    let start = first?.lines.first ?? sheet.body.first
    let end = sheet.body.first + sheet.body.lines.count - 1
    let opening =
      start > sheet.body.first ? sheet.render(sheet.body[sheet.body.first...(start - 1)]) : .none
    let questions = sheet.quiz(sheet.body[start...max(start, end)], asksLessons: true)
    sheet.refuseUnknown(questions, lessons)
    guard sheet.mistakes.isEmpty else { throw LessonMistakes(sheet.mistakes) }
    return Readiness(title: title ?? "", opening: opening, questions: questions)
  }

  private static func figure(
    _ head: HeadReading, _ sheet: inout LessonSheet
  ) -> Lesson.Figure? {
    guard let text = head.text("figure", &sheet) else { return nil }
    let figure = Lesson.Figure(rawValue: text)
    if figure == nil {
      sheet.report(LessonWording.figure(text), line: head["figure"]?.line)
    }
    return figure
  }
}
