extension LessonSheet {
  /// The exercises of a lesson: items of a list, each with a line `answer:`.
  mutating func exercises(_ lines: TextLines) -> [Exercise] {
    var exercises: [Exercise] = []
    for block in MarkdownTree(lines).blocks {
      guard case .list(let items) = block.kind else {
        report(LessonWording.exerciseList, line: block.lines.first)
        continue
      }
      exercises += items.compactMap { exercise($0) }
    }
    if exercises.first?.paths.isEmpty == true {
      report(LessonWording.followsNothing, line: exercises[0].line)
    }
    return exercises
  }

  private mutating func exercise(_ item: TextLines) -> Exercise? {
    let lines = item.withoutMark
    let answers = lines.lines.indices.filter {
      trimmed(lines.lines[$0]).hasPrefix("answer:")
    }
    guard answers.count == 1, answers[0] > 0 else {
      report(LessonWording.noAnswerLine, line: item.first)
      return nil
    }
    let stated = trimmed(trimmed(lines.lines[answers[0]]).dropFirst("answer:".count))
    guard let figure = FigureName(stated) else {
      report(LessonWording.answerLine(stated), line: lines.first + answers[0])
      return nil
    }
    var text = lines
    text.lines.remove(at: answers[0])
    look(through: text)
    return Exercise(
      text: text.text, paths: paths(in: text.text), choices: [:], answer: figure,
      line: lines.first)
  }

  /// What stands in braces, each once.
  private func paths(in text: String) -> [String] {
    text.split(separator: "{").dropFirst(text.hasPrefix("{") ? 0 : 1).reduce(into: []) {
      paths, part in
      guard let end = part.firstIndex(of: "}") else { return }
      let path = String(part[..<end])
      if !path.isEmpty, !paths.contains(path) { paths.append(path) }
    }
  }
}
