import ModelFormula
import StudyDesign
import Testing

@testable import DataSimulation

@Suite struct CanonicalPathTests {
  private func path(variance: Double, effect: Double = 0) throws -> String {
    let formula = try Formula.parse("y ~ 1 + (1 | g)")
    let columns = try ModelColumns(expanding: formula) { _ in .numeric }
    return Study(
      levels: [
        Level(name: "g", units: .counted(perParent: 4)),
        Level(name: "i", units: .counted(perParent: 5), parents: [0]),
      ],
      predictors: [],
      model: GeneratingModel(
        formula: formula, columns: columns, coefficients: [effect],
        randomTerms: [RandomTerm(level: 0, covariance: [[variance]])], residualVariance: 1),
      analyses: [], tests: []
    ).canonicalPath
  }

  @Test func `last digits of a fitted variance lead to no other stream`() throws {
    #expect(try path(variance: 0.3) == path(variance: 0.1 + 0.2))
    #expect(try path(variance: 0.3) != path(variance: 0.30001))
  }

  @Test func `effects lead to no other stream`() throws {
    #expect(try path(variance: 0.3) == path(variance: 0.3, effect: 1))
  }
}
