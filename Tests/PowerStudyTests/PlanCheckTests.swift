import DataTable
import DesignLanguage
import ModelFormula
import PowerStudy
import StudyDesign
import Testing

@Suite struct PlanCheckTests {
  /// The problems of a regression on `dose` and `x`, of which `x` is as stated.
  private func problems(
    x: String, model: String = "y ~ dose + x", more: String = ""
  ) throws -> [PlanProblem] {
    let text = """
      levels: {person: 20}
      predictors:
        dose: {level: person, values: [0, 1, 2, 3]}
        x: {\(x)}
      model: \(model)
      effects: {\(model.contains("0 +") ? "" : "intercept: 0, ")dose: 0, x: 0}
      residual: {sd: 1}
      tests: [{term: dose, method: z}]
      \(more)
      """
    let environment = DesignEnvironment(
      loadTable: { _ in DataTable(columns: [], rowCount: 0) },
      fitParameters: { _, _, _ in
        FittedParameters(coefficients: [:], covariances: [], residualVariance: 1)
      })
    return planProblems(
      try DesignReader.read(text: text, fileName: "d.yaml", environment: environment))
  }

  @Test(
    "Columns without spread are constant",
    arguments: [
      ("level: person, assign: [3, 3]", 3.0), ("level: person, binary: 1", 1),
      ("level: person, binary: 0", 0), ("level: person, normal: {mean: 2, sd: 0}", 2),
    ])
  func constant(x: String, value: Double) throws {
    let found = try problems(x: x)
    #expect(found.map(\.column) == ["x"])
    #expect(found.first?.fact == .constant(value))
    #expect(found.first?.analysis == 0)
  }

  @Test("A computed column names what it is a combination of")
  func combination() throws {
    #expect(try problems(x: "value: 2 * dose").first?.fact == .combination(["dose"]))
    #expect(
      try problems(x: "value: 2 * dose + 1").first?.fact == .combination(["(Intercept)", "dose"]))
  }

  @Test(
    "Values that are not finite are told before any rank",
    arguments: ["log(dose - 9)", "1 / dose"])
  func notFinite(value: String) throws {
    let found = try problems(x: "value: \(value)")
    #expect(found.map(\.column) == ["x"])
    #expect(found.first?.fact == .notFinite)
  }

  @Test("A binary that is constant in some data sets by chance is not a mistake")
  func chance() throws {
    // Without a 1 in a data set of 20 with probability .36.
    for seed in 1...20 {
      let found = try problems(
        x: "level: person, binary: 0.05", more: "simulation: {seed: \(seed)}")
      #expect(found == [])
    }
  }

  @Test("A problem is told once, with the first scenario of a grid that has it")
  func grid() throws {
    let found = try problems(
      x: "level: person, normal: {sd: 1}",
      more: "grid: {predictors.x.normal.sd: [1, 0], effects.dose: [0, 1], person: [20, 40]}")
    #expect(found.map(\.scenario) == [4])
  }

  @Test("A constant without an intercept can be fitted")
  func noIntercept() throws {
    let text = try problems(x: "level: person, assign: [2, 2]", model: "y ~ 0 + dose + x")
    #expect(text == [])
  }
}
