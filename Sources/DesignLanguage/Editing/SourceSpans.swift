/// Where the nodes of a design stand in its text.
extension SourceText {
  /// What a node covers, from its first character to the one after its last.
  package func span(of node: DesignNode) -> Range<Int>? {
    guard let start = offset(of: node.position), let end = end(of: node), end >= start else {
      return nil
    }
    return start..<end
  }

  /// What a key covers, its quotes included.
  func span(ofKey entry: DesignNode.Entry) -> Range<Int>? {
    guard let start = offset(of: entry.keyPosition), start < scalars.count else { return nil }
    let end =
      isQuote(scalars[start]) ? closingQuote(from: start) : end(ofWords: entry.key, from: start)
    return end.map { start..<$0 }
  }

  /// Whether a list or mapping is written in brackets or braces.
  func isFlow(_ node: DesignNode) -> Bool {
    guard let start = offset(of: node.position), start < scalars.count else { return false }
    return switch node.content {
    case .text: false
    case .list: scalars[start] == "["
    case .mapping: scalars[start] == "{"
    }
  }

  /// Whether a text is written below a `|` or `>`.
  package func isBlockText(_ node: DesignNode) -> Bool {
    guard node.text != nil, !node.isPlain, let start = offset(of: node.position) else {
      return false
    }
    return start < scalars.count && (scalars[start] == "|" || scalars[start] == ">")
  }

  private func end(of node: DesignNode) -> Int? {
    guard let start = offset(of: node.position), start < scalars.count else { return nil }
    switch node.content {
    case .text(let text):
      if node.isPlain { return end(ofWords: text, from: start) }
      return isBlockText(node) ? endOfBlockText(text, from: start) : closingQuote(from: start)
    case .list(let items):
      return isFlow(node) ? closingBracket(from: start) : items.last.flatMap { end(of: $0) }
    case .mapping(let entries):
      return isFlow(node)
        ? closingBracket(from: start) : entries.last.flatMap { end(of: $0.value) }
    }
  }

  /// The end of a text without quotes: its words stand as they are, with any space between.
  private func end(ofWords text: String, from start: Int) -> Int? {
    var index = start
    for word in text.unicodeScalars.split(whereSeparator: \.isBlankOrBreak) {
      while index < scalars.count, scalars[index].isBlankOrBreak { index += 1 }
      let end = index + word.count
      guard end <= scalars.count, scalars[index..<end].elementsEqual(word) else { return nil }
      index = end
    }
    return index
  }

  private func isQuote(_ scalar: Unicode.Scalar) -> Bool { scalar == "\"" || scalar == "'" }

  /// The place after the quote that closes the one at `start`.
  private func closingQuote(from start: Int) -> Int? {
    let quote = scalars[start]
    guard isQuote(quote) else { return nil }
    var index = start + 1
    while index < scalars.count {
      if scalars[index] == "\\", quote == "\"" {
        index += 2
      } else if scalars[index] != quote {
        index += 1
      } else if quote == "'", index + 1 < scalars.count, scalars[index + 1] == "'" {
        index += 2
      } else {
        return index + 1
      }
    }
    return nil
  }

  /// The place after the bracket or brace that closes the one at `start`.
  private func closingBracket(from start: Int) -> Int? {
    var depth = 0
    var index = start
    // Whether a text may begin here, so that a quote is one.
    var isAtStart = true
    while index < scalars.count {
      let scalar = scalars[index]
      if isQuote(scalar), isAtStart {
        guard let end = closingQuote(from: index) else { return nil }
        index = end
        // A colon need not be followed by a space after a quoted key.
        isAtStart = index < scalars.count && scalars[index] == ":"
        if isAtStart { index += 1 }
        continue
      }
      if isComment(at: index) {
        index = lineEnd(of: index)
        continue
      }
      switch scalar {
      case "[", "{": depth += 1
      case "]", "}": depth -= 1
      default: break
      }
      if depth == 0 { return index + 1 }
      if !scalar.isBlankOrBreak {
        let isBeforeBlank = index + 1 < scalars.count && scalars[index + 1].isBlankOrBreak
        isAtStart = "[{,".unicodeScalars.contains(scalar) || (scalar == ":" && isBeforeBlank)
      }
      index += 1
    }
    return nil
  }

  /// Whether a comment begins here, outside of quotes.
  func isComment(at index: Int) -> Bool {
    scalars[index] == "#" && (index == 0 || scalars[index - 1].isBlankOrBreak)
  }

  /// The end of the last line of a text below a `|` or `>` that is not blank.
  private func endOfBlockText(_ text: String, from start: Int) -> Int? {
    let header = lineEnd(of: start)
    guard text.unicodeScalars.contains(where: { !$0.isBlankOrBreak }) else { return header }
    // With a number there the first lines may be indented further than the text.
    let indicator = scalars[(start + 1)..<header].prefix { !$0.isBlankOrBreak }
    if indicator.contains(where: { ("0"..."9").contains($0) }) { return nil }
    var end = header
    var width: Int?
    var line = nextLine(after: start)
    while line < scalars.count {
      let lineEnd = lineEnd(of: line)
      let spaces = scalars[line..<lineEnd].prefix { $0 == " " }.count
      if spaces < lineEnd - line {
        if let width, spaces < width { break }
        width = width ?? spaces
        end = lineEnd
      }
      let next = nextLine(after: line)
      if next == line { break }
      line = next
    }
    return end
  }
}
