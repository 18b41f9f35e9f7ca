/// A text file of a course: its head between two lines of `---`, its body, and the mistakes found in it.
struct LessonSheet {
  let file: String
  /// The lines between those of `---`.
  private(set) var head: TextLines
  /// The lines below.
  private(set) var body: TextLines
  private(set) var mistakes: [LessonMistake] = []
  private(set) var claims: [NumberClaim] = []

  init(file: String, text: String) {
    self.file = file
    let bare =
      text.unicodeScalars.first == "\u{FEFF}"
      ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
    let lines = Substring(bare).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let isOpen = lines.first.map(Self.isRule) ?? false
    let end = lines.indices.dropFirst().first { Self.isRule(lines[$0]) }
    guard isOpen, let end else {
      head = TextLines(lines: [], first: 1)
      body = TextLines(lines: lines, first: 1)
      report(LessonWording.noHead(isOpen: isOpen), line: 1)
      return
    }
    head = TextLines(lines: Array(lines[1..<end]), first: 2)
    body = TextLines(lines: Array(lines[(end + 1)...]), first: end + 2)
  }

  private static func isRule(_ line: Substring) -> Bool { trimmed(line) == "---" }

  /// Takes down a mistake.
  mutating func report(_ message: String, line: Int?) {
    mistakes.append(LessonMistake(file: file, line: line, message: message))
  }

  /// Renders a part of the body, and takes down its numbers and what it may not hold.
  mutating func render(_ lines: TextLines, isLine: Bool = false) -> SafeHTML {
    look(through: lines)
    return SafeHTML(markdown: lines.text, isLine: isLine)
  }

  /// Takes down numbers of the design and what a text may not hold.
  mutating func look(through lines: TextLines) {
    for (part, line) in MarkdownTree(lines).parts {
      switch part {
      case .comment(let text, let before): take(comment: text, after: before, line: line)
      case .html(let text): report(LessonWording.html(text), line: line)
      case .picture: report(LessonWording.picture, line: line)
      case .link(let target):
        if !["https://", "http://"].contains(where: target.lowercased().hasPrefix) {
          report(LessonWording.link(target), line: line)
        }
      }
    }
  }

  private mutating func take(comment: String, after before: String, line: Int) {
    let digits = before.reversed().prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let number = String(digits.reversed())
    guard number.contains(where: \.isNumber) else { return }
    guard let figure = FigureName(comment) else {
      report(LessonWording.claim(comment), line: line)
      return
    }
    claims.append(NumberClaim(number: number, figure: figure, line: line))
  }
}
