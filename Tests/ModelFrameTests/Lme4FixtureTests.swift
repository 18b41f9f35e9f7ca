import DataTable
import Foundation
import MixedModels
import ModelFormula
import ModelFrame
import Testing

/// One fit of lme4 1.1-31 at tight tolerance.
private struct ReferenceFit: Decodable {
  var formula: String
  var engine: String
  var method: String
  var nobs: Int
  var ngrps: [String: Int]?
  var fixef: [String: Double]
  var se: [String: Double]
  var varcorr: [Term]?
  var sigma: Double
  var deviance: Double
  var aic: Double
  var bic: Double
  var singular: Bool?

  struct Term: Decodable {
    var group: String
    var names: [String]
    var sd: [Double]
    var corr: [[Double?]]
  }

  enum CodingKeys: String, CodingKey {
    case formula, engine, method, nobs, ngrps, fixef, se, varcorr, sigma, singular
    case deviance = "minus2logLik_or_REMLcrit"
    case aic = "AIC"
    case bic = "BIC"
  }
}

private struct Fixture: Decodable {
  var fits: [ReferenceFit]
}

@Suite struct Lme4FixtureTests {
  private static let folder =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "MixedModelsTests/Fixtures")

  @Test(arguments: ["Exam", "sleepstudy", "Dyestuff", "Dyestuff2", "Pastes", "Penicillin"])
  func `a formula and a file give lme4's figures under lme4's names`(name: String) throws {
    let file = Lme4FixtureTests.folder.appending(path: name + ".csv")
    var table = try DataTable(csv: Array(try Data(contentsOf: file)))
    if table["schgend"] != nil {
      try table.makeFactor("schgend", categories: ["mixed", "boys", "girls"])
    }
    let reference = try JSONDecoder().decode(
      Fixture.self,
      from: try Data(contentsOf: Lme4FixtureTests.folder.appending(path: name + ".json")))
    let fits = reference.fits.filter { $0.engine == "lme4::lmer" }
    #expect(fits.count >= 2)
    for fit in fits { try compare(fit, table) }
  }

  private func compare(_ reference: ReferenceFit, _ table: DataTable) throws {
    let frame = try ModelFrame(table: table, formula: try Formula.parse(reference.formula))
    let model = try frame.fit(reference.method == "REML" ? .reml : .ml)
    #expect(model.method.rawValue == reference.method)
    #expect(model.observations == reference.nobs)
    #expect(
      Dictionary(uniqueKeysWithValues: model.groups.map { ($0.name, $0.units) }) == reference.ngrps)
    #expect(Set(model.coefficients.map(\.name)) == Set(reference.fixef.keys))
    // lme4 may stop a little above the optimum.
    let slack = 1e-6 + 1e-9 * reference.deviance.magnitude
    #expect(model.deviance < reference.deviance + slack)
    #expect(model.deviance > reference.deviance - 10 * slack)
    #expect(abs(model.aic - model.deviance - (reference.aic - reference.deviance)) < 1e-6)
    #expect(abs(model.bic - model.deviance - (reference.bic - reference.deviance)) < 1e-6)
    for coefficient in model.coefficients {
      let estimate = try #require(reference.fixef[coefficient.name])
      let error = try #require(reference.se[coefficient.name])
      #expect(abs(coefficient.estimate - estimate) < 1e-5 * error)
      #expect(abs(coefficient.standardError - error) < 1e-5 * error)
    }
    #expect(abs(model.residualVariance.squareRoot() - reference.sigma) < 1e-4 * reference.sigma)
    try compareRandomTerms(model, reference)
    if let singular = reference.singular { #expect((model.outcome == .singular) == singular) }
  }

  private func compareRandomTerms(_ model: FittedModel, _ reference: ReferenceFit) throws {
    let terms = try #require(reference.varcorr)
    #expect(model.randomTerms.count == terms.count)
    for term in terms {
      // A second term of one grouping factor is called `Subject.1` there.
      let group = term.group.split(separator: ".")[0]
      let own = try #require(
        model.randomTerms.first { $0.group == group && $0.columns == term.names })
      for (found, expected) in zip(own.standardDeviations, term.sd) {
        #expect(abs(found - expected) < 1e-4 * max(expected, reference.sigma))
      }
      for row in term.names.indices {
        for column in 0..<row {
          let found = try #require(own.correlation(row, column))
          let expected = try #require(term.corr[row][column])
          #expect(abs(found - expected) < 1e-3)
        }
      }
    }
  }
}

@Suite struct LeastSquaresTests {
  /// summary(lm(y ~ x + arm)) in R 4.2.2 on the same twelve rows.
  @Test func `without random terms the fit and its t tests are those of lm`() throws {
    let model = try frame("y ~ x + arm").fit(.reml)
    #expect(model.method == .leastSquares)
    #expect(model.groups.isEmpty)
    let estimates = [1.8738938053097356, 0.0663716814159289, 0.1364306784660759]
    let errors = [0.810398211819877, 0.345764576415158, 0.725831142266799]
    let pValues = [0.0460618364261244, 0.8520376008559741, 0.8550739336692311]
    for (index, coefficient) in model.coefficients.enumerated() {
      #expect(abs(coefficient.estimate - estimates[index]) < 1e-12)
      #expect(abs(coefficient.standardError - errors[index]) < 1e-12)
      #expect(abs(coefficient.pValue - pValues[index]) < 1e-12)
      #expect(coefficient.degreesOfFreedom == 9)
    }
    #expect(abs(model.residualVariance.squareRoot() - 1.16230396541961) < 1e-12)
    #expect(abs(model.logLikelihood - -17.1060205120931) < 1e-11)
    #expect(abs(model.aic - 42.2120410241862) < 1e-11)
    #expect(abs(model.bic - 44.1516676233382) < 1e-11)
  }
}
