import StudyDesign
import Testing

@testable import PowerStudy

/// Departures of data sets from what the generating values lead to expect: their means are 0, in every
/// structure that linear models are fitted by.
@Suite struct DeparturesTests {
  private func run(_ text: String, replicates: Int) async throws -> CandidateRun {
    let plan = try readPlan(text)
    let run = CandidateRun(
      plan.scenarios[0], settings: plan.simulation, capacity: replicates)
    try await run.extend(to: replicates, threads: 2)
    return run
  }

  @Test(arguments: [
    ("least squares", "", "y ~ x", "", "residual: {variance: 2}", 1),
    (
      "balanced", "", "y ~ 1 + (1 | a/b)", "a: {variance: 1}, b: {variance: 0.5}",
      "residual: {variance: 2}", 3
    ),
    ("one effect", "", "y ~ x + (1 | a)", "a: {variance: 1}", "residual: {variance: 2}", 2),
    (
      "independent slope", "", "y ~ x + (1 + x || a)", "a: {variance: {intercept: 1, x: 0.4}}",
      "residual: {variance: 2}", 3
    ),
    (
      "slope", "", "y ~ x + (1 + x | a)",
      "a: {variance: {intercept: 1, x: 0.4}, correlation: 0.3}", "residual: {variance: 2}", 4
    ),
    (
      "nested", "size: {mean: 4, cv: 0.4}", "y ~ x + (1 | a/b)",
      "a: {variance: 1}, b: {variance: 0.5}", "residual: {variance: 2}", 3
    ),
    (
      "autoregressive", "", "y ~ x + (1 | a)", "a: {variance: 1}",
      "residual: {variance: 2, within: b, ar1: 0.4}", 3
    ),
  ])
  func haveMeanZero(
    name: String, size: String, model: String, random: String, residual: String, count: Int
  ) async throws {
    let unit = size.isEmpty ? "4 per b" : "{per: b, \(size)}"
    let text = """
      levels: {a: 12, b: 3 per a, unit: \(unit)}
      predictors: {x: {level: unit, normal: {sd: 1}}}
      model: \(model)
      effects: {intercept: 1\(model.contains("x") ? ", x: 0.5" : "")}
      \(random.isEmpty ? "" : "random: {\(random)}")
      \(residual)
      tests: [{term: intercept, method: \(random.isEmpty ? "t" : "z")}]
      """
    let replicates = 800
    let run = try await run(text, replicates: replicates)
    let departures = run.controls(ofTest: 0, Array(0..<replicates))
    #expect(departures.count == count, "\(name)")
    for departure in departures {
      let moments = Moments(departure)
      #expect(abs(moments.mean!) < 4 * moments.standardErrorOfMean!, "\(name)")
      #expect(moments.variance! > 0)
    }
  }

  @Test(arguments: [
    // An analysis that leaves out what there is, one by maximum likelihood, and a variance on its bound.
    ("analysis: [{name: naive, model: y ~ 1}]", "1"),
    ("analysis: [{name: ml, estimator: ml}]", "1"),
    ("", "0"),
  ])
  func areNotTakenWhereTheirMeanIsNotKnown(analysis: String, variance: String) async throws {
    let run = try await run(
      """
      levels: {a: 12, unit: 5 per a}
      model: y ~ 1 + (1 | a)
      effects: {intercept: 1}
      random: {a: {variance: \(variance)}}
      residual: {variance: 2}
      \(analysis)
      """, replicates: 30)
    #expect(run.controls(ofTest: 0, [0, 1]) == [])
  }

  @Test func errorsAtTheTruthAreThoseOfTheClosedForm() async throws {
    let plan = try readPlan(
      """
      levels: {a: 12, unit: 5 per a}
      predictors: {arm: {level: a, assign: [0, 1]}}
      model: y ~ arm + (1 | a)
      effects: {intercept: 1, arm: 0.5}
      random: {a: {variance: 0.7}}
      residual: {variance: 2}
      tests: [{term: arm, method: z}, {term: arm, method: satterthwaite}, {term: arm, method: kenward-roger}]
      """)
    let candidate = Candidate(
      [], CandidateRun(plan.scenarios[0], settings: plan.simulation, capacity: 1))
    let figures = try #require(candidate.atTruth)
    let square = 4 * (0.7 + 2.0 / 5) / 12
    for figure in figures { #expect(abs(figure.square / square - 1) < 1e-9) }
    // Balanced arms of clusters: t on 10 degrees of freedom by both methods.
    #expect(abs(figures[0].critical - 1.959964) < 1e-6)
    #expect(abs(figures[1].critical - 2.228139) < 1e-5)
    #expect(abs(figures[2].critical - 2.228139) < 1e-5)
  }
}
