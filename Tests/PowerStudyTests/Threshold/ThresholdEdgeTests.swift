import PowerStudy
import StudyDesign
import Testing

@Suite struct ThresholdEdgeTests {
  private static let courses = """
    levels: {provider: 20, course: 6 per provider, student: {per: course, size: {poisson: 15}}}
    model: y ~ 1 + (1 | provider) + (1 | course)
    effects: {intercept: 1}
    random: {provider: {sd: 0.3}, course: {sd: 0.5}}
    residual: {sd: 1}
    response_rate: 0.8
    threshold:
      candidates: [5, 10, 15]
      within: 0.3
      below: 1
      benchmark: {value: overall, margin: 0.1}
    """

  @Test(arguments: [
    courses,
    courses.replacing("residual: {sd: 1}", with: "family: binomial"),
  ])
  func figuresDoNotDependOnTheNumberOfThreads(text: String) async throws {
    let one = try await threshold(text, replicates: 40, threads: 1).scenarios[0]
    let three = try await threshold(text, replicates: 40, threads: 3).scenarios[0]
    #expect(one.rows == three.rows)
    let other = try await threshold(text, replicates: 40, seed: 2).scenarios[0]
    #expect(one.rows != other.rows)
    #expect(one.failed == 0)
  }

  @Test func effectsOfUnitsAboveHelpTheShrunken() async throws {
    let scenario = try await threshold(
      """
      levels: {provider: 100, course: 6 per provider, student: 10 per course}
      model: y ~ 1 + (1 | provider) + (1 | course)
      effects: {intercept: 1}
      random: {provider: {sd: 0.5}, course: {sd: 0.2}}
      residual: {sd: 1}
      threshold: {candidates: [10]}
      """, replicates: 40
    ).scenarios[0]
    // Of w + u: τ²(1 - λ) + (1 - λ)²/(1/ω² + 6/(τ² + σ²/10)), λ = τ²/(τ² + σ²/10).
    let lambda = 0.04 / 0.14
    let rest = 1 - lambda
    let expected = (0.04 * rest + rest * rest / (1 / 0.25 + 6 / 0.14)).squareRoot()
    // The estimated variances of 100 providers cost some 1%.
    #expect(
      isNear(scenario.figure(.rmse, .shrunken, from: 10), expected, slack: 0.015 * expected))
    #expect(isNear(scenario.figure(.rmse, .raw, from: 10), 0.1.squareRoot()))
    #expect(isNear(scenario.figure(.coverage, .shrunken, from: 10), 0.95, slack: 0.01))
  }

  @Test func twoGroupsHaveOnePairAndNoQuarters() async throws {
    let scenario = try await threshold(
      """
      levels: {g: 2, m: 30 per g}
      model: y ~ 1 + (1 | g)
      effects: {intercept: 0}
      random: {g: {sd: 1}}
      residual: {sd: 1}
      threshold: {candidates: [5], estimators: [raw]}
      """, replicates: 5
    ).scenarios[0]
    #expect(scenario.figure(.topQuarter, from: 5) == nil)
    #expect(scenario.figure(.wrongOrder, from: 5) != nil)
  }

  @Test func groupsOfOneHaveNoIntervals() async throws {
    let scenario = try await threshold(
      """
      levels: {g: 50, m: {per: g, sizes: [\(Array(repeating: "1, 3", count: 25).joined(separator: ", "))]}}
      model: y ~ 1 + (1 | g)
      effects: {intercept: 0}
      random: {g: {sd: 1}}
      residual: {sd: 1}
      threshold: {candidates: [1, 2, 4], estimators: [raw], benchmark: {value: 0}}
      """, replicates: 5
    ).scenarios[0]
    #expect(scenario.figure(.halfWidthMedian, from: 1, .about) == nil)
    #expect(scenario.figure(.flagged, from: 1, .about)?.value == 0)
    #expect(scenario.figure(.allAlike, from: 1, .about)?.value == 1)
    #expect(scenario.figure(.halfWidthMedian, from: 2) != nil)
    #expect(scenario.figure(.groups, from: 4)?.value == 0)
    #expect(scenario.figure(.rmse, from: 4) == nil)
  }

  @Test func nobodyAnswers() async throws {
    let scenario = try await threshold(
      """
      levels: {g: 20, m: 5 per g}
      model: y ~ 1 + (1 | g)
      family: binomial
      effects: {intercept: 0}
      random: {g: {sd: 1}}
      response_rate: 1e-9
      threshold: {candidates: [1], benchmark: {value: overall}}
      """, replicates: 5
    ).scenarios[0]
    #expect(scenario.figure(.groups, from: 1)?.value == 0)
    #expect(scenario.failed == 5)
    #expect(scenario.figure(.groups, .shrunken, from: 1) == nil)
  }

  @Test func allAnswersAlikeAreFitsThatFail() async throws {
    let scenario = try await threshold(
      """
      levels: {g: 20, m: 5 per g}
      model: y ~ 1 + (1 | g)
      family: binomial
      effects: {intercept: 30}
      random: {g: {sd: 1}}
      threshold: {candidates: [1]}
      """, replicates: 5
    ).scenarios[0]
    #expect(scenario.figure(.allAlike, from: 1)?.value == 1)
    #expect(scenario.failed == 5)
  }

  @Test func sizesMayBeThoseOfAFile() async throws {
    let scenario = try await threshold(
      """
      levels: {g: 400, m: {per: g, size: {column: {file: sizes.csv, name: size}}}}
      model: y ~ 1 + (1 | g)
      effects: {intercept: 0}
      random: {g: {sd: 1}}
      residual: {sd: 1}
      threshold: {candidates: [1, 21, 41], estimators: [raw]}
      """, replicates: 20
    ).scenarios[0]
    // Sizes from 1 to 40, each as often.
    #expect(isNear(scenario.figure(.groupShare, from: 21), 0.5))
    #expect(scenario.figure(.groupShare, from: 1)?.value == 1)
    #expect(scenario.figure(.groups, from: 41)?.value == 0)
  }

  @Test func figuresAreAdjustedForPredictors() async throws {
    // Prior attainment differs between schools; adjusted means are those of the model without it.
    let adjusted = try await threshold(
      """
      levels: {school: 200, pupil: 20 per school}
      predictors: {prior: {level: pupil, normal: {mean: 100, sd: {school: 5, pupil: 10}}}}
      model: score ~ prior + (1 | school)
      effects: {intercept: 0, prior: 0.6}
      random: {school: {variance: 9}}
      residual: {variance: 60}
      threshold: {candidates: [20]}
      """, replicates: 30
    ).scenarios[0]
    // The slope's own error adds about 1/400 of the variance.
    let expected = (60.0 / 20).squareRoot()
    #expect(isNear(adjusted.figure(.rmse, from: 20), expected, slack: 0.01 * expected))
    #expect(isNear(adjusted.figure(.realisedReliability, from: 20), 9 / 12.0, slack: 0.005))
    #expect(isNear(adjusted.figure(.meanError, from: 20), 0))
  }
}
