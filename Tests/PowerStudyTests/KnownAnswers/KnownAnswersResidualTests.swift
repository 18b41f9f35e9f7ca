import DesignLanguage
import Foundation
import PowerStudy
import StudyDesign
import Testing

/// Designs whose residuals correlate or differ, also with rows that are lost.
private let designs: [(name: String, text: String)] = [
  (
    "AR(1) within persons, beside a random intercept, with an analysis that ignores it",
    """
    levels: {person: 16, wave: 5 per person}
    predictors:
      time: {level: wave, values: [0, 1, 2, 3, 4]}
      arm: {level: person, assign: [control, new]}
    model: y ~ time * arm + (1 | person)
    effects: {intercept: 10, time: 0.5, arm: 0, time:arm: 0.2}
    random: {person: {sd: 1}}
    residual: {sd: 2, within: person, ar1: 0.5}
    analysis: [{name: right}, {name: plain, residual: independent}]
    tests: [{term: time:arm, method: z}]
    """
  ),
  (
    "AR(1) alone, occasions missing",
    """
    levels: {person: 25, wave: 6 per person}
    predictors:
      time: {level: wave, values: [0, 1, 2, 3, 4, 5]}
      arm: {level: person, assign: [0, 1]}
    model: y ~ time * arm
    effects: {intercept: 10, time: 0.5, arm: 0, time:arm: 0.2}
    residual: {sd: 2, within: person, ar1: 0.6}
    missing: 0.2
    tests: [{term: time:arm, method: z}]
    """
  ),
  (
    "unstructured, with a variance for each occasion, occasions missing",
    """
    levels: {person: 60, wave: {values: [w1, w2, w3], per: person}}
    predictors: {arm: {level: person, assign: [0, 1]}}
    model: y ~ wave + arm
    effects: {intercept: 10, wave: 0.5, arm: 0.3}
    residual: {sd: {w1: 1, w2: 2, w3: 1.5}, by: wave, within: person, correlation: {w1: {w2: 0.5, w3: 0.2}, w2: {w3: 0.6}}}
    missing: 0.1
    tests: [{term: arm, method: z}]
    """
  ),
  (
    "one correlation, drawn sizes, a variance for each arm",
    """
    levels: {practice: 30, patient: {per: practice, size: {poisson: 6}}}
    predictors: {arm: {level: practice, assign: [control, new]}, x: {level: patient, normal: {sd: 1}}}
    model: y ~ arm + x
    effects: {intercept: 10, arm: 0.3, x: 0.5}
    residual: {variance: {control: 1, new: 2}, by: arm, within: practice, correlation: 0.1}
    tests: [{term: armnew, method: z}, {term: x, method: z}]
    """
  ),
  (
    "variances alone",
    """
    levels: {person: 60}
    predictors: {arm: {level: person, assign: [control, new]}}
    model: y ~ arm
    effects: {intercept: 10, arm: 0.3}
    residual: {sd: {control: 1, new: 3}, by: arm}
    tests: [{term: armnew, method: z}]
    """
  ),
]

private func plan(_ text: String) throws -> StudyPlan {
  try DesignReader.read(
    text: text, fileName: "design.yaml",
    environment: DesignEnvironment(
      loadTable: { _ in preconditionFailure() }, fitParameters: { _, _, _ in preconditionFailure() }
    ))
}

@Suite struct KnownAnswersResidualTests {
  @Test(arguments: designs.indices)
  func `tables with such residuals give what the run recorded`(index: Int) async throws {
    var plan = try plan(designs[index].text)
    plan.simulation.replicates = 8
    try await KnownAnswersReplayTests().compare(
      plan, replicates: [1, 3, 8], name: designs[index].name)
  }

  /// Generalised least squares with the true correlations: the SE of the difference of slopes of two
  /// arms is √(2v/n), v the slope's entry of σ²(X'R⁻¹X)⁻¹. REML estimates come within 1% on average with
  /// 40 persons per arm, and so does the spread of 400 estimates within 4 of its standard errors.
  @Test func `growth curves with AR(1) residuals have the spread that theory gives`() async throws {
    var plan = try plan(
      """
      levels: {person: 80, wave: 6 per person}
      predictors:
        time: {level: wave, values: [0, 1, 2, 3, 4, 5]}
        arm: {level: person, assign: [0, 1]}
      model: y ~ time * arm
      effects: {intercept: 10, time: 0.5, arm: 0, time:arm: 0.2}
      residual: {sd: 2, within: person, ar1: 0.6}
      tests: [{term: time:arm, method: z}]
      """)
    plan.simulation.replicates = 400
    let result = try await StudyRunner(plan: plan, threads: 2).run()
    let sample = result.scenarios[0].samples[0]
    let (rho, count) = (0.6, 6)
    // R⁻¹ of AR(1) is tridiagonal.
    func inverse(_ i: Int, _ j: Int) -> Double {
      let scale = 1 / (1 - rho * rho)
      if i == j { return (i == 0 || i == count - 1 ? 1 : 1 + rho * rho) * scale }
      return (i - j).magnitude == 1 ? -rho * scale : 0
    }
    var (a, b, c) = (0.0, 0.0, 0.0)
    for i in 0..<count {
      for j in 0..<count {
        a += inverse(i, j)
        b += Double(i) * inverse(i, j)
        c += Double(i * j) * inverse(i, j)
      }
    }
    let exact = (2 * 4 * a / (a * c - b * b) / 40).squareRoot()
    let squares = sample.standardErrors.map { $0 * $0 }
    let mean = (squares.reduce(0, +) / 400).squareRoot()
    #expect((mean / exact - 1).magnitude < 0.01)
    let centre = sample.estimates.reduce(0, +) / 400
    let spread = (sample.estimates.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / 399)
      .squareRoot()
    #expect((spread / exact - 1).magnitude < 4 / Double(2 * 399).squareRoot())
    #expect((centre - 0.2).magnitude < 4 * exact / 20)
  }
}
