/// A piece of a report before it is set, as text or on a page.
enum Passage: Equatable {
  /// The title of the whole.
  case title(String)
  /// A line that says what the passages below it are.
  case heading(String)
  /// Sentences, with what stands before them, as `Note`; it may be empty.
  case paragraph(String, label: String = "")
  /// Sentences below a heading.
  case statement(String)
  /// Sentences that explain the passage before.
  case remark(String)
  case table(TextTable)
  /// Names, each with words about it; columns of names are at least so wide as text.
  case entries([Entry], widths: [Int] = [])
  /// The formula of a model.
  case formula(String)
  case equation(Equation)
  /// A statement about the distribution of the response.
  case relation(Maths)
  case distributions([LevelDistributions])
  /// An empty line.
  case gap

  /// One or more names, and words about what has them.
  struct Entry: Equatable {
    var names: [String]
    var words: String

    init(_ names: String..., words: String) {
      self.names = names
      self.words = words
    }
  }

  /// As text of at most `pageWidth` columns.
  var lines: [String] {
    switch self {
    case .title(let text): PowerReport.heading(text, underline: "=")
    case .heading(let text): wrapped(text)
    case .paragraph(let text, ""): wrapped(text)
    case .paragraph(let text, let label): wrapped(text, first: "\(label): ")
    case .statement(let text), .remark(let text): wrapped(text, first: "  ")
    case .table(let table): table.lines
    case .entries(let entries, let widths): Self.lines(of: entries, widths: widths)
    case .formula(let text): wrapped(text, first: "Model  ")
    case .equation(let equation):
      wrapped(
        equation.terms.map(\.text), separator: " +", first: "  \(equation.left.text) = ")
    case .relation(let statement): wrapped(statement.text, first: "  ")
    case .distributions(let levels): Self.lines(of: levels)
    case .gap: [""]
    }
  }

  private static func lines(of entries: [Entry], widths: [Int]) -> [String] {
    let columns = entries.first?.names.indices ?? 0..<0
    let widths = columns.map { column in
      let least = column < widths.count ? widths[column] : 0
      return entries.reduce(least) { max($0, $1.names[column].count) }
    }
    return entries.flatMap { entry in
      let names = zip(entry.names, widths).map { "\($0.padded(to: $1))  " }
      return wrapped(entry.words, first: "  " + names.joined())
    }
  }

  private static func lines(of levels: [LevelDistributions]) -> [String] {
    let width = levels.map(\.level.count).max() ?? 0
    return levels.flatMap {
      wrapped($0.parts.map(\.text), separator: ",", first: "  \($0.level.padded(to: width))  ")
    }
  }
}

extension [Passage] {
  /// As text, one passage after the other.
  var lines: [String] { flatMap(\.lines) }
}

extension String {
  /// The text with spaces after it up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
