extension FormulaParser {
  /// Reads `(terms | grouping)`, or nothing if the parenthesis that opens here has no bar.
  mutating func randomTerm(_ opening: Token) throws(SyntaxError) -> [Bar]? {
    guard reader.barFollows() else { return nil }
    reader.advance()
    var inner = FormulaParser(reader: reader)
    let left = try inner.columns()
    reader = inner.reader
    let isDouble = reader.current.isSymbol("||")
    reader.advance()
    let groupings = try grouping()
    try reader.close(opening)
    let hasIntercept = left.sum.hasIntercept ?? true
    guard hasIntercept || !left.terms.isEmpty else {
      throw SyntaxError(.emptyBar, at: opening.offset)
    }
    guard isDouble else {
      return groupings.map { Bar(hasIntercept: hasIntercept, terms: left.terms, grouping: $0) }
    }
    return independentBars(hasIntercept, left.terms, groupings)
  }

  /// `(1 + x || g)` is `(1 | g) + (0 + x | g)`.
  private func independentBars(
    _ hasIntercept: Bool, _ terms: [Term], _ groupings: [[String]]
  ) -> [Bar] {
    var bars: [Bar] = []
    if hasIntercept {
      bars += groupings.map {
        Bar(hasIntercept: true, terms: [], grouping: $0, isFromDoubleBar: true)
      }
    }
    for term in terms {
      bars += groupings.map {
        Bar(hasIntercept: false, terms: [term], grouping: $0, isFromDoubleBar: true)
      }
    }
    return bars
  }

  /// The terms on the left of a bar, up to the bar.
  private mutating func columns() throws(SyntaxError) -> (sum: TermSum, terms: [Term]) {
    let start = reader.current
    let sum = try sum(endsAtBar: true)
    if sum.isSpecial { throw nested(start) }
    return (sum, variables.terms(sum.products))
  }

  /// `g`, `a:b`, or `a/b`, which stands for `a` and `a:b`.
  private mutating func grouping() throws(SyntaxError) -> [[String]] {
    var nested = [try groupingProduct()]
    while reader.take("/") {
      let outer = nested[nested.count - 1]
      nested.append(outer + (try groupingProduct()).filter { !outer.contains($0) })
    }
    return nested
  }

  private mutating func groupingProduct() throws(SyntaxError) -> [String] {
    var names: [String] = []
    repeat {
      let token = reader.current
      guard token.kind == .name else { throw reader.unexpected("the name of a grouping column") }
      reader.advance()
      if reader.current.isSymbol("(") {
        throw SyntaxError(
          .foreign(token.text + "(", write: "the name of a grouping column"), at: token.offset)
      }
      if !names.contains(token.text) { names.append(token.text) }
    } while reader.take(":")
    return names
  }
}

extension TokenReader {
  /// Whether a bar stands between the parenthesis here and its partner, outside inner ones.
  func barFollows() -> Bool {
    var ahead = self
    var depth = 0
    repeat {
      if ahead.current.isSymbol("(") { depth += 1 }
      if ahead.current.isSymbol(")") { depth -= 1 }
      if depth == 1, ahead.current.isSymbol("|") || ahead.current.isSymbol("||") { return true }
      if ahead.current.kind == .end { return false }
      ahead.advance()
    } while depth > 0
    return false
  }
}
