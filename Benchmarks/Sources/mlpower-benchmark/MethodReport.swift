import Foundation

/// What the tests with small-sample degrees of freedom cost over the z test: the same design run with
/// each method in turn, one thread.
enum MethodReport {
  private static let promises = [("satterthwaite", 1.4), ("kenward-roger", 1.5)]

  static func measure(rounds: Int) async throws {
    show("\nTime of a replicate relative to that with a z test, median of \(rounds) rounds")
    let benchmark = BenchmarkCase.all[0]
    let replicates = benchmark.replicates.ours
    let z = try benchmark.plan(replicates: replicates)
    let plans = try promises.map { method, promise in
      (
        method, promise,
        try benchmark.plan(replicates: replicates, overrides: ["tests.1.method": method])
      )
    }
    var ratios = [[Double]](repeating: [], count: plans.count)
    for _ in 0..<rounds {
      let base = try await secondsToRun(z, threads: 1)
      for (index, entry) in plans.enumerated() {
        ratios[index].append(try await secondsToRun(entry.2, threads: 1) / base)
      }
    }
    for (index, entry) in plans.enumerated() {
      show(
        "  \(benchmark.name), \(entry.0): "
          + String(format: "%.2f (promised: at most %.1f)", median(ratios[index]), entry.1))
    }
  }
}
