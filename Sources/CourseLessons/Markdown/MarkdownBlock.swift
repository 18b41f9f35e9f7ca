/// Lines of a file, one after the other.
struct TextLines: Equatable {
  /// Without line breaks.
  var lines: [Substring]
  /// The number of the first one in the file.
  var first: Int

  var text: String { lines.joined(separator: "\n") }

  var isEmpty: Bool { lines.allSatisfy { $0.allSatisfy(\.isWhitespace) } }

  /// Those with these numbers in the file.
  subscript(numbers: ClosedRange<Int>) -> TextLines {
    let low = max(numbers.lowerBound - first, 0)
    let high = min(numbers.upperBound - first, lines.count - 1)
    guard low <= high else { return TextLines(lines: [], first: numbers.lowerBound) }
    return TextLines(lines: Array(lines[low...high]), first: first + low)
  }

  /// The item of a list without its mark and its indentation.
  var withoutMark: TextLines {
    guard let head = lines.first else { return self }
    let indent = head.prefix { $0 == " " }
    let mark = head.dropFirst(indent.count).prefix { $0 != " " }
    let gap = head.dropFirst(indent.count + mark.count).prefix { $0 == " " }
    let width = indent.count + mark.count + gap.count
    let rest = lines.dropFirst().map { line in
      line.dropFirst(min(width, line.prefix { $0 == " " }.count))
    }
    return TextLines(lines: [head.dropFirst(width)] + rest, first: first)
  }
}

/// A part of a Markdown text that stands beside others.
struct MarkdownBlock: Equatable {
  var kind: Kind
  var lines: TextLines

  enum Kind: Equatable {
    /// A heading with its level.
    case heading(Int)
    /// The items of a list.
    case list([TextLines])
    /// Anything else.
    case text
  }

  /// The text of a heading.
  var heading: String {
    guard case .heading = kind, let line = lines.lines.first else { return "" }
    let words = line.drop { $0 == " " }.drop { $0 == "#" }
    return trimmed(words)
  }
}
