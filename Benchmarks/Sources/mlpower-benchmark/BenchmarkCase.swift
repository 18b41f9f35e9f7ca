import DataTable
import DesignLanguage
import Foundation
import PowerStudy
import StudyDesign

/// A design that is timed, here and with the other programs.
struct BenchmarkCase {
  /// The name of its design file and of the rivals' cases.
  let name: String
  /// Replicates in one round, ours and the rivals', so that each takes a fraction of a second or so.
  let replicates: (ours: Int, mcpower: Int, lme4: Int)
  /// How many times MCPower's speed is promised, and how many times that of refits by lme4, if any.
  let promise: Double
  var promiseOverLme4: Double? = 500
  /// How many times MCPower's speed with standard errors from the observed Hessian, as ours are; nil where
  /// it has no choice.
  var promiseOverHessian: Double? = nil

  static let all = [
    BenchmarkCase(name: "two-level-20x20", replicates: (100_000, 10_000, 50), promise: 8),
    BenchmarkCase(name: "two-level-100x50", replicates: (10_000, 2_000, 40), promise: 5),
    BenchmarkCase(name: "slope-60x20", replicates: (20_000, 3_000, 40), promise: 6),
    BenchmarkCase(name: "three-levels-20x4x25", replicates: (40_000, 2_000, 40), promise: 10),
    BenchmarkCase(
      name: "crossed-50x30", replicates: (4_000, 400, 30), promise: 10, promiseOverLme4: nil),
    BenchmarkCase(
      name: "logistic-20x20", replicates: (10_000, 2_000, 10), promise: 8, promiseOverLme4: 100,
      promiseOverHessian: 12),
    BenchmarkCase(
      name: "logistic-60x20", replicates: (4_000, 1_000, 10), promise: 8, promiseOverLme4: 100,
      promiseOverHessian: 12),
    BenchmarkCase(
      name: "poisson-60x20", replicates: (4_000, 500, 10), promise: 8, promiseOverLme4: 100,
      promiseOverHessian: 12),
  ]

  /// The plan of the design with another number of replicates and other values at some paths.
  func plan(replicates: Int, overrides: [String: String] = [:]) throws -> StudyPlan {
    return try DesignReader.read(
      text: try text, fileName: "\(name).yaml",
      overrides: [PathOverride(path: "simulation.replicates", value: String(replicates))]
        + overrides.map { PathOverride(path: $0, value: $1) },
      environment: Self.environment)
  }

  /// The design as a search sees it.
  func searchDesign() throws -> SearchDesign {
    try DesignReader.readSearch(
      text: try text, fileName: "\(name).yaml", environment: Self.environment)
  }

  private var text: String {
    get throws {
      let file = Bundle.module.bundleURL.appendingPathComponent("Designs/\(name).yaml")
      return try String(contentsOf: file, encoding: .utf8)
    }
  }

  private static let environment = DesignEnvironment(
    loadTable: { throw NoDataFiles(name: $0) },
    fitParameters: { _, _, _ in throw NoDataFiles(name: "") })
}

/// The designs of the benchmark read no data.
private struct NoDataFiles: Error { let name: String }

/// Draws, fits and tests all replicates of a plan; gives the seconds it took.
func secondsToRun(_ plan: StudyPlan, threads: Int) async throws -> Double {
  let start = ContinuousClock.now
  let result = try await StudyRunner(plan: plan, threads: threads).run { _ in }
  _ = RunSummary(result: result)
  return (ContinuousClock.now - start) / .seconds(1)
}

/// The middle of several figures.
func median(_ figures: [Double]) -> Double { figures.sorted()[figures.count / 2] }
