import DesignLanguage
import PowerStudy
import StudyDesign
import Testing

@Suite struct IndistinctVariancesTests {
  private func findings(_ text: String) throws -> [IndistinctVariances] {
    indistinctVariances(
      try DesignReader.read(
        text: text, fileName: "design.yaml",
        environment: DesignEnvironment(
          loadTable: { _ in preconditionFailure() },
          fitParameters: { _, _, _ in preconditionFailure() })))
  }

  /// Of two classes a school, one of each arm, there are two variances and a covariance: four figures
  /// cannot be had of them.
  @Test func `an effect that varies between schools is no variance between their two classes`()
    throws
  {
    let found = try findings(
      """
      levels: {school: 12, class: 3 per school, pupil: 6 per class}
      predictors: {treatment: {level: class, assign: [0, 1]}}
      model: y ~ treatment + (1 + treatment | school) + (1 | class)
      effects: {intercept: 0, treatment: 0.2}
      random:
        school: {variance: {intercept: 0.10, treatment: 0.02}, correlation: -0.3}
        class: {variance: 0.08}
      residual: {variance: 0.82}
      grid: {class: [2, 3], school: [8, 12]}
      """)
    #expect(found == [IndistinctVariances(analysis: 0, terms: [0, 1], scenarios: [0, 1])])
  }

  @Test func `one class a school is a school, in the analysis that has both`() throws {
    let found = try findings(
      """
      levels: {area: 6, school: 5 per area, class: 1 per school, pupil: 6 per class}
      model: y ~ 1 + (1 | area) + (1 | school) + (1 | class)
      effects: {intercept: 0}
      random: {area: {sd: 1}, school: {sd: 1}, class: {sd: 1}}
      residual: {sd: 1}
      analysis:
        - {name: schools, model: y ~ 1 + (1 | area) + (1 | school)}
        - {name: both, model: y ~ 1 + (1 | area) + (1 | school) + (1 | class)}
      """)
    #expect(found == [IndistinctVariances(analysis: 1, terms: [1, 2], scenarios: [0])])
  }

  /// Levels, the random terms and their spreads.
  @Test(arguments: [
    (
      "g: 3, r: 8 per g", "(1 + x + z | g)",
      "g: {sd: {intercept: 1, x: 1, z: 1}, correlation: 0.2}"
    ),
    (
      "g: 3, i: 3, r: 2 per g x i", "(1 + x | g) + (1 | i)",
      "g: {sd: {intercept: 1, x: 1}, correlation: 0}, i: {sd: 1}"
    ),
    (
      "s: 4, c: 2 per s, r: 3 per c", "(1 + x || s) + (1 | c)",
      "s: {sd: {intercept: 1, x: 1}}, c: {sd: 1e-3}"
    ),
    (
      "s: 5, c: {per: s, size: {poisson: 2}}, r: 3 per c", "(1 | s) + (1 | c)",
      "s: {sd: 1}, c: {sd: 1}"
    ),
  ])
  func `small designs whose variances can be told apart are left alone`(
    levels: String, terms: String, spreads: String
  ) throws {
    let found = try findings(
      """
      levels: {\(levels)}
      predictors: {x: {level: r, normal: {sd: 1}}, z: {level: r, normal: {sd: 1}}}
      model: y ~ x + z + \(terms)
      effects: {intercept: 0, x: 0, z: 0}
      random: {\(spreads)}
      residual: {sd: 1}
      """)
    #expect(found.isEmpty)
  }
}
