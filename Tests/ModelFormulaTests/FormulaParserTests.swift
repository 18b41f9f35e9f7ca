import ModelFormula
import Testing

/// The parts of a formula in one line: labels of the terms, 0 or 1 for the intercept.
private func outline(_ text: String) throws -> String {
  let formula = try Formula.parse(text)
  let terms = formula.terms.map(\.name).joined(separator: " , ")
  return "\(terms) int= \(formula.hasIntercept ? 1 : 0)"
}

private func bars(_ text: String) throws -> [String] {
  try Formula.parse(text).bars.map { bar in
    let terms = (bar.hasIntercept ? ["1"] : ["0"]) + bar.terms.map(\.name)
    return terms.joined(separator: " + ") + " | " + bar.grouping.joined(separator: ":")
  }
}

@Suite struct FormulaParserTests {
  /// `attr(terms(y ~ …), "term.labels")` and `"intercept"` of R 4.2.2.
  @Test(arguments: [
    ("y~0+x+1", "x int= 1"),
    ("y~x-1+1", "x int= 1"),
    ("y~b:a+a", "a , b:a int= 1"),
    ("y~(a+b)/c", "a , b , a:b:c int= 1"),
    ("y~a/b/c", "a , a:b , a:b:c int= 1"),
    ("y~(a+b+c)^2", "a , b , c , a:b , a:c , b:c int= 1"),
    ("y~a*b*c-a:b", "a , b , c , a:c , b:c , a:b:c int= 1"),
    ("y~a*b-a", "b , a:b int= 1"),
    ("y~x^2", "x int= 1"),
    ("y~a:a", "a int= 1"),
    ("y~x-0", "x int= 1"),
    ("y~a+b:c+b+a:b:c+c:a", "a , b , b:c , a:c , a:b:c int= 1"),
    ("y~-1+x", "x int= 0"),
    ("y~a/(b+c)", "a , a:b , a:c int= 1"),
    ("y~a:(b+c)", "a:b , a:c int= 1"),
    ("y~(a-1)*b", "a , b , a:b int= 0"),
    ("y~(a-1):b", "a:b int= 0"),
    ("y~(a+b-a)*c", "b , c , b:c int= 1"),
    ("y~0+(x+1)", "x int= 1"),
    ("y~a-(b-1)", "a int= 1"),
    ("y~(0+a)+b", "a , b int= 0"),
    ("y~(a-1)^2", "a int= 0"),
    ("y~a/(b-1)", "a , a:b int= 0"),
    ("y~(1+a):b", "a:b int= 1"),
    ("y~(1+a)^2", "a int= 1"),
    ("y~(a-1)/b", "a , a:b int= 0"),
    ("y~a+b-a+a", "b , a int= 1"),
    ("y~(a+b)-(a-1)", "b int= 1"),
  ])
  func `terms come in R's order, each once`(text: String, terms: String) throws {
    #expect(try outline(text) == terms)
  }

  @Test func `white space makes no difference`() throws {
    #expect(try outline(" y ~ a : b +\n a ") == "a , a:b int= 1")
    #expect(try Formula.parse(" y ~ x ").text == "y ~ x")
    #expect(try outline("größe ~ höhe.1 + ß_2") == "höhe.1 , ß_2 int= 1")
  }

  @Test func `the response is a name or an expression`() throws {
    #expect(try Formula.parse("log(y + 1) ~ 1").response.description == "log(y + 1)")
  }

  @Test func `random terms are expanded as lme4 does`() throws {
    #expect(try bars("y ~ x + (1 | g)") == ["1 | g"])
    #expect(try bars("y ~ (x | g) + x") == ["1 + x | g"])
    #expect(try bars("y ~ (0 + x | g:h)") == ["0 + x | g:h"])
    #expect(try bars("y ~ (1 | a/b/c)") == ["1 | a", "1 | a:b", "1 | a:b:c"])
    #expect(try bars("y ~ (x | a/b)") == ["1 + x | a", "1 + x | a:b"])
    #expect(try bars("y ~ (x || g)") == ["1 | g", "0 + x | g"])
    #expect(try bars("y ~ (0 + x + z || g)") == ["0 + x | g", "0 + z | g"])
    #expect(try bars("y ~ (x || a/b)") == ["1 | a", "1 | a:b", "0 + x | a", "0 + x | a:b"])
    #expect(try bars("y ~ ((x + z):w | g)") == ["1 + x:w + z:w | g"])
    #expect(try Formula.parse("y ~ (x || g)").bars.allSatisfy(\.isFromDoubleBar))
    #expect(try !Formula.parse("y ~ (x | g)").bars[0].isFromDoubleBar)
  }

  @Test(arguments: [
    ("", SyntaxError(.empty, at: 0)),
    ("y", SyntaxError(.missingTilde, at: 1)),
    ("~ x", SyntaxError(.missingResponse, at: 0)),
    ("y ~", SyntaxError(.unexpectedEnd(expected: "a term"), at: 3)),
    ("y ~ .", SyntaxError(.foreign(".", write: "the names of the columns"), at: 4)),
    ("y ~ x + 1 | g", SyntaxError(.bareBar, at: 10)),
    ("y ~ x + (0 | g)", SyntaxError(.emptyBar, at: 8)),
    ("y ~ x + (1 | g", SyntaxError(.unclosedParenthesis, at: 8)),
    ("y ~ 2 + x", SyntaxError(.numberAsTerm("2"), at: 4)),
    ("y ~ 1:x", SyntaxError(.numberAsTerm("1"), at: 4)),
    ("y ~ (a + b)^x", SyntaxError(.badPower("x"), at: 12)),
    (
      "y ~ factor(x + 1)",
      SyntaxError(.badCall("factor", expected: "the name of one column"), at: 4)
    ),
    ("y ~ offset(x, z)", SyntaxError(.badCall("offset", expected: "one argument"), at: 4)),
    ("y ~ x - (1 | g)", SyntaxError(.nestedSpecialTerm("a random or offset term"), at: 8)),
    ("y ~ x * (1 | g)", SyntaxError(.nestedSpecialTerm("a random or offset term"), at: 6)),
    ("y ~ x = z", SyntaxError(.foreign("=", write: "== for 'equals'"), at: 6)),
    (
      "y ~ (1 | factor(g))",
      SyntaxError(.foreign("factor(", write: "the name of a grouping column"), at: 9)
    ),
    (
      "y ~ (1 | 3)",
      SyntaxError(.unexpected(token: "3", expected: "the name of a grouping column"), at: 9)
    ),
    (
      "y ~ (1 | g | h)",
      SyntaxError(.unexpected(token: "|", expected: "an operator or ')'"), at: 11)
    ),
    ("y ~ x z", SyntaxError(.unexpected(token: "z", expected: "'+' or another operator"), at: 6)),
    ("y ~ x ~ z", SyntaxError(.unexpected(token: "~", expected: "'+' or another operator"), at: 6)),
    ("größe ~ x; z", SyntaxError(.unexpectedCharacter(";"), at: 11)),
  ])
  func `a mistake is named with its place`(text: String, error: SyntaxError) {
    #expect(throws: error) { try Formula.parse(text) }
  }

  @Test func `products of very many terms are refused`() {
    let names = (0..<30).map { "x\($0)" }
    for text in [names.joined(separator: " * "), "(" + names.joined(separator: "+") + ")^9"] {
      #expect(throws: SyntaxError.self) { try Formula.parse("y ~ " + text) }
    }
    #expect(throws: Never.self) {
      try Formula.parse("y ~ (" + names.joined(separator: "+") + ")^2")
    }
  }

  @Test func `endless nesting is refused`() {
    let text = "y ~ " + String(repeating: "(", count: 1_000)
    #expect(throws: SyntaxError.self) { try Formula.parse(text) }
  }
}
