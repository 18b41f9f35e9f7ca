import DesignLanguage
import Foundation
import Numerics
import PowerStudy
import StudyDesign
import Testing

/// Power of tests in logistic and Poisson models against figures of other programs and closed forms.
@Suite(.enabled(if: isSlow)) struct GeneralisedFiguresTests {
  /// b = ln(.6/.4), σ²u = .5, 20 in each of N clusters, Laplace: 100,000 replicates of another program,
  /// whose own Monte Carlo SE of at most .0016 comes twice on top of ours; three decimals.
  @Test func `power of a logistic intercept by Laplace's approximation`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 10, person: 20 per cluster}
      model: y ~ 1 + (1 | cluster)
      family: binomial
      effects: {intercept: log(.6/.4)}
      random: {cluster: {variance: 0.5}}
      tests: [intercept]
      grid: {cluster: [10, 30, 34, 35, 50]}
      simulation: {replicates: 20000, seed: 61}
      """)
    let figures = [(0.385, 0.339), (0.750, 0.748), (0.799, 0.798), (0.809, 0.810), (0.921, 0.923)]
    #expect(found.count == figures.count)
    for (summary, figure) in zip(found, figures) {
      expectRejections(summary, figure.0, rounding: 0.0005 + 0.0032, "zero/one \(figure)")
      try expectStandardErrorPower(summary, figure.1, rounding: 0.0015, "SE method \(figure)")
    }
  }

  /// The same by estimator; two programs agree within .02 with 10 clusters, .015 elsewhere.
  @Test(arguments: [
    ("nagq0", [(0.364, 0.341), (0.730, 0.755), (0.910, 0.927)]),
    ("laplace", [(0.382, 0.338), (0.750, 0.748), (0.921, 0.923)]),
    ("{agq: 3}", [(0.376, 0.333), (0.746, 0.744), (0.918, 0.920)]),
  ])
  func `power of a logistic intercept by estimator`(
    estimator: String, figures: [(Double, Double)]
  ) async throws {
    let found = try await summaries(
      """
      levels: {cluster: 10, person: 20 per cluster}
      model: y ~ 1 + (1 | cluster)
      family: binomial
      effects: {intercept: log(.6/.4)}
      random: {cluster: {variance: 0.5}}
      analysis: [{name: only, estimator: \(estimator)}]
      tests: [intercept]
      grid: {cluster: [10, 30, 50]}
      simulation: {replicates: 10000, seed: 62}
      """)
    #expect(found.count == figures.count)
    for (index, figure) in figures.enumerated() {
      let tolerance = index == 0 ? 0.02 : 0.015
      let power = found[index].power.value
      let byErrors = try #require(found[index].standardErrorPower.value)
      #expect(abs(power - figure.0) < tolerance, "\(estimator), \(index): \(power)")
      #expect(abs(byErrors - figure.1) < tolerance, "\(estimator), \(index): \(byErrors)")
    }
  }

  /// Wald's test of two proportions, and of two rates, in large samples: Φ(|b|/SE - z). The second order
  /// in 1/n moves power by less than .004 here, besides 4 Monte Carlo SEs.
  @Test func `power at a single level by the large-sample formulas`() async throws {
    func power(_ effect: Double, _ variance: Double) -> Double {
      StandardNormal.cdf(effect / variance.squareRoot() - 1.959964)
    }
    let proportions = try await summaries(
      """
      levels: {person: 2000}
      predictors: {arm: {level: person, assign: [0, 1]}}
      model: y ~ arm
      family: binomial
      effects: {intercept: logit(.1), arm: logit(.14) - logit(.1)}
      tests: [arm]
      simulation: {replicates: 20000, seed: 63}
      """)
    let logOdds = log(0.14 / 0.86) - log(0.1 / 0.9)
    let proportionsPower = power(logOdds, 1 / 90 + 1 / (1000 * 0.14 * 0.86))
    expectRejections(proportions[0], proportionsPower, rounding: 0.004, "proportions")
    let rates = try await summaries(
      """
      levels: {person: 1000}
      predictors: {arm: {level: person, assign: [0, 1]}}
      model: y ~ arm
      family: poisson
      effects: {intercept: 0, arm: log(1.15)}
      tests: [arm]
      simulation: {replicates: 20000, seed: 64}
      """)
    expectRejections(
      rates[0], power(log(1.15), 1 / 500 + 1 / 575), rounding: 0.004, "rates")
  }
}
