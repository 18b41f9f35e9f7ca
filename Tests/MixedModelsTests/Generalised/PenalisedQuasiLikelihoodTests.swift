import Foundation
import Testing

@testable import MixedModels

/// Penalised quasi-likelihood of order 1 against R 4.2.2 with nlme 3.1-162.
///
/// `MASS::glmmPQL` frees the scale. Its loop with the scale held at 1 is, until η does not change (1e-9):
///
///     mu <- family$linkinv(eta); d <- family$mu.eta(eta)
///     data$z <- eta + (y/m - mu) / d;  data$v <- family$variance(mu) / (m * d^2)
///     fit <- lme(z ~ ..., random, data, method = "ML", weights = varFixed(~v),
///                control = lmeControl(sigma = 1, tolerance = 1e-12, msTol = 1e-14))
///     eta <- fitted(fit)
///
/// Standard errors are `sqrt(diag(fit$varFix))`. nlme's optimiser leaves covariances exact to 5 or 6 digits.
@Suite struct PenalisedQuasiLikelihoodTests {
  private func expect(
    _ model: GeneralisedModel, _ rows: GroupedRows, coefficients: [Double], errors: [Double],
    covariances: [Double], tolerance: Double = 2e-6
  ) {
    let fitter = QuasiLikelihoodFitter(model, rows.source, isPrecise: true)
    #expect(fitter.fit() == .converged)
    #expect(fitter.deviance.isNaN)
    let found = fitter.figures
    for (k, value) in coefficients.enumerated() {
      #expect(abs(found.coefficients[k] - value) < tolerance * errors[k] * 10)
      #expect(abs(found.errors[k] / errors[k] - 1) < tolerance * 10)
    }
    for (k, value) in covariances.enumerated() {
      #expect(abs(found.covariances[k] / value - 1) < 20 * tolerance)
    }
  }

  private func contraception() throws -> GroupedRows {
    let data = try Fixture.columns("Contraception")
    let y = data["y"]!
    let n = y.count
    func indicator(_ column: String, _ value: String) -> [Double] {
      data[column]!.map { $0 == value ? 1 : 0 }
    }
    return GroupedRows(
      [
        [Double](repeating: 1, count: n), data["age"]!.map { Double($0)! },
        indicator("urban", "Y"), indicator("livch", "1"), indicator("livch", "2"),
        indicator("livch", "3plus"), y.map { Double($0)! },
      ], units: data["district"]!)
  }

  @Test func contraceptionIntercepts() throws {
    expect(
      GeneralisedModel(
        fixed: Array(0..<6), response: 6,
        terms: [LinearModel.RandomTerm(level: 1, columns: [0])],
        family: Family(.binomial, link: .logit), estimator: .quasi(.penalised, order: 1)),
      try contraception(),
      coefficients: [
        -1.65790597476, -0.02610846098, 0.72074168347, 1.09090548993, 1.35303238211, 1.32179410240,
      ],
      errors: [
        0.14436770101, 0.00780737758, 0.11806914847, 0.15636552149, 0.17280085645, 0.17716973983,
      ], covariances: [0.203404387])
  }

  @Test func contraceptionSlopes() throws {
    expect(
      GeneralisedModel(
        fixed: Array(0..<6), response: 6,
        terms: [LinearModel.RandomTerm(level: 1, columns: [0, 2])],
        family: Family(.binomial, link: .logit), estimator: .quasi(.penalised, order: 1)),
      try contraception(),
      coefficients: [
        -1.66186593815, -0.02577236244, 0.78819846460, 1.09650621087, 1.33248559778, 1.31838956874,
      ],
      errors: [
        0.155076507790, 0.007889990847, 0.163081274141, 0.157677761625, 0.174237239817,
        0.179124238306,
      ], covariances: [0.3546542443, -0.3639456250, 0.5933796217])
  }

  struct HerdCase: Sendable {
    let link: Family.Link
    let coefficients: [Double]
    let errors: [Double]
    let variance: Double
  }

  @Test(arguments: [
    HerdCase(
      link: .logit, coefficients: [-1.3575101935, -0.9793660549, -1.1141721874, -1.5633180339],
      errors: [0.2240975560, 0.3029755750, 0.3232301366, 0.4241801777], variance: 0.3900762139),
    HerdCase(
      link: .probit, coefficients: [-0.8226381227, -0.5211437267, -0.6079947681, -0.7888506767],
      errors: [0.1230009671, 0.1574399237, 0.1665781682, 0.2016252610], variance: 0.1099053067),
    HerdCase(
      link: .cloglog, coefficients: [-1.4755596809, -0.9136914956, -1.0318256215, -1.4803902187],
      errors: [0.2019206276, 0.2823783850, 0.3020432203, 0.4074697976], variance: 0.3288444136),
  ])
  func herds(_ expected: HerdCase) throws {
    let data = try Fixture.columns("cbpp")
    let period = data["period"]!
    let rows = GroupedRows(
      [[Double](repeating: 1, count: period.count)]
        + ["2", "3", "4"].map { value in period.map { $0 == value ? 1 : 0 } }
        + ["incidence", "size"].map { data[$0]!.map { Double($0)! } }, units: data["herd"]!)
    expect(
      GeneralisedModel(
        fixed: Array(0..<4), response: 4, trials: 5,
        terms: [LinearModel.RandomTerm(level: 1, columns: [0])],
        family: Family(.binomial, link: expected.link), estimator: .quasi(.penalised, order: 1)),
      rows, coefficients: expected.coefficients, errors: expected.errors,
      covariances: [expected.variance])
  }

  /// Broods lie in locations; here both are row factors.
  @Test func ticks() throws {
    let data = try Fixture.columns("grouseticks")
    let year = data["YEAR"]!
    let rows = GroupedRows(
      [[Double](repeating: 1, count: year.count)]
        + ["96", "97"].map { value in year.map { $0 == value ? 1 : 0 } }
        + ["cHEIGHT", "TICKS"].map { data[$0]!.map { Double($0)! } },
      factors: [data["LOCATION"]!, data["BROOD"]!])
    expect(
      GeneralisedModel(
        fixed: Array(0..<4), response: 4,
        terms: (0..<2).map { LinearModel.RandomTerm(grouping: .factor($0), columns: [0]) },
        family: Family(.poisson, link: .log), estimator: .quasi(.penalised, order: 1)), rows,
      coefficients: [0.58097383478, 1.10021771435, -0.94163510878, -0.02231052317],
      errors: [0.179264611634, 0.217496404727, 0.243130362479, 0.003327677428],
      covariances: [0.3199044334, 0.5255961598])
  }
}
