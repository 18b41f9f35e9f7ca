extension Formula {
  /// Reads a formula of lme4's grammar, `y ~ x * arm + (1 + x | school/class)`.
  ///
  /// Terms are joined by `+ - * : / ^` and parentheses; `0` or `-1` removes the intercept. A term
  /// is a column's name or a function call like `log(x)`, `factor(period)` or `I(x^2)`. Random
  /// terms stand between parentheses; `||` and `/` in them are expanded. `offset(x)` adds `x`.
  public static func parse(_ text: String) throws(SyntaxError) -> Formula {
    var parser = FormulaParser(reader: try TokenReader(text))
    return try parser.formula(text: trimmed(text))
  }
}

private func trimmed(_ text: String) -> String {
  let start = text.drop(while: \.isWhitespace)
  guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...end])
}

/// Recursive descent over the terms of a formula.
struct FormulaParser {
  var reader: TokenReader
  /// The variables of the part that is being read; a random term has its own.
  var variables = VariableList()

  private static let mostProducts = 2000

  init(reader: TokenReader) { self.reader = reader }

  mutating func formula(text: String) throws(SyntaxError) -> Formula {
    if reader.current.kind == .end { throw SyntaxError(.empty, at: 0) }
    if reader.current.isSymbol("~") { throw SyntaxError(.missingResponse, at: 0) }
    let response = try reader.expression()
    guard reader.take("~") else {
      if reader.current.kind == .end { throw SyntaxError(.missingTilde, at: reader.current.offset) }
      throw reader.unexpected("'~'")
    }
    let sum = try sum()
    guard reader.current.kind == .end else { throw reader.unexpected("'+' or another operator") }
    return Formula(
      text: text, response: response, hasIntercept: sum.hasIntercept ?? true,
      terms: variables.terms(sum.products), offsets: sum.offsets, bars: sum.bars)
  }

  /// Terms joined by `+` and `-`.
  mutating func sum(endsAtBar: Bool = false) throws(SyntaxError) -> TermSum {
    try reader.enter()
    defer { reader.leave() }
    var total = TermSum()
    var isRemoved = reader.take("-")
    if !isRemoved { _ = reader.take("+") }
    while true {
      let start = reader.current
      let right = try product()
      if isRemoved, right.isSpecial { throw nested(start) }
      isRemoved ? total.subtract(right) : total.add(right)
      if !endsAtBar, reader.current.isSymbol("|") || reader.current.isSymbol("||") {
        throw SyntaxError(.bareBar, at: reader.current.offset)
      }
      isRemoved = reader.current.isSymbol("-")
      guard reader.take("+") || reader.take("-") else { return total }
    }
  }

  /// Terms joined by `*` and `/`, which bind equally, from the left.
  private mutating func product() throws(SyntaxError) -> TermSum {
    var left = try interaction()
    while reader.current.isSymbol("*") || reader.current.isSymbol("/") {
      let symbol = reader.current
      reader.advance()
      let right = try interaction()
      try check(left, right, symbol)
      left = symbol.text == "*" ? left.crossed(with: right) : left.nesting(right)
    }
    return left
  }

  /// Terms joined by `:`.
  private mutating func interaction() throws(SyntaxError) -> TermSum {
    var left = try power()
    while reader.current.isSymbol(":") {
      let symbol = reader.current
      reader.advance()
      let right = try power()
      try check(left, right, symbol)
      left = left.interacting(with: right)
    }
    return left
  }

  private mutating func power() throws(SyntaxError) -> TermSum {
    let base = try term()
    guard reader.current.isSymbol("^") else { return base }
    let symbol = reader.current
    reader.advance()
    let exponent = reader.current
    guard case .number(let value) = exponent.kind, let order = Int(exactly: value),
      (1...9).contains(order)
    else { throw SyntaxError(.badPower(exponent.text), at: exponent.offset) }
    reader.advance()
    var result = base
    for _ in 1..<order {
      try check(result, base, symbol)
      result = result.crossed(with: base)
    }
    return result
  }

  private mutating func term() throws(SyntaxError) -> TermSum {
    let token = reader.current
    switch token.kind {
    case .number(let value):
      guard value == 0 || value == 1 else {
        throw SyntaxError(.numberAsTerm(token.text), at: token.offset)
      }
      reader.advance()
      if [":", "*", "/", "^"].contains(where: reader.current.isSymbol) {
        throw SyntaxError(.numberAsTerm(token.text), at: token.offset)
      }
      return TermSum(hasIntercept: value == 1)
    case .name:
      reader.advance()
      guard reader.current.isSymbol("(") else { return variable(.name(token.text)) }
      return try functionTerm(token)
    case .symbol where token.isSymbol("("): return try parenthesised(token)
    case .symbol where token.isSymbol("."):
      throw SyntaxError(.foreign(".", write: "the names of the columns"), at: token.offset)
    default: throw reader.unexpected("a term")
    }
  }

  private mutating func variable(_ expression: Expression) -> TermSum {
    TermSum(products: [[variables.index(of: expression)]])
  }

  private mutating func functionTerm(_ name: Token) throws(SyntaxError) -> TermSum {
    let call = try reader.call(name)
    guard case .call(_, let arguments) = call else { preconditionFailure("a call was read") }
    switch name.text {
    case "offset":
      guard arguments.count == 1 else { throw badCall(name, expected: "one argument") }
      return TermSum(offsets: arguments)
    case "factor":
      guard arguments.count == 1, case .name = arguments[0] else {
        throw badCall(name, expected: "the name of one column")
      }
      return variable(call)
    default:
      guard !arguments.isEmpty else { throw badCall(name, expected: "an argument") }
      return variable(call)
    }
  }

  private func badCall(_ name: Token, expected: String) -> SyntaxError {
    SyntaxError(.badCall(name.text, expected: expected), at: name.offset)
  }

  private mutating func parenthesised(_ opening: Token) throws(SyntaxError) -> TermSum {
    if let bars = try randomTerm(opening) { return TermSum(bars: bars) }
    reader.advance()
    let inner = try sum()
    try reader.close(opening)
    return inner
  }

  /// Whether the two can be multiplied: plain terms, and not too many products.
  private func check(_ left: TermSum, _ right: TermSum, _ symbol: Token) throws(SyntaxError) {
    if left.isSpecial || right.isSpecial { throw nested(symbol) }
    if left.products.count * right.products.count > Self.mostProducts {
      throw SyntaxError(.tooManyTerms, at: symbol.offset)
    }
  }

  func nested(_ token: Token) -> SyntaxError {
    SyntaxError(.nestedSpecialTerm("a random or offset term"), at: token.offset)
  }
}
