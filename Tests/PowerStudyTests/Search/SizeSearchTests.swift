import Foundation
import Numerics
import PowerStudy
import StudyDesign
import Testing

/// Searches whose answers closed forms give; the seeds are fixed, so that they cannot fail by chance.
@Suite struct SizeSearchTests {
  @Test(arguments: 1...6)
  func twentySixClustersOfTwenty(seed: Int) async throws {
    let result = try await search(twoLevelMean, set: ["simulation.seed": "\(seed)"])
    let finding = result.findings[0]
    let answer = try #require(finding.answer)
    #expect(finding.outcome == .found)
    #expect(answer.values == [26])
    #expect(answer.rows == 520)
    #expect(finding.replicates <= 2000)
    #expect(finding.neighbours.map(\.values) == [[24], [25], [27], [28]])
    // At 25 clusters the power is .7972; the truncation of variances at 0 moves it by less than .0005.
    let powers = [finding.neighbours[1].power, answer.power]
    #expect(abs(powers[0] - zPower(effect: 2.5, square: 16 / 25 + 81 / 500)) < 5e-4)
    #expect(abs(powers[1] - zPower(effect: 2.5, square: 16 / 26 + 81 / 520)) < 5e-4)
    let interval = try #require(answer.tests[0].interval)
    #expect(interval.contains(answer.power) && interval.lowerBound > 0.81)
    let certainty = try #require(finding.certainty)
    #expect(certainty.exact > 0.995 && certainty.withinOne >= certainty.exact)
  }

  @Test func thirtySchoolsOnThreeLevels() async throws {
    let finding = try await search(
      """
      levels: {school: 20, class: 4 per school, pupil: 5 per class}
      model: y ~ 1 + (1 | school/class)
      effects: {intercept: 2.5}
      random: {school: {variance: 16}, class: {variance: 16}}
      residual: {variance: 64}
      tests: [{term: intercept, method: z}]
      grid: {school: 10..60 by 10}
      target: {power: 0.8}
      """
    ).findings[0]
    #expect(finding.answer?.values == [30])
    #expect(abs((finding.answer?.power ?? 0) - 0.8114) < 5e-4)
    #expect(finding.candidates == 51)
  }

  @Test func theFrontierIsThatOfTheClosedForm() async throws {
    let frontier = try #require(try await search(twoLevelMean).findings[0].frontier)
    #expect(frontier.path == "cluster" && frontier.given == "unit")
    #expect(frontier.points.map(\.given) == [5, 10, 20, 40, 80])
    for point in frontier.points {
      #expect(point.value == smallest(2.5, units: point.given))
    }
  }

  @Test func theFiguresAreThoseOfARunWithTheAnswersSize() async throws {
    let answer = try #require(try await search(twoLevelMean).findings[0].answer)
    let share = try #require(answer.tests[0].rejections)
    let plain = twoLevelMean.replacing("cluster: 20,", with: "cluster: 26,")
      .replacing("search: {cluster: 5..60}\n", with: "")
    let summary = try await summaries(
      plain + "simulation: {replicates: \(answer.replicates)}")[0]
    #expect(summary.power == share)
  }

  @Test func anyNumberOfThreadsFindsTheSame() async throws {
    let one = try await search(twoLevelMean)
    #expect(try await search(twoLevelMean, threads: 3) == one)
    #expect(try await search(twoLevelMean, set: ["simulation.seed": "2"]) != one)
  }

  @Test func onlySizesOfTheRangeAreAnswers() async throws {
    let even = twoLevelMean.replacing("5..60", with: "5..61 by 4")
    #expect(try await search(even).findings[0].answer?.values == [29])
    let above = twoLevelMean.replacing("5..60", with: "40..60")
    let finding = try await search(above).findings[0]
    #expect(finding.outcome == .atFirst)
    #expect(finding.answer?.values == [40])
  }

  @Test func aTargetBeyondTheBoundsSaysWhereItWouldBe() async throws {
    let few = twoLevelMean.replacing("5..60", with: "5..20")
    let finding = try await search(few).findings[0]
    guard case .outOfReach(let beyond?, nil) = finding.outcome else {
      Issue.record("\(finding.outcome)")
      return
    }
    #expect(abs(beyond - 26) <= 1)
    #expect(finding.answer?.values == [20])
    #expect((finding.certainty?.exact ?? 0) > 0.99)
  }

  @Test func aCapIsRecognised() async throws {
    let capped = twoLevelMean.replacing("cluster: 20,", with: "cluster: 12,")
      .replacing("search: {cluster: 5..60}", with: "search: {unit: 5..60}")
    let finding = try await search(capped).findings[0]
    guard case .outOfReach(nil, let cap?) = finding.outcome else {
      Issue.record("\(finding.outcome)")
      return
    }
    // However many units, the square does not fall below 16/12.
    #expect(abs(cap - zPower(effect: 2.5, square: 16 / 12)) < 0.01)
  }

  @Test func aTrueNullValueIsNeverFound() async throws {
    let none = try await search(twoLevelMean, set: ["effects.intercept": "0"]).findings[0]
    #expect(none.outcome == .noEffect(test: "intercept"))
    #expect(none.replicates == 0)
    let wrongSide = twoLevelMean.replacing("method: z", with: "method: z, side: less")
    #expect(try await search(wrongSide).findings[0].outcome == .noEffect(test: "intercept"))
  }

  /// The smallest number of clusters at which each test has its power: t tests on N - 1 degrees of freedom.
  @Test func allTestsReachTheTarget() async throws {
    let text = """
      levels: {cluster: 20, unit: 10 per cluster}
      predictors: {arm: {level: cluster, assign: [-0.5, 0.5]}}
      model: y ~ arm + (1 | cluster)
      effects: {intercept: 0.3, arm: 0.5}
      random: {cluster: {variance: 0.2}}
      residual: {variance: 0.8}
      tests: [{term: intercept, method: between-within}, {term: arm, method: between-within}]
      search: {cluster: 4..200 by 2}
      target: {power: 0.8}
      """
    let finding = try await search(text).findings[0]
    let needed = stride(from: 4.0, through: 200, by: 2).first { (n: Double) -> Bool in
      let square: Double = 0.2 / n + 0.8 / (10 * n)
      return tPower(0.3, square, df: n - 2) >= 0.8 && tPower(0.5, 4 * square, df: n - 2) >= 0.8
    }
    #expect(finding.answer?.values == [needed ?? 0])
    #expect(finding.answer?.tests.map(\.name) == ["intercept", "arm"])
  }

  private func tPower(_ effect: Double, _ square: Double, df: Double) -> Double {
    let critical = StudentT(degreesOfFreedom: df).upperQuantile(0.025)
    let statistic = NoncentralT(
      degreesOfFreedom: df, noncentrality: effect / square.squareRoot())
    return statistic.upperTail(critical) + statistic.cdf(-critical)
  }

  @Test func theLargestICCIsFound() async throws {
    let text = """
      levels: {school: 60, pupil: 20 per school}
      predictors: {treat: {level: school, assign: [0, 1]}}
      model: y ~ treat + (1 | school)
      effects: {intercept: 0, treat: 0.3}
      random: {school: {icc: 0.15}}
      residual: {total_variance: 1}
      tests: [{term: treat, method: z}]
      find: random.school.icc
      target: {power: 0.8}
      """
    let finding = try await search(text).findings[0]
    let largest = (1...100).map { Double($0) / 200 }.last { (icc: Double) -> Bool in
      let variance: Double = icc + (1 - icc) / 20
      return zPower(effect: 0.3, square: 4 * variance / 60) >= 0.8
    }
    #expect(finding.answer?.values == [largest ?? 0])
    #expect(finding.frontier == nil)
  }

  /// The smallest number of clusters by the closed form.
  private func smallest(_ effect: Double, units: Double) -> Double {
    let found = (5...60).first { clusters in
      let n = Double(clusters)
      let square: Double = 16 / n + 81 / (units * n)
      return zPower(effect: effect, square: square) >= 0.8
    }
    return Double(found ?? 0)
  }

  @Test func eachCombinationOfOtherSweptValuesHasItsAnswer() async throws {
    let text = twoLevelMean + "grid: {effects.intercept: {small: 2.5, large: 5}, unit: [20, 5]}\n"
    let findings = try await search(text).findings
    #expect(
      findings.map { $0.answer?.values } == [
        [smallest(2.5, units: 20)], [smallest(2.5, units: 5)], [smallest(5, units: 20)],
        [smallest(5, units: 5)],
      ])
    #expect(
      findings[2].setting == [
        .init(path: "effects.intercept", label: "large"), .init(path: "unit", label: "20"),
      ])
  }

  @Test func powerThatFallsAgainIsSeen() async throws {
    let text = """
      let: {J: 40}
      levels: {school: J, pupil: 400 / J per school}
      model: y ~ 1 + (1 | school)
      effects: {intercept: 0.2}
      random: {school: {variance: 0.1}}
      residual: {variance: 0.9}
      tests: [{term: intercept, method: z}]
      search: {J: 4..200}
      target: {power: 0.8}
      """
    let finding = try await search(text).findings[0]
    #expect(finding.isUnsteady)
    let first = (4...200).first { (j: Int) -> Bool in
      let n = Double(j)
      let size = (400 / n).rounded()
      let square: Double = 0.1 / n + 0.9 / (n * size)
      return zPower(effect: 0.2, square: square) >= 0.8
    }
    #expect(finding.answer?.values == [Double(first ?? 0)])
  }

  /// At 34 clusters the power is .798, at 35 .810 (100,000 replicates).
  @Test func yesAndNoAreSearchedByTheirReplicates() async throws {
    let text = """
      levels: {cluster: 20, unit: 20 per cluster}
      model: y ~ 1 + (1 | cluster)
      family: binomial
      effects: {intercept: log(.6/.4)}
      random: {cluster: {variance: 0.5}}
      tests: [intercept]
      search: {cluster: 5..100}
      target: {power: 0.8}
      """
    let finding = try await search(text).findings[0]
    #expect((34...36).contains(finding.answer?.values[0] ?? 0))
    #expect(finding.replicates <= 2000)
    #expect((finding.certainty?.withinOne ?? 0) > 0.95)
  }
}
