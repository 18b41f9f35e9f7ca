import Foundation
import Testing

@testable import MixedModels

/// Fits of real data against lme4's, glmmTMB's and two independent programs' answers.
@Suite struct GeneralisedFixtureTests {
  @Test func `cbpp as lme4 and glmmTMB have it`() throws {
    var columns = try FixtureColumns("cbpp")
    columns.intercept()
    columns.factor("period", ["1", "2", "3", "4"])
    let fits = try GeneralisedFixture.load("cbpp").fits
    #expect(fits.count == 5)
    for fit in fits {
      try compare(
        fit, columns, response: columns.numbers("incidence"), trials: columns.numbers("size"),
        terms: [columns.term("herd")], Family(.binomial, link: .logit))
    }
  }

  @Test func `Contraception, intercepts and slopes, as lme4 and glmmTMB have it`() throws {
    let fits = try GeneralisedFixture.load("Contraception").fits
    #expect(fits.count == 8)
    for fit in fits {
      var columns = try FixtureColumns("Contraception")
      columns.intercept()
      if fit.name != "null" {
        let age = columns.numbers("age")
        columns.number("age", age)
        columns.number("I(age^2)", age.map { $0 * $0 })
        columns.factor("urban", ["N", "Y"])
        columns.factor("livch", ["0", "1", "2", "3plus"])
      }
      let ones = columns.columns[0]
      let urban = columns.table["urban"]!.map { $0 == "Y" ? 1.0 : 0 }
      let term =
        fit.name == "urban_slope"
        ? columns.term("district", [ones, urban]) : columns.term("district")
      try compare(
        fit, columns, response: columns.numbers("y"), terms: [term],
        Family(.binomial, link: .logit))
    }
  }

  @Test func `grouseticks as lme4 and glmmTMB have it`() throws {
    var columns = try FixtureColumns("grouseticks")
    columns.intercept()
    columns.factor("YEAR", ["95", "96", "97"])
    columns.number("cHEIGHT", columns.numbers("cHEIGHT"))
    let fits = try GeneralisedFixture.load("grouseticks").fits
    #expect(fits.count == 4)
    for fit in fits {
      let groups = fit.name == "brood" ? ["BROOD"] : ["INDEX", "BROOD", "LOCATION"]
      try compare(
        fit, columns, response: columns.numbers("TICKS"),
        terms: groups.map { columns.term($0) }, Family(.poisson, link: .log))
    }
  }

  @Test func `wine, ordered categories, as independent programs have it`() throws {
    var columns = try FixtureColumns("wine")
    columns.factor("temp", ["cold", "warm"])
    columns.factor("contact", ["no", "yes"])
    let fits = try GeneralisedFixture.load("wine").fits.filter { !$0.engine.contains("clmm") }
    #expect(fits.count == 5)
    for fit in fits {
      let link: Family.Link = fit.link == "probit" ? .probit : .logit
      try compare(
        fit, columns, response: columns.numbers("rating").map { $0 - 1 },
        terms: fit.name == "no_random" ? [] : [columns.term("judge")],
        Family(.ordinal(categories: 5), link: link))
    }
  }

  @Test func `Salamanders, counts, as glmmTMB and lme4 have it`() throws {
    var columns = try FixtureColumns("Salamanders")
    columns.intercept()
    columns.factor("mined", ["yes", "no"])
    columns.factor("spp", ["GP", "PR", "DM", "EC-A", "EC-L", "DES-L", "DF"])
    let fits = try GeneralisedFixture.load("Salamanders").fits
    for fit in fits where fit.name != "nbinom1" && fit.method == "Laplace" {
      try compare(
        fit, columns, response: columns.numbers("count"), terms: [columns.term("site")],
        fit.name == "nbinom2"
          ? Family(.negativeBinomial(size: nil), link: .log) : Family(.poisson, link: .log))
    }
  }

  /// Deviances within 2e-6 (lme4 stops a little above the optimum), coefficients within 1e-4 of a
  /// standard error, standard errors within 1e-3, standard deviations of random effects within 1e-4.
  private func compare(
    _ reference: GeneralisedFixture.Fit, _ columns: FixtureColumns, response: [Double],
    trials: [Double]? = nil, terms: [GroupedTerm], _ family: Family
  ) throws {
    let estimator: GeneralisedModel.Estimator
    switch reference.method {
    case "nAGQ0": estimator = .conditionalModes
    case "AGQ": estimator = .quadrature(points: try #require(reference.nAGQ))
    case "exact": estimator = .quadrature(points: 30)
    default: estimator = .laplace
    }
    let fit = try fitGeneralisedModel(
      GeneralisedModelData(
        response: response, trials: trials, fixed: columns.columns, terms: terms, family: family,
        estimator: estimator))
    let label = "\(reference.engine) \(reference.name) \(estimator)"
    #expect(fit.outcome == .converged, "\(label)")
    let expected = reference.fullDeviance ?? -2 * reference.logLikelihood
    #expect(abs(fit.deviance - expected) < 2e-6, "\(label): \(fit.deviance) for \(expected)")
    for (index, name) in columns.names.enumerated() {
      let estimate = try #require(reference.fixef[name])
      let error = try #require(reference.se[name])
      let own = fit.covariance[index][index].squareRoot()
      #expect(
        abs(fit.coefficients[index] - estimate) < 1e-4 * error,
        "\(label) \(name): \(fit.coefficients[index]) for \(estimate)")
      #expect(abs(own - error) < 1e-3 * error, "\(label) \(name): \(own) for \(error)")
    }
    compareSpreads(fit, reference, label)
    if let dispersion = reference.dispersion?.value {
      #expect(abs(fit.familyParameters[0] - dispersion) < 1e-4 * dispersion, "\(label)")
    }
    for (index, cut) in (reference.thresholds ?? [:]).sorted(by: { $0.key < $1.key }).enumerated() {
      let error = try #require(reference.se[cut.key])
      #expect(abs(fit.familyParameters[index] - cut.value) < 1e-4 * error, "\(label)")
      #expect(abs(fit.familyErrors[index] - error) < 1e-3 * error, "\(label)")
    }
  }

  private func compareSpreads(
    _ fit: GeneralisedFit, _ reference: GeneralisedFixture.Fit, _ label: String
  ) {
    let expected =
      reference.varcorr?.map(\.sd) ?? reference.spreads?.map { [$0] }
      ?? reference.spread.map { [[$0]] } ?? []
    for (matrix, spreads) in zip(fit.termCovariances, expected) {
      for (index, spread) in spreads.enumerated() {
        let own = matrix[index][index].squareRoot()
        #expect(abs(own - spread) < 1e-4 * spread, "\(label): \(own) for \(spread)")
      }
    }
    for (matrix, component) in zip(fit.termCovariances, reference.varcorr ?? [])
    where component.sd.count == 2 {
      let own = matrix[1][0] / (matrix[0][0] * matrix[1][1]).squareRoot()
      #expect(abs(own - component.corr[1][0]!) < 1e-4, "\(label)")
    }
  }
}
