import Foundation
import StudyDesign

/// What residuals that correlate cost: growth curves with AR(1) residuals beside intercepts and slopes
/// of the same size, one thread.
enum ResidualReport {
  private static let promise = 20.0
  private static let base = BenchmarkCase(
    name: "slope-60x6", replicates: (20_000, 0, 0), promise: 0)
  static let cases = [
    BenchmarkCase(name: "ar1-60x6", replicates: (5_000, 0, 0), promise: 0),
    BenchmarkCase(name: "ar1-intercept-60x6", replicates: (5_000, 0, 0), promise: 0),
  ]

  static func measure(rounds: Int) async throws {
    show("\nTime of a replicate relative to \(base.name), median of \(rounds) rounds")
    let plain = try base.plan(replicates: base.replicates.ours)
    let plans = try cases.map { try $0.plan(replicates: $0.replicates.ours) }
    var times = [[Double]](repeating: [], count: cases.count + 1)
    for _ in 0..<rounds {
      for (index, plan) in ([plain] + plans).enumerated() {
        let replicates = Double(plan.simulation.replicates)
        times[index].append(try await secondsToRun(plan, threads: 1) / replicates)
      }
    }
    show("  \(base.name): " + String(format: "%.1f microseconds", median(times[0]) * 1e6))
    for (index, benchmark) in cases.enumerated() {
      let ratios = zip(times[index + 1], times[0]).map { $0 / $1 }
      show(
        "  \(benchmark.name): "
          + String(
            format: "%.1f microseconds, ratio %.1f (promised: at most %.0f)",
            median(times[index + 1]) * 1e6, median(ratios), promise))
    }
  }
}
