import Foundation
import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct RunJSONTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `the object of a run has the figures of the table under the same names`() throws {
    let plan = try SamplePlans.ignoredClusters()
    let summary = SampleResults.summary(plan, rejected: Array(repeating: [50, 60], count: 6)) {
      figures, _ in
      figures.nullRejection = Share(count: 4, total: 100)
      figures.meanDF = .infinity
    }
    let text = runJSON(summary: summary, version: "mlpower 9")
    let json = try object(text)
    #expect(json["version"] as? Int == jsonShapeVersion)
    #expect(json["program"] as? String == "mlpower 9")
    let scenarios = try #require(json["scenarios"] as? [[String: Any]])
    #expect(scenarios.count == 6)
    for (own, figures) in zip(scenarios, summary.scenarios) {
      let tests = try #require(own["tests"] as? [[String: Any]])
      #expect(tests.count == figures.tests.count)
      for (test, figure) in zip(tests, figures.tests) {
        for column in PowerColumn.all { check(test, column, figure, in: text) }
        #expect(test["is_type_i_error"] as? Bool == figure.isTrueNull)
        #expect(test["reaches_target"] as? Bool == false)
      }
    }
    #expect(
      scenarios[1]["grid"] as? [String: String] == ["school": "20", "effects.treatment": "0.25"])
    #expect(scenarios[1]["levels"] as? [String: Int] == ["school": 20, "pupil": 10])
  }

  /// Foundation reads numbers to a few units of the last place; the text has them to the last one.
  private func check(
    _ object: [String: Any], _ column: PowerColumn, _ figure: TestSummary, in text: String
  ) {
    let found = object[column.name]
    switch column.value(figure) {
    case .text(let text): #expect(found as? String == (text.isEmpty ? nil : text))
    case .number(let number?) where number.isFinite:
      #expect(((found as? Double ?? .nan) - number).magnitude <= 1e-14 * number.magnitude)
      #expect(text.contains("\"\(column.name)\": \(CSVField.number(number)),"))
    case .number: #expect(found is NSNull)
    }
  }

  /// A reader may rely on these keys while the version stays.
  @Test func `the shape of version 1 has these keys`() throws {
    #expect(jsonShapeVersion == 1)
    let plan = try SamplePlans.single()
    let run = try object(
      runJSON(summary: SampleResults.summary(plan, rejected: [[50, 60]]), version: "9"))
    #expect(
      run.keys.sorted() == [
        "grid", "program", "remarks", "replicates", "scenarios", "seed", "target", "title", "until",
        "version",
      ])
    let check = try object(checkJSON(plan: plan, version: "9", seconds: 1))
    #expect(
      check.keys.sorted() == [
        "analyses", "description", "fits", "grid", "model", "program", "remarks", "replicates",
        "scenarios", "seconds", "seed", "target", "tests", "title", "until", "version",
      ])
    let scenario = try #require((check["scenarios"] as? [[String: Any]])?.first)
    #expect(
      scenario.keys.sorted() == [
        "coefficients", "design_effect", "effective_rows", "grid", "levels", "random",
        "residual_variance", "rows_per_unit", "units", "variances",
      ])
  }

  /// Design effect 1 + (10 - 1) 0.15/0.75 of 20 schools with 10 pupils.
  @Test func `the object of a check has the figures of the audit`() throws {
    let plan = try SamplePlans.tutoring()
    let json = try object(checkJSON(plan: plan, version: "9", seconds: 2.5))
    #expect(json["fits"] as? Int == 6 * plan.simulation.replicates)
    #expect(json["seconds"] as? Double == 2.5)
    let scenarios = try #require(json["scenarios"] as? [[String: Any]])
    let first = scenarios[0]
    #expect(first["units"] as? [String: Int] == ["school": 20, "pupil": 200])
    let effect = try #require(first["design_effect"] as? Double)
    #expect((effect - 2.8).magnitude < 1e-12)
    let coefficients = try #require(first["coefficients"] as? [String: Double])
    #expect(coefficients == ["(Intercept)": 0, "treatment": 0.25, "prior": 0.5])
    let variances = try #require(first["variances"] as? [[String: Any]])
    #expect(variances.map { $0["variance"] as? Double } == [0.15, 0.6])
    let text = try #require((json["model"] as? [String: Any])?["text"] as? [String])
    #expect(text.joined(separator: "\n") + "\n" == modelText(plan))
  }

  /// The part of the audit's text about the model.
  private func modelText(_ plan: StudyPlan) -> String {
    let sections = auditText(plan: plan).components(separatedBy: "\n\n")
    return sections.first { $0.hasPrefix("Model") }! + "\n"
  }
}
