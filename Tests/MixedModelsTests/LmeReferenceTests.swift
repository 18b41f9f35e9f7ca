import MixedModels
import Testing

/// The linear mixed models of the fixtures, stated by hand: fixed columns and random terms.
struct ReferenceModel: CustomTestStringConvertible, Sendable {
  let data: String
  let formula: String
  let response: String
  /// Columns of X by R's name.
  let fixed: [String]
  /// Grouping factor and columns of each random term.
  let terms: [(String, [String])]

  var testDescription: String { "\(data): \(formula)" }
}

let one = "(Intercept)"

let referenceModels = [
  ReferenceModel(
    data: "Dyestuff", formula: "Yield ~ 1 + (1 | Batch)", response: "Yield", fixed: [one],
    terms: [("Batch", [one])]),
  ReferenceModel(
    data: "Dyestuff2", formula: "Yield ~ 1 + (1 | Batch)", response: "Yield", fixed: [one],
    terms: [("Batch", [one])]),
  ReferenceModel(
    data: "Pastes", formula: "strength ~ 1 + (1 | sample) + (1 | batch)", response: "strength",
    fixed: [one], terms: [("sample", [one]), ("batch", [one])]),
  ReferenceModel(
    data: "Penicillin", formula: "diameter ~ 1 + (1 | plate) + (1 | sample)", response: "diameter",
    fixed: [one], terms: [("plate", [one]), ("sample", [one])]),
  ReferenceModel(
    data: "sleepstudy", formula: "Reaction ~ Days + (1 | Subject)", response: "Reaction",
    fixed: [one, "Days"], terms: [("Subject", [one])]),
  ReferenceModel(
    data: "sleepstudy", formula: "Reaction ~ Days + (Days | Subject)", response: "Reaction",
    fixed: [one, "Days"], terms: [("Subject", [one, "Days"])]),
  ReferenceModel(
    data: "sleepstudy", formula: "Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)",
    response: "Reaction", fixed: [one, "Days"], terms: [("Subject", [one]), ("Subject", ["Days"])]),
  ReferenceModel(
    data: "Exam", formula: "normexam ~ 1 + (1 | school)", response: "normexam", fixed: [one],
    terms: [("school", [one])]),
  ReferenceModel(
    data: "Exam", formula: "normexam ~ standLRT + (1 | school)", response: "normexam",
    fixed: [one, "standLRT"], terms: [("school", [one])]),
  ReferenceModel(
    data: "Exam", formula: "normexam ~ standLRT + schgend + (1 | school)", response: "normexam",
    fixed: [one, "standLRT", "schgendboys", "schgendgirls"], terms: [("school", [one])]),
  ReferenceModel(
    data: "Exam", formula: "normexam ~ standLRT + (standLRT | school)", response: "normexam",
    fixed: [one, "standLRT"], terms: [("school", [one, "standLRT"])]),
]

/// The sparse ones, of thousands of units.
let sparseModels = [
  ReferenceModel(
    data: "InstEval20", formula: "y ~ service + (1 | s) + (1 | d)", response: "y",
    fixed: [one, "service1"], terms: [("s", [one]), ("d", [one])]),
  ReferenceModel(
    data: "InstEval20", formula: "y ~ service + (1 | s) + (1 | d) + (1 | dept)", response: "y",
    fixed: [one, "service1"], terms: [("s", [one]), ("d", [one]), ("dept", [one])]),
]

/// A column of a model matrix by R's name; a factor's name followed by a category.
func matrixColumn(_ name: String, _ columns: [String: [String]], rows: Int) -> [Double] {
  if name == one { return [Double](repeating: 1, count: rows) }
  if let column = columns[name] { return column.map { Double($0)! } }
  let factor = columns.keys.first { name.hasPrefix($0) && $0.count > 2 }!
  let category = String(name.dropFirst(factor.count))
  return columns[factor]!.map { $0 == category ? 1 : 0 }
}

/// The fixture's data as the model's matrices.
func modelData(_ model: ReferenceModel) throws -> LinearModelData {
  let columns = try Fixture.columns(model.data)
  let response = columns[model.response]!.map { Double($0)! }
  let rows = response.count
  return LinearModelData(
    response: response, fixed: model.fixed.map { matrixColumn($0, columns, rows: rows) },
    terms: model.terms.map { group, names in
      let units = columns[group]!
      let index = Dictionary(
        uniqueKeysWithValues: Set(units).sorted().enumerated().map { ($1, Int32($0)) })
      return GroupedTerm(
        groups: units.map { index[$0]! },
        columns: names.map { matrixColumn($0, columns, rows: rows) })
    })
}

@Suite struct LmeReferenceTests {
  @Test(arguments: referenceModels + sparseModels, [Estimator.ml, .reml])
  func `agrees with lme4 1.1-31 at tight tolerance`(
    model: ReferenceModel, estimator: Estimator
  ) throws {
    let method = estimator == .ml ? "ML" : "REML"
    let fixture = try Fixture.load(model.data)
    let expected = try #require(
      fixture.fits.first {
        $0.engine == "lme4::lmer" && $0.formula == model.formula && $0.method == method
      })
    let fit = try fitLinearModel(modelData(model), estimator: estimator)

    let reference = try #require(expected.criterion)
    #expect(fit.criterion <= reference + 1e-6 + 1e-9 * reference.magnitude)
    #expect(fit.outcome == (expected.singular == true ? .singular : .converged))
    for (index, name) in model.fixed.enumerated() {
      let se = try #require(expected.se?[name])
      #expect((fit.coefficients[index] - expected.fixef[name]!).magnitude < 1e-5 * se)
      #expect((fit.covariance[index][index].squareRoot() / se - 1).magnitude < 1e-5)
    }
    let sigma = try #require(expected.sigma)
    #expect((fit.residualVariance.squareRoot() / sigma - 1).magnitude < 1e-4)
    for (term, (group, names)) in model.terms.enumerated() {
      let component = try #require(
        expected.varcorr?.first {
          ($0.group == group || $0.group.hasPrefix(group + ".")) && $0.names == names
        })
      let covariance = fit.termCovariances[term]
      for i in names.indices {
        let sd = covariance[i][i].squareRoot()
        let bound = max(1e-4 * component.sd[i], 1e-4 * sigma)
        #expect((sd - component.sd[i]).magnitude <= bound)
        for j in 0..<i {
          let correlation = covariance[i][j] / (sd * covariance[j][j].squareRoot())
          #expect((correlation - component.corr[i][j]!).magnitude < 1e-3)
        }
      }
    }
  }
}
