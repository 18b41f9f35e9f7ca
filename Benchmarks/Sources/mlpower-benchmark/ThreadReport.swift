import Foundation

/// What a second thread adds: runs on one and on two threads in turn.
enum ThreadReport {
  static func measure(rounds: Int) async throws {
    show("\nSpeed of two threads over one, median of \(rounds) rounds (promised: at least 1.85)")
    show(
      "(this machine has \(ProcessInfo.processInfo.activeProcessorCount) cores; other work on them shows here)"
    )
    for benchmark in BenchmarkCase.all {
      let plan = try benchmark.plan(replicates: benchmark.replicates.ours * 3)
      var ratios: [Double] = []
      for _ in 0..<rounds {
        let one = try await secondsToRun(plan, threads: 1)
        let two = try await secondsToRun(plan, threads: 2)
        ratios.append(one / two)
      }
      show("  \(benchmark.name): " + String(format: "%.2f", median(ratios)))
    }
  }
}
