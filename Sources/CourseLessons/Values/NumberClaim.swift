/// A figure of a lesson's design: a column of its table, and the row.
public struct FigureName: Sendable, Equatable {
  /// A column of `power.csv` or `threshold.csv`, `design_effect` or `effective_rows`.
  public var column: String
  /// Other columns with the values that they have in the row, in the order in which they were written.
  public var conditions: [Condition]

  /// A column of the row and its value.
  public struct Condition: Sendable, Equatable {
    /// The column; a path of the design where it is swept.
    public var column: String
    /// Its value.
    public var value: String
  }

  /// Reads `power; pupil=25; analysis=clusters ignored`; nil where it is not that.
  init?(_ text: String) {
    let terms = text.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
    guard let column = terms.first, Self.isName(column) else { return nil }
    var conditions: [Condition] = []
    for term in terms.dropFirst() {
      guard let equals = term.firstIndex(of: "=") else { return nil }
      let path = trimmed(term[..<equals])
      let value = trimmed(term[term.index(after: equals)...])
      guard !path.isEmpty, !value.isEmpty else { return nil }
      conditions.append(Condition(column: path, value: value))
    }
    self.column = column
    self.conditions = conditions
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0 == "_" || ($0.isASCII && $0.isLetter) }
  }
}

/// A number in a text, and the figure of the design that it is.
public struct NumberClaim: Sendable, Equatable {
  /// As it is written: `.54`.
  public var number: String
  /// What it is.
  public var figure: FigureName
  /// Where it stands.
  public var line: Int
}

/// A text without the spaces around it.
func trimmed(_ text: some StringProtocol) -> String {
  var rest = Substring(text)
  while rest.first?.isWhitespace == true { rest.removeFirst() }
  while rest.last?.isWhitespace == true { rest.removeLast() }
  return String(rest)
}
