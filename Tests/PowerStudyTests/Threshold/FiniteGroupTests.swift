import Foundation
import PowerStudy
import StudyDesign
import Testing

/// Groups whose members are all there are: the truth is their mean.
@Suite struct FiniteGroupTests {
  private static let normal = """
    model: y ~ 1 + (1 | g)
    effects: {intercept: 1}
    random: {g: {sd: 0.5}}
    residual: {sd: 1}
    """
  private static let binary = """
    model: y ~ 1 + (1 | g)
    family: binomial
    effects: {intercept: {probability: 0.7}}
    random: {g: {sd: 0.5}}
    """
  private static let sizes = "levels: {g: 200, m: {per: g, size: {poisson: 12}}}\n"

  @Test(arguments: [normal, binary])
  func whereAllAnswerThereIsNoError(model: String) async throws {
    let scenario = try await threshold(
      Self.sizes + model + "\nresponse_rate: 1\n"
        + "threshold: {candidates: [1, 5], within: 0.01, benchmark: {value: overall}}",
      replicates: 5
    ).scenarios[0]
    for estimator in PublicationThreshold.Estimator.allCases {
      for candidate in [1, 5] {
        func value(_ figure: ThresholdFigure) -> Double? {
          scenario.figure(figure, estimator, from: candidate)?.value
        }
        // The mean of what was simulated, computed once over members and once over answers.
        #expect(try #require(value(.rmse)) < 1e-14)
        #expect(value(.halfWidth90) == 0)
        #expect(value(.coverage) == 1)
        #expect(value(.within) == 1)
        #expect(value(.wrongOrder) == 0)
        #expect(value(.wrongSide) == 0)
        #expect(value(.flaggedWrongly) == 0)
        #expect(value(.topQuarter) == 1)
        #expect(value(.bottomQuarter) == 1)
        #expect(abs(try #require(value(.realisedReliability)) - 1) < 1e-12)
      }
    }
    #expect(scenario.figure(.groupShare, from: 1)?.value == 1)
    #expect(scenario.figure(.memberShare, from: 1)?.value == 1)
  }

  @Test func errorsOfMeansFallWithTheShareThatAnswers() async throws {
    // 40 members of whom n answer: the mean of the answers has variance σ²(1/n - 1/40) about that of all;
    // with n = k alone.
    let scenario = try await threshold(
      "levels: {g: 400, m: 40 per g}\n" + Self.normal
        + "\nresponse_rate: 0.6\nthreshold: {candidates: [23, 24, 25]}", replicates: 60
    ).scenarios[0]
    for k in [23, 24] {
      let expected = (1.0 / Double(k) - 1.0 / 40).squareRoot()
      #expect(isNear(scenario.figure(.rmse, from: k, .about), expected))
      #expect(isNear(scenario.figure(.coverage, from: k, .about), 0.95))
    }
    // Shares of groups with at least so many answers: P(Binomial(40, .6) ≥ 23), by its sum.
    var share = 0.0
    for n in 23...40 {
      let ways: Double = lgamma(41) - lgamma(Double(n + 1)) - lgamma(Double(41 - n))
      let chance: Double = Double(n) * log(0.6) + Double(40 - n) * log(0.4)
      share += exp(ways + chance)
    }
    #expect(isNear(scenario.figure(.groupShare, from: 23), share))
  }

  @Test func shrunkenFiguresOfFiniteGroupsAreTheBestPrediction() async throws {
    // T = f ȳ + (1 - f)(μ + λ(ȳ - μ)): error variance (1 - f)² τ²(1 - λ) + σ²(1 - f)/N.
    let scenario = try await threshold(
      "levels: {g: 400, m: 20 per g}\n" + Self.normal
        + "\nresponse_rate: 0.5\nthreshold: {candidates: [10, 11], estimators: [shrunken]}",
      replicates: 60
    ).scenarios[0]
    let lambda = 0.25 / (0.25 + 1.0 / 10)
    let expected = (0.25 * 0.25 * (1 - lambda) + 0.5 / 20).squareRoot()
    #expect(
      isNear(scenario.figure(.rmse, .shrunken, from: 10, .about), expected, slack: 0.005 * expected)
    )
    #expect(isNear(scenario.figure(.coverage, .shrunken, from: 10, .about), 0.95, slack: 0.003))
  }

  @Test func figuresAreAdjustedToTheMeanOfAllMembers() async throws {
    // Those with a large x answer more often: a mean of x over the answers would shift every figure.
    let scenario = try await threshold(
      """
      levels: {g: 300, m: 40 per g}
      predictors: {x: {level: m, normal: {mean: 5, sd: 2}}}
      model: y ~ x + (1 | g)
      effects: {intercept: 1, x: 0.8}
      random: {g: {sd: 0.5}}
      residual: {sd: 1}
      response_rate: {logit: 0.4 * (x - 5)}
      threshold: {candidates: [20, 21]}
      """, replicates: 40
    ).scenarios[0]
    #expect(isNear(scenario.figure(.meanError, from: 20), 0, slack: 0.002))
    // σ²(1/20 - 1/40), and what the group's own means of x add: those of 20 of 40 differ by chance, and so
    // do figures by that times the error of the slope, some 1/6000.
    #expect(
      isNear(scenario.figure(.rmse, from: 20, .about), 0.025.squareRoot(), slack: 0.001))
  }

  @Test func answersThatDependOnWhatTheySayAreBiased() async throws {
    // Yes answers with chance .8, no with .4: of those who answer, yes at p gives .8p/(.8p + .4(1 - p)).
    let text = """
      levels: {g: 200, m: 60 per g}
      model: y ~ 1 + (1 | g)
      family: binomial
      effects: {intercept: {probability: 0.5}}
      random: {g: {sd: 0}}
      response_rate: {logit: log(0.4/0.6) + y * (log(0.8/0.2) - log(0.4/0.6))}
      threshold: {candidates: [10], estimators: [raw]}
      """
    let scenario = try await threshold(text, replicates: 40).scenarios[0]
    // A ratio's bias of order 1/60 of its own variance.
    #expect(isNear(scenario.figure(.meanError, from: 10), 2.0 / 3 - 0.5, slack: 0.002))
  }

  @Test func aShareOfTheMembersMustAnswer() async throws {
    let text = "levels: {g: 300, m: 10 per g}\n" + Self.normal + "\nresponse_rate: 0.7\n"
    let scenario = try await threshold(
      text + "threshold: {candidates: [1, 6], response_at_least: 0.7}", replicates: 20
    ).scenarios[0]
    // P(Binomial(10, .7) ≥ 7) for both: fewer are not enough of the ten.
    #expect(isNear(scenario.figure(.groupShare, from: 1), 0.6496107184))
    #expect(scenario.figure(.groups, from: 1, .about)?.value == 0)
    #expect(
      scenario.figure(.groups, from: 6, .about)?.value == scenario.figure(.groups, from: 1)?.value)
  }
}
