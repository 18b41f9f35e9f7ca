import DesignLanguage
import Foundation
import PowerStudy
import StudyDesign

/// What a search costs beside the data sets that it may fit: the smallest number of clusters of a two-level
/// mean against 2,000 fits at 25 clusters, one thread, the search from the text of the design on.
enum FindReport {
  private static let promise = 1.5
  private static let limit = 0.1

  static func measure(rounds: Int) async throws {
    show("\nTime to find the smallest number of clusters, one thread, median of \(rounds) rounds")
    let benchmark = BenchmarkCase(
      name: "find-two-level", replicates: (2000, 0, 0), promise: promise)
    let plan = try benchmark.plan(replicates: benchmark.replicates.ours)
    var searches: [Double] = []
    var ratios: [Double] = []
    var answer = ""
    for _ in 0..<rounds {
      let fits = try await secondsToRun(plan, threads: 1)
      let start = ContinuousClock.now
      let result = try await find(benchmark)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      searches.append(seconds)
      ratios.append(seconds / fits)
      answer = words(result.findings[0])
    }
    let figures = String(
      format: "%.1f ms (promised: below %.0f), ratio to 2,000 fits %.2f (promised: at most %.1f)",
      1000 * median(searches), 1000 * limit, median(ratios), promise)
    show("  \(benchmark.name): \(answer), \(figures)")
  }

  private static func find(_ benchmark: BenchmarkCase) async throws -> SearchResult {
    let design = try benchmark.searchDesign()
    let searcher = DesignSearcher(
      plan: design.plan, search: design.search, settings: design.settings, threads: 1,
      scenario: { design.scenario($0, setting: $1) })
    return try await searcher.run()
  }

  private static func words(_ finding: SearchFinding) -> String {
    "\(Int(finding.answer?.values[0] ?? 0)) clusters from \(finding.replicates) fits"
  }
}
