import Foundation
import Numerics
import PowerStudy
import StudyDesign
import Testing

/// Normal answers of groups of equal size, members without number: everything has a closed form.
@Suite struct NormalClosedFormTests {
  /// Groups of n with intraclass correlation ρ and total variance 1.
  private func run(
    n: Int, rho: Double, groups: Int = 1000, replicates: Int = 40, more: String = "",
    estimators: String = "[raw, shrunken]"
  ) async throws -> ThresholdScenario {
    try await threshold(
      """
      levels: {course: \(groups), student: \(n) per course}
      model: score ~ 1 + (1 | course)
      effects: {intercept: 3}
      random: {course: {variance: \(rho)}}
      residual: {variance: \(1 - rho)}
      threshold: {candidates: [\(n)], estimators: \(estimators)\(more)}
      """, replicates: replicates
    ).scenarios[0]
  }

  @Test(arguments: [(10, 0.345, 0.300), (23, 0.548, 0.235), (50, 0.725, 0.176)])
  func reliabilityAndOrderAreThoseOfTheFormulas(n: Int, lambda: Double, wrong: Double) async throws
  {
    let rho = 0.05
    let exact = Double(n) * rho / (1 + Double(n - 1) * rho)
    #expect(abs(exact - lambda) < 0.0005)
    let order = acos(exact.squareRoot()) / .pi
    #expect(abs(order - wrong) < 0.0005)
    let scenario = try await run(n: n, rho: rho)
    for estimator in PublicationThreshold.Estimator.allCases {
      let model = try #require(scenario.figure(.reliability, estimator, from: n))
      #expect(abs(model.value - exact) < 1e-12)
      #expect(isNear(scenario.figure(.realisedReliability, estimator, from: n), exact))
      #expect(isNear(scenario.figure(.wrongOrder, estimator, from: n), order))
    }
    // 40 × 1,000 groups: a thousandth of an order of magnitude of what the standard errors must resolve.
    #expect(try #require(scenario.figure(.wrongOrder, from: n)?.mcse) < 0.006)
    #expect(try #require(scenario.figure(.realisedReliability, from: n)?.mcse) < 0.006)
  }

  @Test func rawErrorsAreThoseOfMeans() async throws {
    let (n, rho, distance) = (16, 0.2, 0.3)
    let sd = ((1 - rho) / Double(n)).squareRoot()
    let scenario = try await run(
      n: n, rho: rho, more: ", within: \(distance)", estimators: "[raw]")
    #expect(isNear(scenario.figure(.rmse, from: n), sd))
    #expect(isNear(scenario.figure(.meanError, from: n), 0))
    #expect(isNear(scenario.figure(.within, from: n), 2 * StandardNormal.cdf(distance / sd) - 1))
    #expect(isNear(scenario.figure(.coverage, from: n), 0.95))
    #expect(scenario.figure(.groups, from: n)?.value == 1000)
    #expect(scenario.figure(.memberShare, from: n)?.value == 1)
    // Median and 90th percentile of t s/√n, s² σ²χ²/15: 14.3389 and 22.3071 are those of χ² on 15
    // degrees of freedom. Sample quantiles of 1,000 groups are biased by some 1/1000 of the spread.
    let t = StudentT(degreesOfFreedom: 15).upperQuantile(0.025)
    for (figure, quantile) in [
      (ThresholdFigure.halfWidthMedian, 14.33886), (.halfWidth90, 22.30713),
    ] {
      #expect(
        isNear(scenario.figure(figure, from: n), t * sd * (quantile / 15).squareRoot(), slack: 2e-4)
      )
    }
  }

  @Test func shrunkenErrorsAreThoseOfTheBestPrediction() async throws {
    let (n, rho) = (10, 0.1)
    let lambda = Double(n) * rho / (1 + Double(n - 1) * rho)
    let scenario = try await run(n: n, rho: rho)
    // What the estimation of three parameters from 1,000 groups adds is of order 1/1000 of it.
    let expected = (rho * (1 - lambda)).squareRoot()
    #expect(isNear(scenario.figure(.rmse, .shrunken, from: n), expected, slack: 0.003 * expected))
    #expect(isNear(scenario.figure(.coverage, .shrunken, from: n), 0.95, slack: 0.002))
    // One person a residual standard deviation away moves the mean by that over n, shrunken by λ of it.
    let step = (1 - rho).squareRoot() / Double(n)
    #expect(abs(try #require(scenario.figure(.oneAnswer, from: n)?.value) - step) < 1e-12)
    #expect(
      isNear(scenario.figure(.oneAnswer, .shrunken, from: n), lambda * step, slack: 1e-3 * step))
  }

  @Test func groupsBelowTheBenchmarkAreFoundAsByANoncentralT() async throws {
    let (n, rho, delta) = (12, 0.1, 0.6)
    let scenario = try await run(
      n: n, rho: rho, more: ", below: \(delta), benchmark: {value: 3}", estimators: "[raw]")
    let t = NoncentralT(
      degreesOfFreedom: Double(n - 1),
      noncentrality: delta / ((1 - rho) / Double(n)).squareRoot())
    let critical = StudentT(degreesOfFreedom: Double(n - 1)).upperQuantile(0.025)
    #expect(isNear(scenario.figure(.powerBelow, from: n), 1 - t.cdf(critical)))
    // A group differs with probability 1; its figure is on the wrong side as often as two signs of
    // correlation √λ differ.
    let lambda = Double(n) * rho / (1 + Double(n - 1) * rho)
    #expect(
      isNear(scenario.figure(.wrongSide, from: n), acos(lambda.squareRoot()) / .pi))
  }

  @Test func quartersOverlapAsTheBivariateNormalHasThem() async throws {
    // λ = 0.5 with n = 19 and ρ = 0.05: P(both in the top quarter)/0.25 for correlation √0.5, by
    // numerical integration of φ(x) Φ((√.5 x - q)/√.5) over x > q = Φ⁻¹(0.75).
    let q = StandardNormal.quantile(0.75)
    let r = 0.5.squareRoot()
    var both = 0.0
    let step = 1e-3
    for index in 0..<8000 {
      let x = q + (Double(index) + 0.5) * step
      both += exp(-x * x / 2) / (2 * Double.pi).squareRoot() * StandardNormal.cdf((r * x - q) / r)
    }
    let expected = both * step / 0.25
    let scenario = try await run(n: 19, rho: 0.05)
    // Quarters of 1,000 groups have random edges: a bias of order 1/1000.
    for estimator in PublicationThreshold.Estimator.allCases {
      #expect(isNear(scenario.figure(.topQuarter, estimator, from: 19), expected, slack: 0.002))
      #expect(isNear(scenario.figure(.bottomQuarter, estimator, from: 19), expected, slack: 0.002))
    }
  }
}
