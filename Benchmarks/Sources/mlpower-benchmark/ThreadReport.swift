import Foundation
import StudyDesign

/// What a second thread adds: runs on one and on two threads in turn, the fastest of each compared.
/// Work of others on the second core cannot be told from a bad speed-up by the clock alone, so the
/// cores that the run was given are shown beside it.
enum ThreadReport {
  static func measure(rounds: Int) async throws {
    show(
      "\nSpeed of two threads over one, fastest of \(rounds) rounds each (promised: at least 1.85)")
    for benchmark in BenchmarkCase.all {
      let plan = try benchmark.plan(replicates: benchmark.replicates.ours * 2)
      var one = Double.infinity
      var two = (seconds: Double.infinity, cores: 0.0)
      for _ in 0..<rounds {
        one = min(one, try await secondsToRun(plan, threads: 1))
        let next = try await timeOnTwoThreads(plan)
        if next.seconds < two.seconds { two = next }
      }
      show(
        "  \(benchmark.name): "
          + String(format: "%.2f, with %.2f cores at its disposal", one / two.seconds, two.cores))
    }
  }

  private static func timeOnTwoThreads(
    _ plan: StudyPlan
  ) async throws -> (seconds: Double, cores: Double) {
    let before = clock()
    let seconds = try await secondsToRun(plan, threads: 2)
    return (seconds, Double(clock() - before) / Double(CLOCKS_PER_SEC) / seconds)
  }
}
