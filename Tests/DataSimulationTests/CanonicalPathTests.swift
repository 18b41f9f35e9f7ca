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

  private func path(_ family: ResponseFamily) throws -> String {
    let formula = try Formula.parse("y ~ 1")
    let columns = try ModelColumns(expanding: formula) { _ in .numeric }
    return Study(
      levels: [Level(name: "i", units: .counted(perParent: 5))], predictors: [],
      model: GeneratingModel(
        formula: formula, columns: columns, coefficients: [0], randomTerms: [],
        residualVariance: family.isNormal ? 1 : 0, family: family),
      analyses: [], tests: []
    ).canonicalPath
  }

  @Test func `a family is part of the path, with its numbers but without its cuts`() throws {
    #expect(try path(.normal) == "i=5;residual=1.0")
    #expect(try path(ResponseFamily(.poisson, link: .log)) == "i=5;poisson log")
    #expect(
      try path(ResponseFamily(.binomial(trials: .number(3)), link: .probit))
        == "i=5;binomial probit 3")
    #expect(
      try path(ResponseFamily(.negativeBinomial(size: 2), link: .log))
        == "i=5;negative_binomial log 2.0")
    #expect(
      try path(ResponseFamily(.ordinal(cuts: [0, 1]), link: .logit))
        == path(ResponseFamily(.ordinal(cuts: [-2, 1]), link: .logit)))
  }
}
