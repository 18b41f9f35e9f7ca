extension LessonSheet {
  /// The questions of a quiz: headings of level 3, each with a list of answers.
  ///
  /// - Parameter asksLessons: whether a line `lesson: NAME` stands below each question.
  mutating func quiz(_ lines: TextLines, asksLessons: Bool = false) -> [QuizQuestion] {
    let blocks = MarkdownTree(lines).blocks
    var questions: [QuizQuestion] = []
    let starts = blocks.indices.filter { blocks[$0].kind == .heading(3) }
    if let first = blocks.first, starts.first != 0 {
      report(LessonWording.questionFirst, line: first.lines.first)
    } else if starts.isEmpty {
      report(LessonWording.noQuestions, line: lines.first)
    }
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : blocks.count
      questions.append(
        question(blocks[start], Array(blocks[(start + 1)..<end]), asksLesson: asksLessons))
    }
    return questions
  }

  private mutating func question(
    _ heading: MarkdownBlock, _ blocks: [MarkdownBlock], asksLesson: Bool
  ) -> QuizQuestion {
    let line = heading.lines.first
    let words = TextLines(lines: [Substring(heading.heading)], first: line)
    var answers: [QuizQuestion.Answer] = []
    var lesson: String?
    for block in blocks {
      if case .list(let items) = block.kind {
        answers += items.compactMap { answer($0) }
      } else if asksLesson, let name = block.lines.stated("lesson") {
        lesson = name
      } else {
        report(LessonWording.questionOnly, line: block.lines.first)
      }
    }
    if asksLesson, lesson == nil { report(LessonWording.noLesson, line: line) }
    check(answers, line: line)
    return QuizQuestion(question: render(words, isLine: true), answers: answers, lesson: lesson)
  }

  private mutating func check(_ answers: [QuizQuestion.Answer], line: Int) {
    guard answers.count > 1 else {
      let message = answers.isEmpty ? LessonWording.noAnswers : LessonWording.oneAnswer
      return report(message, line: line)
    }
    let right = answers.count(where: \.isRight)
    if right != 1 { report(LessonWording.rightAnswers(right), line: line) }
  }

  /// `[x] the answer`, and on the lines below what to say about it.
  private mutating func answer(_ item: TextLines) -> QuizQuestion.Answer? {
    let lines = item.withoutMark
    guard var head = lines.lines.first, let isRight = Self.mark(&head) else {
      report(LessonWording.noMark, line: item.first)
      return nil
    }
    let text = TextLines(lines: [head], first: lines.first)
    let feedback = TextLines(lines: Array(lines.lines.dropFirst()), first: lines.first + 1)
    if text.isEmpty { report(LessonWording.emptyAnswer, line: text.first) }
    if feedback.isEmpty { report(LessonWording.noFeedback, line: text.first) }
    return QuizQuestion.Answer(
      text: render(text, isLine: true), isRight: isRight, feedback: render(feedback, isLine: true))
  }

  /// Takes `[x]` or `[ ]` off a line; nil where neither stands there.
  private static func mark(_ line: inout Substring) -> Bool? {
    for (mark, isRight) in [("[x]", true), ("[X]", true), ("[ ]", false)]
    where line.hasPrefix(mark) {
      line = Substring(trimmed(line.dropFirst(mark.count)))
      return isRight
    }
    return nil
  }
}

extension TextLines {
  /// What stands behind `key:` on the only line.
  fileprivate func stated(_ key: String) -> String? {
    let line = trimmed(text)
    guard lines.count == 1, line.hasPrefix(key + ":") else { return nil }
    return trimmed(line.dropFirst(key.count + 1))
  }
}
