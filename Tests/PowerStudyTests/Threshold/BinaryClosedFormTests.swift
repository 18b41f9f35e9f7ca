import Foundation
import Numerics
import PowerStudy
import StudyDesign
import Testing

/// Yes/no answers of groups that do not differ: every share is a sum of binomial probabilities.
@Suite struct BinaryClosedFormTests {
  private static let p = 0.8
  private static let z = StandardNormal.upperQuantile(0.025)

  private func run(n: Int, more: String) async throws -> ThresholdScenario {
    try await threshold(
      """
      levels: {course: 1000, student: \(n) per course}
      model: yes ~ 1 + (1 | course)
      family: binomial
      effects: {intercept: {probability: \(Self.p)}}
      random: {course: {sd: 0}}
      threshold: {candidates: [\(n)], estimators: [raw]\(more)}
      """, replicates: 40
    ).scenarios[0]
  }

  /// Wilson's interval as its authors write it: the roots of (p̂ - p)² = z² p (1 - p)/n.
  private func wilson(_ yes: Int, _ n: Int) -> (low: Double, high: Double) {
    let (share, count, square) = (Double(yes) / Double(n), Double(n), Self.z * Self.z)
    let a = 1 + square / count
    let b = -(2 * share + square / count)
    let c = share * share
    let root = (b * b - 4 * a * c).squareRoot()
    return ((-b - root) / (2 * a), (-b + root) / (2 * a))
  }

  /// The probability of an event about the number of yes.
  private func probability(_ n: Int, _ p: Double, _ event: (Int) -> Bool) -> Double {
    (0...n).filter(event).reduce(0) { sum, yes in
      let ways = lgamma(Double(n + 1)) - lgamma(Double(yes + 1)) - lgamma(Double(n - yes + 1))
      return sum + exp(ways + Double(yes) * log(p) + Double(n - yes) * log(1 - p))
    }
  }

  @Test(arguments: [7, 20])
  func intervalsCoverAsExactSumsSay(n: Int) async throws {
    let p = Self.p
    let scenario = try await run(
      n: n, more: ", within: 0.1, below: 0.3, benchmark: {value: \(p)}")
    func near(_ figure: ThresholdFigure, _ event: (Int) -> Bool) -> Bool {
      isNear(scenario.figure(figure, from: n), probability(n, p, event))
    }
    #expect(near(.coverage) { wilson($0, n).low <= p && p <= wilson($0, n).high })
    #expect(near(.flagged) { wilson($0, n).low > p || wilson($0, n).high < p })
    #expect(near(.within) { abs(Double($0) / Double(n) - p) <= 0.1 + 1e-9 })
    #expect(near(.allAlike) { $0 == 0 || $0 == n })
    // Nobody differs: every flag is wrong, and no group has a wrong side, order or quarter to be in.
    #expect(scenario.figure(.flaggedWrongly, from: n)?.value == 1)
    #expect(scenario.figure(.wrongSide, from: n) == nil)
    #expect(scenario.figure(.wrongOrder, from: n) == nil)
    #expect(scenario.figure(.realisedReliability, from: n) == nil)
    #expect(scenario.figure(.reliability, from: n)?.value == 0)
    let found = probability(n, p - 0.3) { wilson($0, n).high < p }
    #expect(isNear(scenario.figure(.powerBelow, from: n), found))
    #expect(abs(try #require(scenario.figure(.oneAnswer, from: n)?.value) - 1 / Double(n)) < 1e-12)
    #expect(
      isNear(scenario.figure(.rmse, from: n), (p * (1 - p) / Double(n)).squareRoot()))
  }

  @Test func medianWidthsAreThoseOfTheMiddleCount() async throws {
    // With 20 answers half-widths fall from 10 yes upwards and rise downwards: those of at most 16 yes
    // and more than 3 are the larger ones. P(yes ≥ 17) = .411 and P(yes ≥ 16) = .630: the median is the
    // width at 16; P(yes ≥ 14) = .913 and P(yes ≥ 15) = .804: the 90th percentile that at 14.
    let scenario = try await run(n: 20, more: "")
    func half(_ yes: Int) -> Double { (wilson(yes, 20).high - wilson(yes, 20).low) / 2 }
    #expect(
      abs(try #require(scenario.figure(.halfWidthMedian, from: 20)?.value) - half(16)) < 1e-12)
    #expect(isNear(scenario.figure(.halfWidth90, from: 20), half(14), slack: 1e-3))
  }

  @Test func reliabilityOnTheScaleOfSharesIsThatOfTheDrawnGroups() async throws {
    let scenario = try await threshold(
      """
      levels: {course: 1000, student: 30 per course}
      model: yes ~ 1 + (1 | course)
      family: binomial
      effects: {intercept: {probability: 0.7}}
      random: {course: {sd: 0.8}}
      threshold: {candidates: [30], estimators: [raw, shrunken]}
      """, replicates: 40
    ).scenarios[0]
    let model = try #require(scenario.figure(.reliability, from: 30)).value
    #expect(isNear(scenario.figure(.realisedReliability, from: 30), model))
    #expect(scenario.failed == 0)
    // Modes are a curved function of the same counts: the correlation changes by little.
    #expect(isNear(scenario.figure(.realisedReliability, .shrunken, from: 30), model, slack: 0.01))
    let errors = PublicationThreshold.Estimator.allCases.map {
      scenario.figure(.rmse, $0, from: 30)!.value
    }
    #expect(errors[1] < 0.95 * errors[0])
  }
}
