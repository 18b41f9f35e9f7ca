import Numerics
import PowerStudy
import StudyDesign
import Testing

/// Two sizes by their cost, against all combinations of a closed form.
@Suite struct CostSearchTests {
  private func design(_ cost: String, _ goal: String) -> String {
    twoLevelMean.replacing(
      "search: {cluster: 5..60}", with: "search: {cluster: 5..80, unit: 2..40}"
    ).replacing("target: {power: 0.8}", with: goal)
      + "cost: \(cost)\nsimulation: {replicates: 200}\n"
  }

  private func power(_ clusters: Int, _ units: Int) -> Double {
    let (n, m) = (Double(clusters), Double(units))
    return zPower(effect: 2.5, square: 16 / n + 81 / (n * m))
  }

  private var combinations: [(clusters: Int, units: Int)] {
    (5...80).flatMap { clusters in (2...40).map { (clusters, $0) } }
  }

  /// Twenty settings drawn once: a cluster costs from 50 to 500, a unit from 1 to 25. (Where units cost more
  /// than clusters, two of them in each are cheapest; variances estimated as 0 are then so common that the
  /// mean squared standard error is larger than in the closed form, by some .3%.)
  private static let settings: [(cluster: Double, unit: Double)] = {
    var stream = RandomStream(seed: 7, pathHash: RandomStream.hash(path: "costs"), replicate: 1)
    return (0..<20).map { _ in
      let draws = [stream.uniform(), stream.uniform()]
      return ((50 + 450 * draws[0] * draws[0]).rounded(), (1 + 24 * draws[1] * draws[1]).rounded())
    }
  }()

  @Test(arguments: settings)
  func theCheapestCombinationIsThatOfAllCombinations(
    cluster: Double, unit: Double
  ) async throws {
    let finding = try await search(
      design("{study: 1000, cluster: \(cluster), unit: \(unit)}", "target: {power: 0.8}")
    ).findings[0]
    let cost = { (n: Int, m: Int) in 1000 + cluster * Double(n) + unit * Double(n * m) }
    let least = combinations.filter { power($0.clusters, $0.units) >= 0.8 }
      .map { cost($0.clusters, $0.units) }.min()!
    let answer = try #require(finding.answer)
    #expect(answer.cost == cost(Int(answer.values[0]), Int(answer.values[1])))
    #expect(power(Int(answer.values[0]), Int(answer.values[1])) > 0.7995)
    #expect((answer.cost ?? 0) <= 1.01 * least && (answer.cost ?? 0) >= 0.99 * least)
    #expect(finding.replicates <= 400)
  }

  @Test func theMostPowerIsThatOfAllCombinations() async throws {
    let finding = try await search(
      design("{study: 1000, cluster: 100, unit: 10}", "budget: 8000")
    ).findings[0]
    let best = combinations.filter {
      1000 + Double(100 * $0.clusters + 10 * $0.clusters * $0.units) <= 8000
    }
    .map { power($0.clusters, $0.units) }.max()!
    let answer = try #require(finding.answer)
    #expect((answer.cost ?? .infinity) <= 8000)
    #expect(power(Int(answer.values[0]), Int(answer.values[1])) > best - 0.001)
    #expect(finding.certainty == nil)
    let frontier = try #require(finding.frontier)
    #expect(frontier.points.allSatisfy { ($0.cost ?? 0) <= 8000 })
  }

  @Test func aBudgetThatPaysForNothingIsSaid() async throws {
    let finding = try await search(
      design("{study: 1000, cluster: 100, unit: 10}", "budget: 1500")
    ).findings[0]
    #expect(finding.outcome == .tooDear(1000 + 500 + 100))
    #expect(finding.replicates == 0)
  }

  @Test func aTargetOutOfReachNamesTheStrongestCombination() async throws {
    let finding = try await search(
      design("{cluster: 100, unit: 10}", "target: {power: 0.9999}"),
      set: ["effects.intercept": "1"]
    ).findings[0]
    #expect(finding.outcome == .outOfReach(beyond: nil, cap: nil))
    #expect(finding.answer?.values == [80, 40])
  }

  /// Yes and no have no errors without fits; the surface through some combinations stands for them.
  @Test func combinationsForYesAndNoHaveThePower() async throws {
    let text = """
      levels: {cluster: 20, unit: 20 per cluster}
      model: y ~ 1 + (1 | cluster)
      family: binomial
      effects: {intercept: log(.6/.4)}
      random: {cluster: {variance: 0.5}}
      tests: [intercept]
      search: {cluster: 20..80, unit: [5, 10, 20]}
      cost: {cluster: 100, unit: 5}
      target: {power: 0.8}
      """
    let finding = try await search(text).findings[0]
    let answer = try #require(finding.answer)
    // By a grid of 20,000 replicates each: 46 or 47 clusters of 10, 35 of 20, some 80 of 5.
    #expect(answer.values[1] == 10 || answer.values[1] == 20)
    let few = answer.values[1] == 20 ? 34...36 : 45...48
    #expect(few.contains(Int(answer.values[0])))
  }
}
