/// One word of the text of an expression or formula.
struct Token: Equatable {
  var kind: Kind
  /// UTF-8 bytes from the start of the text to the token.
  var offset: Int
  /// The token as written; empty at the end of the text.
  var text: String

  enum Kind: Equatable {
    case number(Double)
    case name
    /// The text between quotes.
    case quoted(String)
    /// An operator, parenthesis or comma, known by its text.
    case symbol
    case end
  }

  func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }
}

/// Cuts text into tokens.
struct Tokenizer {
  private let scalars: [Unicode.Scalar]
  /// Offset of each scalar in UTF-8 bytes, and of the end.
  private let offsets: [Int]
  private var index = 0

  private static let symbols = [
    "%%", "==", "!=", "<=", ">=", "||", "+", "-", "*", "/", "^", "<", ">", "&", "|", "!", "(", ")",
    ",", ":", "~", ".",
  ]
  private static let foreign = [
    "**": "^", "&&": "& for 'and'", "=": "== for 'equals'", "%/%": "floor(a / b)",
    "%in%": "a:b or a/b",
  ]

  /// All tokens of the text, the last one `.end`.
  static func tokens(of text: String) throws(SyntaxError) -> [Token] {
    var tokenizer = Tokenizer(text)
    var tokens: [Token] = []
    while true {
      let token = try tokenizer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    var offset = 0
    var offsets: [Int] = []
    offsets.reserveCapacity(scalars.count + 1)
    for scalar in scalars {
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    self.offsets = offsets + [offset]
  }

  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    index + ahead < scalars.count ? scalars[index + ahead] : nil
  }

  private func text(from start: Int) -> String {
    String(String.UnicodeScalarView(scalars[start..<index]))
  }

  private func token(_ kind: Token.Kind, from start: Int) -> Token {
    Token(kind: kind, offset: offsets[start], text: text(from: start))
  }

  private mutating func next() throws(SyntaxError) -> Token {
    while let scalar = peek(), scalar.properties.isWhitespace { index += 1 }
    let start = index
    guard let first = peek() else { return token(.end, from: start) }
    if first.properties.isAlphabetic { return name() }
    if first.isDigit || (first == "." && peek(1)?.isDigit == true) { return try number() }
    if first == "'" || first == "\"" { return try quoted() }
    if let found = Self.foreign.keys.filter(isAhead).max(by: { $0.count < $1.count }),
      !isAhead("==")
    {
      throw SyntaxError(.foreign(found, write: Self.foreign[found]!), at: offsets[start])
    }
    guard let symbol = Self.symbols.first(where: isAhead) else {
      throw SyntaxError(.unexpectedCharacter(Character(first)), at: offsets[start])
    }
    index += symbol.unicodeScalars.count
    return token(.symbol, from: start)
  }

  private func isAhead(_ symbol: String) -> Bool {
    scalars[index...].starts(with: symbol.unicodeScalars)
  }

  private mutating func name() -> Token {
    let start = index
    while let scalar = peek(), scalar.continuesName { index += 1 }
    return token(.name, from: start)
  }

  private mutating func quoted() throws(SyntaxError) -> Token {
    let start = index
    let quote = scalars[start]
    guard let end = scalars[(start + 1)...].firstIndex(of: quote) else {
      throw SyntaxError(.unclosedQuote, at: offsets[start])
    }
    index = end + 1
    let content = String(String.UnicodeScalarView(scalars[(start + 1)..<end]))
    return token(.quoted(content), from: start)
  }

  private mutating func number() throws(SyntaxError) -> Token {
    let start = index
    skipDigits()
    if peek() == "." {
      index += 1
      skipDigits()
    }
    if peek() == "e" || peek() == "E" {
      let signed = peek(1) == "+" || peek(1) == "-"
      if peek(signed ? 2 : 1)?.isDigit == true {
        index += signed ? 2 : 1
        skipDigits()
      }
    }
    // Whatever a name could go on with belongs to the mistake: `2x`, `1.5.2`, `10L`.
    let end = index
    while let scalar = peek(), scalar.continuesName { index += 1 }
    let text = text(from: start)
    guard index == end, let value = Double(text), value.isFinite else {
      throw SyntaxError(.badNumber(text), at: offsets[start])
    }
    return token(.number(value), from: start)
  }

  private mutating func skipDigits() {
    while peek()?.isDigit == true { index += 1 }
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { "0"..."9" ~= self }

  /// Letters, digits, marks that belong to letters, `_` and `.`.
  fileprivate var continuesName: Bool {
    if isASCII { return properties.isAlphabetic || isDigit || self == "_" || self == "." }
    switch properties.generalCategory {
    case .decimalNumber, .nonspacingMark, .spacingMark: return true
    default: return properties.isAlphabetic
    }
  }
}

/// Whether `text` can name a column: a letter, then letters, digits, `_` and `.`.
public func isColumnName(_ text: String) -> Bool {
  guard let first = text.unicodeScalars.first, first.properties.isAlphabetic else { return false }
  return text.unicodeScalars.allSatisfy(\.continuesName)
}
