/// A position in a list of tokens, with the checks that both parsers share.
struct TokenReader {
  private let tokens: [Token]
  private var position = 0
  private var depth = 0
  private var operators = 0

  /// Deep enough for any real text, shallow enough for the stack of a thread.
  private static let deepest = 100
  /// Each operator may deepen the tree by one.
  private static let mostOperators = 2000

  init(_ text: String) throws(SyntaxError) {
    tokens = try Tokenizer.tokens(of: text)
  }

  var current: Token { tokens[position] }

  var following: Token { tokens[min(position + 1, tokens.count - 1)] }

  mutating func advance() {
    if position < tokens.count - 1 { position += 1 }
  }

  /// Steps over the symbol if it stands here.
  mutating func take(_ symbol: String) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    advance()
    return true
  }

  /// Steps over the parenthesis that closes the one at `opening`.
  mutating func close(_ opening: Token) throws(SyntaxError) {
    if take(")") { return }
    if current.kind == .end { throw SyntaxError(.unclosedParenthesis, at: opening.offset) }
    throw unexpected("an operator or ')'")
  }

  func unexpected(_ expected: String) -> SyntaxError {
    if current.isSymbol("||") {
      return SyntaxError(.foreign("||", write: "| for 'or'"), at: current.offset)
    }
    return current.kind == .end
      ? SyntaxError(.unexpectedEnd(expected: expected), at: current.offset)
      : SyntaxError(.unexpected(token: current.text, expected: expected), at: current.offset)
  }

  /// Counts one level of nesting; `leave` must follow.
  mutating func enter() throws(SyntaxError) {
    depth += 1
    if depth > Self.deepest { throw SyntaxError(.tooDeep, at: current.offset) }
  }

  mutating func leave() { depth -= 1 }

  /// Counts an operator of an expression.
  mutating func countOperator() throws(SyntaxError) {
    operators += 1
    if operators > Self.mostOperators { throw SyntaxError(.tooDeep, at: current.offset) }
  }
}
