import ModelFormula
import Testing

private func kind(_ name: String) -> VariableKind? {
  switch name {
  case "x", "z": .numeric
  case "arm": .factor(categories: ["control", "new"])
  default: nil
  }
}

@Suite struct CompiledExpressionTests {
  @Test(arguments: [
    "x", "3", "x + z * 2 - 1", "-x^2 / z", "ifelse(x > z, log(x), sqrt(z))", "min(x, z, 0.5)",
    "max(x)", "!(x > 0.5) | z < 1 & x != z", "x %% 0.3", "round(10 * x) == 5", "expit(logit(x))",
    "I(x)^3 >= +z", "abs(floor(x) - ceiling(z)) <= exp(x)",
  ])
  func `vectors give what scalars give`(text: String) throws {
    let expression = try Expression.parse(text)
    let compiled = try CompiledExpression(expression, kind: kind)
    // More than two blocks, the last one cut short.
    let x = (0..<600).map { Double($0) / 600 + 0.0001 }
    let z = x.map { ($0 * 7).truncatingRemainder(dividingBy: 1.5) + 0.01 }
    let columns = compiled.inputs.map { $0 == "x" ? x : z }
    let vector = compiled.evaluate(count: 600, columns: columns)
    for row in 0..<600 {
      let scalar = try expression.evaluate { $0 == "x" ? x[row] : z[row] }
      #expect(vector[row].bitPattern == scalar.bitPattern, "row \(row)")
    }
  }

  @Test func `a factor is compared with a category by its code`() throws {
    let expression = try Expression.parse("x * (arm == 'new') + ('new' != arm)")
    let compiled = try CompiledExpression(expression, kind: kind)
    #expect(compiled.inputs == ["x", "arm"])
    let result = compiled.evaluate(count: 3, columns: [[5, 6, 7], [0, 1, .nan]])
    #expect(result[0] == 1)
    #expect(result[1] == 6)
    #expect(result[2].isNaN)
  }

  @Test func `the result may overwrite an input`() throws {
    let compiled = try CompiledExpression(try Expression.parse("x^2 + z"), kind: kind)
    var x = (0..<700).map(Double.init)
    let z = [Double](repeating: 1, count: 700)
    var scratch = [Double](repeating: 0, count: compiled.scratchCount)
    x.withUnsafeMutableBufferPointer { result in
      z.withUnsafeBufferPointer { other in
        let inputs = [UnsafePointer(result.baseAddress!), other.baseAddress!]
        compiled.evaluate(
          count: 700, inputs: inputs, scratch: &scratch, result: result.baseAddress!)
      }
    }
    #expect(x == (0..<700).map { Double($0 * $0 + 1) })
  }

  @Test func `no rows give no values`() throws {
    let compiled = try CompiledExpression(try Expression.parse("x + 1"), kind: kind)
    #expect(compiled.evaluate(count: 0, columns: [[]]).isEmpty)
  }

  @Test(arguments: [
    ("y + 1", EvaluationError.unknownName("y")),
    ("y == 'new'", .unknownName("y")),
    ("arm + 1", .factorAsNumber("arm")),
    ("arm > 'new'", .factorAsNumber("arm")),
    ("x == 'new'", .numberComparedWithText(name: "x", text: "new")),
    (
      "arm == 'old'",
      .unknownCategory(factor: "arm", text: "old", categories: ["control", "new"])
    ),
    ("ifelse(x, 'a', 'b')", .textAsNumber("a")),
    ("sin(x)", .unknownFunction("sin")),
    ("log(x, 2)", .wrongArgumentCount(function: "log", given: 2)),
  ])
  func `misuse is found when the program is made`(text: String, error: EvaluationError) throws {
    let expression = try Expression.parse(text)
    #expect(throws: error) { try CompiledExpression(expression, kind: kind) }
  }
}
