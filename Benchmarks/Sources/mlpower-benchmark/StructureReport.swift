import Foundation

/// What designs cost whose structure is less regular than that of a plain one of the same size: each is
/// run in turn with the plain one, one thread.
enum StructureReport {
  /// A design beside a plain one.
  struct Comparison {
    let name: String
    /// The plain design, and what makes the other of it.
    let plain: String
    let overrides: [String: String]
    let replicates: Int
    /// How many times the plain one's time is promised at most.
    let promise: Double
  }

  private static let comparisons = [
    Comparison(
      name: "sizes drawn (Poisson, mean 20)", plain: "two-level-20x20",
      overrides: ["levels.row": "{per: g, size: {poisson: 20}}"], replicates: 50_000, promise: 2)
  ]

  static func measure(rounds: Int) async throws {
    show("\nTime of a replicate relative to that of the plain design, median of \(rounds) rounds")
    for comparison in comparisons { try await measure(comparison, rounds: rounds) }
  }

  private static func measure(_ comparison: Comparison, rounds: Int) async throws {
    let benchmark = BenchmarkCase(
      name: comparison.plain, replicates: (comparison.replicates, 0, 0), promise: 0)
    let plain = try benchmark.plan(replicates: comparison.replicates)
    let other = try benchmark.plan(
      replicates: comparison.replicates, overrides: comparison.overrides)
    var ratios: [Double] = []
    for _ in 0..<rounds {
      let base = try await secondsToRun(plain, threads: 1)
      ratios.append(try await secondsToRun(other, threads: 1) / base)
    }
    show(
      "  \(comparison.plain), \(comparison.name): "
        + String(format: "%.2f (promised: at most %.0f)", median(ratios), comparison.promise))
  }
}
