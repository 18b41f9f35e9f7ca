import ModelFormula
import Testing

private func value(_ text: String, _ values: [String: Double] = [:]) throws -> Double {
  try Expression.parse(text).evaluate { values[$0] }
}

@Suite struct ExpressionTests {
  /// Values of R 4.2.2.
  @Test(arguments: [
    ("-2^2", -4), ("2^-1", 0.5), ("2^3^2", 512), ("2^-2*3", 0.75), ("-7 %% 3", 2), ("7 %% -3", -2),
    ("5.5 %% 2", 1.5), ("6 * 7 %% 4", 18), ("1 + 2 * 3 - 4 / 8", 6.5), ("--3", 3),
    ("!1 == 2", 1), ("1 < 2 & 2 < 1 | 1", 1), ("(1 + 2) * 3", 9), ("1e-3 * .5", 0.0005),
    ("3.", 3), ("0.5 * sqrt(1.25)", 0.5590169943749475), ("log(1.5)", 0.4054651081081644),
    ("round(2.5) + round(3.5)", 6), ("floor(-1.5) + ceiling(-1.5)", -3), ("min(3, 1, 2)", 1),
    ("max(3, 5)", 5), ("logit(0.25)", -1.0986122886681098), ("expit(0)", 0.5), ("abs(-3)", 3),
    ("ifelse(2 > 1, 10, 20)", 10), ("exp(0) != 1", 0), ("I(3)^2", 9), ("2 >= 2 & 2 <= 1", 0),
    ("5 * !0 + 1", 0),
  ])
  func `values are R's`(text: String, expected: Double) throws {
    #expect(abs(try value(text) - expected) <= 1e-15 * abs(expected))
  }

  @Test func `missing values spread as in R`() throws {
    let missing = ["x": Double.nan]
    for text in [
      "x < 1", "x == x", "!x", "x & 1", "x | 0", "min(1, x)", "ifelse(x, 1, 2)", "x %% 2",
    ] {
      #expect(try value(text, missing).isNaN, "\(text)")
    }
    #expect(try value("x & 0", missing) == 0)
    #expect(try value("1 | x", missing) == 1)
    #expect(try value("5 %% 0").isNaN)
  }

  /// `deparse` of R 4.2.2.
  @Test(arguments: [
    ("a %% b", "a%%b"), ("a / b", "a/b"), ("a*b", "a * b"), ("a ^ b", "a^b"), ("- a", "-a"),
    ("! a", "!a"), ("a==b", "a == b"), ("a&b|c", "a & b | c"), ("(a+b)*c", "(a + b) * c"),
    ("f( a,b )", "f(a, b)"), ("1e-3*x", "0.001 * x"), ("100000", "1e+05"), ("123456", "123456"),
    ("1e15", "1e+15"), ("1e-5", "1e-05"), ("0.0001", "1e-04"), ("3.0", "3"),
    ("ifelse(g=='n',1,0)", "ifelse(g == \"n\", 1, 0)"), ("a+-b", "a + -b"), ("250000", "250000"),
    ("300000", "3e+05"), ("1e22", "1e+22"), ("0.00012", "0.00012"),
    ("123456789012", "123456789012"),
    ("0.1234567890123456", "0.123456789012346"), ("0.5", "0.5"), ("12.25", "12.25"),
    ("0.9999999999999999", "1"), ("0", "0"), ("2^-x*3", "2^-x * 3"),
  ])
  func `the description is what R deparses`(text: String, deparsed: String) throws {
    #expect(try Expression.parse(text).description == deparsed)
  }

  @Test func `names come once, in order, without functions`() throws {
    #expect(try Expression.parse("b + log(a) * b - g.1").names == ["b", "a", "g.1"])
  }

  @Test(arguments: [
    ("", SyntaxError(.empty, at: 0)),
    ("1 +", SyntaxError(.unexpectedEnd(expected: "a number, a name or '('"), at: 3)),
    ("1 2", SyntaxError(.unexpected(token: "2", expected: "an operator"), at: 2)),
    ("2x", SyntaxError(.badNumber("2x"), at: 0)),
    ("1e999", SyntaxError(.badNumber("1e999"), at: 0)),
    ("1.2.3", SyntaxError(.badNumber("1.2.3"), at: 0)),
    ("a < b < c", SyntaxError(.chainedComparison, at: 6)),
    ("a && b", SyntaxError(.foreign("&&", write: "& for 'and'"), at: 2)),
    ("a || b", SyntaxError(.foreign("||", write: "| for 'or'"), at: 2)),
    ("a = b", SyntaxError(.foreign("=", write: "== for 'equals'"), at: 2)),
    ("a ** 2", SyntaxError(.foreign("**", write: "^"), at: 2)),
    ("(a + b", SyntaxError(.unclosedParenthesis, at: 0)),
    ("a)", SyntaxError(.unexpected(token: ")", expected: "an operator"), at: 1)),
    ("g == 'new", SyntaxError(.unclosedQuote, at: 5)),
    ("ä + $", SyntaxError(.unexpectedCharacter("$"), at: 5)),
    ("f(1,)", SyntaxError(.unexpected(token: ")", expected: "a number, a name or '('"), at: 4)),
  ])
  func `a mistake is named with its place`(text: String, error: SyntaxError) {
    #expect(throws: error) { try Expression.parse(text) }
  }

  @Test(arguments: [
    ("1 + x", EvaluationError.unknownName("x")),
    ("sin(1)", .unknownFunction("sin")),
    ("exp(1, 2)", .wrongArgumentCount(function: "exp", given: 2)),
    ("ifelse(1, 2)", .wrongArgumentCount(function: "ifelse", given: 2)),
    ("min()", .wrongArgumentCount(function: "min", given: 0)),
    ("1 + 'a'", .textAsNumber("a")),
  ])
  func `what has no value says why`(text: String, error: EvaluationError) {
    #expect(throws: error) { try value(text) }
  }

  @Test func `endless sums are refused`() throws {
    let text = "1" + String(repeating: "+1", count: 10_000)
    #expect(throws: SyntaxError.self) { try Expression.parse(text) }
    let long = "1" + String(repeating: "+1", count: 1_999)
    #expect(try value(long) == 2000)
  }

  @Test func `column names are letters first`() {
    #expect(isColumnName("größe_1.a"))
    for text in ["", "1a", "_a", ".a", "a b", "a-b", "a:b"] { #expect(!isColumnName(text)) }
  }
}
