import DataTable
import Foundation
import MixedModels
import ModelFormula
import ModelFrame
import Testing

/// A fit of nlme 3.1.
private struct ReferenceFit: Decodable {
  var name: String
  var engine: String
  var method: String
  var formula: String
  var fixef: [String: Double]
  var vcov: [[Double]]
  var logLik: Double
  var aic: Double
  var sigma: Double
  var covariance: [[Double]]
  var deviations: [Double]?

  enum CodingKeys: String, CodingKey {
    case name, engine, method, formula, fixef, vcov, logLik, sigma
    case aic = "AIC"
    case covariance = "V_first_subject"
    case deviations = "sd_by_time"
  }
}

private struct Fixture: Decodable {
  var fits: [Entry]

  /// Other engines' fits have other keys.
  struct Entry: Decodable {
    var fit: ReferenceFit?

    init(from decoder: any Decoder) throws { fit = try? ReferenceFit(from: decoder) }
  }
}

private func orthodont() throws -> (table: DataTable, fits: [ReferenceFit]) {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "MixedModelsTests/Fixtures")
  var table = try DataTable(
    csv: Array(try Data(contentsOf: folder.appending(path: "Orthodont.csv"))))
  try table.makeFactor("Sex", categories: ["Male", "Female"])
  let fixture = try JSONDecoder().decode(
    Fixture.self, from: try Data(contentsOf: folder.appending(path: "Orthodont.json")))
  return (table, fixture.fits.compactMap(\.fit).filter { $0.engine.hasPrefix("nlme") })
}

@Suite struct NlmeFixtureTests {
  /// What each of nlme's fits is here; a random intercept is in its covariance matrix only.
  private static let structures:
    [(name: String, pattern: ResidualRequest.Pattern, by: String?, bar: String)] =
      [
        ("gls_cs", .compoundSymmetry, nil, ""), ("gls_ar1", .autoregressive, nil, ""),
        ("gls_un_corr", .unstructured, nil, ""), ("gls_unstructured", .unstructured, "age", ""),
        ("lme_intercept_ar1", .autoregressive, nil, " + (1 | Subject)"),
      ]

  /// nlme stops at about 1e-7 of the log likelihood, its parameters at 1e-4 relative.
  @Test func `structured residuals give nlme's figures`() throws {
    let (table, fits) = try orthodont()
    for structure in Self.structures {
      let found = fits.filter { $0.name == structure.name }
      #expect(found.count == 2, "\(structure.name)")
      for reference in found {
        let frame = try ModelFrame(
          table: table, formula: Formula.parse("distance ~ age * Sex" + structure.bar),
          residual: ResidualRequest(
            pattern: structure.pattern, within: "Subject", by: structure.by))
        let model = try frame.fit(
          reference.method == "REML" ? .reml : .ml, degreesOfFreedom: .wald)
        compare(model, reference)
      }
    }
  }

  private func compare(_ model: FittedModel, _ reference: ReferenceFit) {
    let label = "\(reference.name) \(reference.method)"
    #expect(model.outcome == .converged, "\(label)")
    #expect((model.logLikelihood - reference.logLik).magnitude < 1e-5, "\(label)")
    let scale = reference.vcov.indices.map { reference.vcov[$0][$0].squareRoot() }
    for (index, coefficient) in model.coefficients.enumerated() {
      let expected = reference.fixef[coefficient.name]!
      #expect(
        (coefficient.estimate - expected).magnitude < 1e-3 * expected.magnitude,
        "\(label) \(coefficient.name)")
      #expect(
        (coefficient.standardError / scale[index] - 1).magnitude < 1e-3,
        "\(label) \(coefficient.name)")
    }
    let covariance = covarianceOfFirst(model)
    for i in 0..<4 {
      for j in 0..<4 {
        #expect(
          (covariance[i][j] - reference.covariance[i][j]).magnitude
            < 1e-3 * reference.covariance[i][j].magnitude, "\(label) V \(i) \(j)")
      }
    }
    if let deviations = reference.deviations {
      for (own, expected) in zip(model.residual!.standardDeviations, deviations) {
        #expect((own.value / expected - 1).magnitude < 1e-3, "\(label) \(own.category)")
      }
    }
  }

  /// The covariance matrix of the first child's four rows.
  private func covarianceOfFirst(_ model: FittedModel) -> [[Double]] {
    let residual = model.residual!
    let sd = (0..<4).map {
      residual.by == nil
        ? model.residualVariance.squareRoot() : residual.standardDeviations[$0].value
    }
    let intercept = model.randomTerms.first?.covariance[0][0] ?? 0
    return (0..<4).map { i in
      (0..<4).map { j in intercept + sd[i] * sd[j] * residual.correlation![i][j] }
    }
  }

  /// Compound symmetry is the random intercept model where the correlation is positive.
  @Test func `compound symmetry gives a random intercept's figures and degrees of freedom`() throws
  {
    let (table, _) = try orthodont()
    let symmetric = try ModelFrame(
      table: table, formula: Formula.parse("distance ~ age * Sex"),
      residual: ResidualRequest(pattern: .compoundSymmetry, within: "Subject", by: nil)
    ).fit(.reml, degreesOfFreedom: .satterthwaite)
    let mixed = try ModelFrame(
      table: table, formula: Formula.parse("distance ~ age * Sex + (1 | Subject)")
    ).fit(.reml, degreesOfFreedom: .satterthwaite)
    #expect((symmetric.deviance - mixed.deviance).magnitude < 1e-9)
    for (one, other) in zip(symmetric.coefficients, mixed.coefficients) {
      #expect((one.estimate - other.estimate).magnitude < 1e-8)
      #expect((one.standardError / other.standardError - 1).magnitude < 1e-7)
      #expect((one.degreesOfFreedom! / other.degreesOfFreedom! - 1).magnitude < 1e-5)
    }
  }

  /// Welch's test: variances of their own for two groups give Satterthwaite's formula of 1946, up to
  /// the variances of its variances.
  @Test func `unequal variances of two groups give Welch's degrees of freedom`() throws {
    let groups = [[5.1, 6.3, 4.4, 5.9, 6.8], [2.0, 9.5, 4.1, 12.3, 7.7, 1.2, 8.8, 3.4]]
    var text = "y,g\n"
    for (index, group) in groups.enumerated() {
      for value in group { text += "\(value),\(index == 0 ? "a" : "b")\n" }
    }
    let model = try ModelFrame(
      table: DataTable(csv: Array(text.utf8)), formula: Formula.parse("y ~ g"),
      residual: ResidualRequest(pattern: .independent, within: nil, by: "g")
    ).fit(.reml, degreesOfFreedom: .satterthwaite)
    let parts = groups.map { group -> (mean: Double, square: Double, degrees: Double) in
      let mean = group.reduce(0, +) / Double(group.count)
      let squares = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let degrees = Double(group.count - 1)
      return (mean, squares / degrees / Double(group.count), degrees)
    }
    let variance = parts[0].square + parts[1].square
    let welch =
      variance * variance / parts.reduce(0) { $0 + $1.square * $1.square / $1.degrees }
    #expect((model.coefficients[1].estimate - (parts[1].mean - parts[0].mean)).magnitude < 1e-9)
    #expect((model.coefficients[1].standardError - variance.squareRoot()).magnitude < 1e-8)
    #expect((model.coefficients[1].degreesOfFreedom! - welch).magnitude < 1e-6)
  }
}
