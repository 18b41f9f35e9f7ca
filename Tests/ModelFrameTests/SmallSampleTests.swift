import DataTable
import Foundation
import MixedModels
import ModelFormula
import ModelFrame
import Testing

/// A made-up trial: eight schools in two arms, three classes each, four pupils each; `age` varies
/// between pupils, `size` between classes.
private func trial() throws -> DataTable {
  var text = "score,arm,size,age,school,class\n"
  for row in 0..<96 {
    let school = row / 12
    let age = (row * 37) % 11
    let score = 10 + (school * 13) % 7 + ((row / 4) * 5) % 6 + age / 2 + (row * 29) % 9
    text +=
      "\(score),\(school % 2 == 0 ? "new" : "old"),\((row / 4) * 7 % 10),\(age),\(school),c\(row / 4)\n"
  }
  return try DataTable(csv: Array(text.utf8))
}

private func frame(_ formula: String) throws -> ModelFrame {
  try ModelFrame(table: trial(), formula: Formula.parse(formula))
}

private func degrees(_ formula: String) throws -> [Double] {
  try frame(formula).fit(.reml, degreesOfFreedom: .betweenWithin).coefficients.map {
    $0.degreesOfFreedom!
  }
}

@Suite struct BetweenWithinTests {
  @Test func `coefficients belong to the units between which their columns vary`() throws {
    // Schools: 8 - 2; classes: 24 - 1 - 8; pupils: 96 - 1 - 24.
    #expect(
      try degrees("score ~ arm + size + age + (1 | school) + (1 | class)") == [6, 6, 15, 71])
    #expect(try degrees("score ~ arm + size + age + (1 | class)") == [21, 21, 21, 71])
  }

  @Test func `an effect with a random slope belongs to the slope's units`() throws {
    #expect(try degrees("score ~ age + (1 + age | school)") == [7, 7])
    #expect(try degrees("score ~ arm * age + (age || school)") == [6, 6, 6, 6])
    // Without the slope they belong to the pupils: 96 - 2 - 8.
    #expect(try degrees("score ~ arm * age + (1 | school)") == [6, 6, 86, 86])
    // A square of the predictor has no slope of its own: 96 - 2 - 8.
    #expect(try degrees("score ~ age + I(age^2) + (age | school)") == [7, 7, 86])
  }

  @Test func `joint tests take the least of their coefficients`() throws {
    let frame = try frame("score ~ arm + age + (1 | school)")
    let both = try frame.jointRequest("arm,age")
    let model = try frame.fit(.ml, degreesOfFreedom: .betweenWithin, tests: [both])
    #expect(model.tests[0].degreesOfFreedom == 6)
    #expect(model.tests[0].numeratorDegreesOfFreedom == 2)
  }

  @Test func `a coefficient without degrees of freedom is refused`() throws {
    let frame = try frame(
      "score ~ factor(school) + (0 + age | school)")
    #expect(throws: FrameError.noDegreesOfFreedom("(Intercept)")) {
      try frame.fit(.reml, degreesOfFreedom: .betweenWithin)
    }
  }
}

@Suite struct JointRequestTests {
  @Test func `names are coefficients or terms, once each`() throws {
    let frame = try frame("score ~ arm * age + I(max(size, 3)) + (1 | school)")
    let names = frame.columns.fixed.map(\.name)
    func tested(_ text: String) throws -> [String] {
      try frame.jointRequest(text).coefficients.map { names[$0] }
    }
    #expect(try tested("age:arm, age") == ["armold:age", "age"])
    #expect(try tested("armold,arm") == ["armold"])
    #expect(try tested("I(max(size, 3)),intercept") == ["I(max(size, 3))", "(Intercept)"])
    #expect(try frame.jointRequest(" age ,arm ").name == "age, arm")
  }
}
