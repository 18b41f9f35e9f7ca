import DataTable
import DesignLanguage
import Numerics
import PowerStudy
import StudyDesign

private struct NoSuchFile: Error {}

/// What a search of a design without data files finds.
func search(
  _ text: String, set overrides: [String: String] = [:], threads: Int = 1
) async throws -> SearchResult {
  let design = try DesignReader.readSearch(
    text: text, fileName: "design.yaml",
    overrides: overrides.sorted { $0.key < $1.key }.map {
      PathOverride(path: $0.key, value: $0.value)
    },
    environment: DesignEnvironment(
      loadTable: { _ in throw NoSuchFile() }, fitParameters: { _, _, _ in throw NoSuchFile() }))
  return try await DesignSearcher(
    plan: design.plan, search: design.search, settings: design.settings, threads: threads,
    scenario: { design.scenario($0, setting: $1) }
  ).run()
}

/// The mean of a two-level population: variances 16 and 81, effect 2.5, 20 per cluster, z at 5%.
let twoLevelMean = """
  levels: {cluster: 20, unit: 20 per cluster}
  model: y ~ 1 + (1 | cluster)
  effects: {intercept: 2.5}
  random: {cluster: {variance: 16}}
  residual: {variance: 81}
  tests: [{term: intercept, method: z}]
  search: {cluster: 5..60}
  target: {power: 0.8}

  """

/// The power of a two-sided z test at 5%.
func zPower(effect: Double, square: Double) -> Double {
  let shift = effect / square.squareRoot()
  let critical = StandardNormal.upperQuantile(0.025)
  return StandardNormal.cdf(shift - critical) + StandardNormal.cdf(-shift - critical)
}
