/// The characters of a design file, found by the line and column of nodes.
package struct SourceText {
  /// Without a byte order mark.
  package private(set) var scalars: [Unicode.Scalar]
  /// Where each line begins.
  private let lineStarts: [Int]
  private let hasByteOrderMark: Bool

  package init(_ text: String) {
    var scalars = Array(text.unicodeScalars)
    hasByteOrderMark = scalars.first == "\u{FEFF}"
    if hasByteOrderMark { scalars.removeFirst() }
    self.scalars = scalars
    lineStarts =
      [0]
      + scalars.indices.filter { index in
        guard scalars[index].isLineBreak else { return false }
        let isFirstOfTwo = scalars[index] == "\r" && scalars.dropFirst(index + 1).first == "\n"
        return !isFirstOfTwo
      }.map { $0 + 1 }
  }

  /// The offset of a place; nil outside the text.
  func offset(of position: Position) -> Int? {
    guard lineStarts.indices.contains(position.line - 1) else { return nil }
    let offset = lineStarts[position.line - 1] + position.column - 1
    return offset <= scalars.count ? offset : nil
  }

  func lineStart(of offset: Int) -> Int {
    var start = offset
    while start > 0, !scalars[start - 1].isLineBreak { start -= 1 }
    return start
  }

  /// The end of the line, before its break.
  func lineEnd(of offset: Int) -> Int {
    var end = offset
    while end < scalars.count, !scalars[end].isLineBreak { end += 1 }
    return end
  }

  /// The beginning of the next line, or the end of the text.
  func nextLine(after offset: Int) -> Int {
    let end = lineEnd(of: offset)
    guard end < scalars.count else { return end }
    let isPair = scalars[end] == "\r" && end + 1 < scalars.count && scalars[end + 1] == "\n"
    return end + (isPair ? 2 : 1)
  }

  /// How many spaces begin the line.
  func indent(of offset: Int) -> Int {
    scalars[lineStart(of: offset)...].prefix { $0 == " " }.count
  }

  /// Whether only spaces stand between two places.
  func isBlank(_ range: Range<Int>) -> Bool {
    scalars[range].allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// The line break that the file uses.
  var lineBreak: String {
    guard let first = scalars.firstIndex(where: \.isLineBreak) else { return "\n" }
    let isPair = scalars[first] == "\r" && scalars.dropFirst(first + 1).first == "\n"
    return isPair ? "\r\n" : "\n"
  }

  package func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  /// The whole text with another part in place of a range.
  func replacing(_ range: Range<Int>, with part: String) -> String {
    var view = String.UnicodeScalarView()
    if hasByteOrderMark { view.append("\u{FEFF}") }
    view.append(contentsOf: scalars[..<range.lowerBound])
    view.append(contentsOf: part.unicodeScalars)
    view.append(contentsOf: scalars[range.upperBound...])
    return String(view)
  }
}

extension Unicode.Scalar {
  /// What ends a line in YAML 1.1.
  var isLineBreak: Bool {
    switch self {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  var isBlankOrBreak: Bool { self == " " || self == "\t" || isLineBreak }
}
