extension Expression {
  /// Reads an expression in R's syntax.
  ///
  /// Numbers are finite decimals, names start with a letter, categories stand between quotes.
  /// Operators bind as in R: `^` (from the right), sign, `%%`, `* /`, `+ -`, comparison, `!`, `&`,
  /// `|`. Whether names and functions exist is found out when the expression is evaluated.
  public static func parse(_ text: String) throws(SyntaxError) -> Expression {
    var reader = try TokenReader(text)
    if reader.current.kind == .end { throw SyntaxError(.empty, at: 0) }
    let expression = try reader.expression()
    if reader.current.kind != .end { throw reader.unexpected("an operator") }
    return expression
  }
}

/// How tightly R's operators bind, loosest first.
enum Precedence: Int, Comparable {
  case or = 1
  case and, not, comparison, sum, product, modulo, sign, power

  static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .power }
}

extension Expression.BinaryOperator {
  var precedence: Precedence {
    switch self {
    case .or: .or
    case .and: .and
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
    case .add, .subtract: .sum
    case .multiply, .divide: .product
    case .modulo: .modulo
    case .power: .power
    }
  }
}

extension TokenReader {
  /// Reads operators that bind at least as tightly as `lowest`, and their operands.
  mutating func expression(_ lowest: Precedence = .or) throws(SyntaxError) -> Expression {
    try enter()
    defer { leave() }
    var left = try operand()
    while let symbol = binaryOperator(), symbol.precedence >= lowest {
      try countOperator()
      advance()
      // The right side of a power may be signed: 2^-x.
      let right = try expression(symbol == .power ? .sign : symbol.precedence.tighter)
      left = .binary(symbol, left, right)
      if symbol.precedence == .comparison, binaryOperator()?.precedence == .comparison {
        throw SyntaxError(.chainedComparison, at: current.offset)
      }
    }
    return left
  }

  private func binaryOperator() -> Expression.BinaryOperator? {
    current.kind == .symbol ? Expression.BinaryOperator(rawValue: current.text) : nil
  }

  private mutating func operand() throws(SyntaxError) -> Expression {
    let token = current
    switch token.kind {
    case .number(let value):
      advance()
      return .number(value)
    case .quoted(let text):
      advance()
      return .text(text)
    case .name:
      advance()
      return current.isSymbol("(") ? try call(token) : .name(token.text)
    case .symbol:
      return try signedOrParenthesised(token)
    case .end:
      throw unexpected("a number, a name or '('")
    }
  }

  private mutating func signedOrParenthesised(_ token: Token) throws(SyntaxError) -> Expression {
    if take("(") {
      let inner = try expression()
      try close(token)
      return .parenthesised(inner)
    }
    guard let sign = Expression.UnaryOperator(rawValue: token.text) else {
      throw unexpected("a number, a name or '('")
    }
    advance()
    return .unary(sign, try expression(sign == .not ? .not : .sign))
  }

  /// Reads the arguments of the function `name`; the opening parenthesis stands here.
  mutating func call(_ name: Token) throws(SyntaxError) -> Expression {
    let opening = current
    advance()
    var arguments: [Expression] = []
    if take(")") { return .call(name.text, []) }
    repeat {
      arguments.append(try expression())
    } while take(",")
    try close(opening)
    return .call(name.text, arguments)
  }
}
