import ModelFormula
import Testing

/// The variables of the data on which R's names were made.
func kindInTrial(_ expression: Expression) -> VariableKind? {
  switch expression.description {
  case "x", "z", "period", "y": .numeric
  case "arm": .factor(categories: ["control", "new"])
  case "dose": .factor(categories: ["none", "low", "high"])
  case "site": .factor(categories: ["a", "b", "c", "d"])
  case "factor(period)": .factor(categories: ["1", "2", "10"])
  default: nil
  }
}

func columns(_ text: String) throws -> ModelColumns {
  try ModelColumns(expanding: try Formula.parse(text), kind: kindInTrial)
}

/// Splits a fixture into entries: an outer line and the lines that are indented below it.
private func entries(_ fixture: String) -> [(head: String, lines: [String])] {
  var entries: [(head: String, lines: [String])] = []
  for line in fixture.split(separator: "\n") {
    if line.hasPrefix("  ") {
      entries[entries.count - 1].lines.append(String(line.dropFirst(2)))
    } else {
      entries.append((String(line), []))
    }
  }
  return entries
}

@Suite struct ModelColumnsTests {
  @Test func `fixed columns have R's names in R's order`() throws {
    let cases = entries(fixedColumnNamesOfR)
    #expect(cases.count > 80)
    for (formula, lines) in cases {
      let names = lines.joined(separator: " ").split(separator: "; ").map {
        $0.hasSuffix(";") ? String($0.dropLast()) : String($0)
      }
      #expect(try columns("y ~ " + formula).fixed.map(\.name) == names, "\(formula)")
    }
  }

  @Test func `columns of random terms have lme4's names`() throws {
    let cases = entries(randomColumnNamesOfLme4)
    #expect(cases.count > 20)
    for (formula, lines) in cases {
      let found = try columns("y ~ 1 + " + formula).bars.map {
        [$0.grouping.joined(separator: ":")] + $0.columns.map(\.name)
      }
      let expected = lines.map { line in
        let parts = line.split(separator: " ~ ")
        return [String(parts[0])] + parts[1].split(separator: "; ").map(String.init)
      }
      if formula.contains("/") {
        #expect(found == [["g", "(Intercept)"], ["g:h", "(Intercept)"]])
      } else {
        #expect(found == expected, "\(formula)")
      }
    }
  }

  @Test func `a column is a product of numbers and indicators`() throws {
    let fixed = try columns("y ~ x * arm + log(z)").fixed
    #expect(fixed[0].parts.isEmpty)
    #expect(fixed[1].parts == [.numeric(.name("x"))])
    #expect(fixed[3].parts == [.numeric(.call("log", [.name("z")]))])
    #expect(
      fixed[4].parts == [
        .numeric(.name("x")), .indicator(variable: .name("arm"), category: 1),
      ])
    #expect(fixed[4].term == Term([.name("x"), .name("arm")]))
  }

  @Test func `offsets are kept apart from the columns`() throws {
    let model = try columns("y ~ x + offset(log(z))")
    #expect(model.fixed.map(\.name) == ["(Intercept)", "x"])
    #expect(model.offsets.map(\.description) == ["log(z)"])
  }

  @Test(arguments: [
    ("y ~ nobody", FormulaError.unknownVariable("nobody")),
    ("y ~ log(nobody)", .unknownVariable("nobody")),
    ("y ~ factor(nobody)", .unknownVariable("nobody")),
    ("y ~ x + (nobody | g)", .unknownVariable("nobody")),
    ("y ~ x + offset(nobody)", .unknownVariable("nobody")),
    ("y ~ x + (arm || g)", .factorInDoubleBar(variable: "arm", grouping: "g")),
    ("y ~ x + (x * arm || g:h)", .factorInDoubleBar(variable: "arm", grouping: "g:h")),
    ("y ~ y + x", .responseAmongTerms("y")),
    ("y ~ 0", .noColumns),
    ("y ~ 1 + (1 | g) + (x | g)", .duplicateRandomColumn(column: "(Intercept)", grouping: "g")),
    (
      "y ~ 1 + (1 | g:h) + (1 | h:g)",
      .duplicateRandomColumn(column: "(Intercept)", grouping: "h:g")
    ),
    ("y ~ log(arm)", .expression("log(arm)", .factorAsNumber("arm"))),
    ("y ~ lag(x)", .expression("lag(x)", .unknownFunction("lag"))),
    (
      "y ~ I(arm == 'old')",
      .expression(
        "I(arm == \"old\")",
        .unknownCategory(factor: "arm", text: "old", categories: ["control", "new"]))
    ),
  ])
  func `a formula without columns says why`(text: String, error: FormulaError) {
    #expect(throws: error) { try columns(text) }
  }

  @Test func `products of large factors are refused before they fill the memory`() throws {
    let formula = try Formula.parse("y ~ a:b:c")
    let categories = (0..<1000).map(String.init)
    #expect(throws: FormulaError.tooManyColumns("a:b:c")) {
      try ModelColumns(expanding: formula) { _ in .factor(categories: categories) }
    }
  }

  @Test func `a factor needs two categories`() throws {
    let formula = try Formula.parse("y ~ arm")
    #expect(throws: FormulaError.tooFewCategories(variable: "arm", count: 1)) {
      try ModelColumns(expanding: formula) { _ in .factor(categories: ["only"]) }
    }
  }
}
