import Foundation
import PowerStudy
import StudyDesign

/// What the figures about published groups cost: a threshold over 2,000 courses beside the mere drawing of
/// its data, one thread.
enum ThresholdReport {
  private static let promise = 3.0
  private static let replicates = 1_000

  static func measure(rounds: Int) async throws {
    let benchmark = BenchmarkCase(
      name: "course-scores", replicates: (replicates, 0, 0), promise: promise)
    show("\nTime of a threshold of publication, 2,000 courses, median of \(rounds) rounds")
    let plan = try benchmark.plan(replicates: replicates)
    var whole: [Double] = []
    var drawing: [Double] = []
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      _ = drawDataSets(of: plan)
      drawing.append((ContinuousClock.now - start) / .seconds(1))
      let middle = ContinuousClock.now
      _ = try await ThresholdRunner(plan: plan, threads: 1).run()
      whole.append((ContinuousClock.now - middle) / .seconds(1))
    }
    let ratio = median(zip(whole, drawing).map { $0 / $1 })
    show(
      "  \(benchmark.name): "
        + String(
          format: "%.2f s for %d replicates, %.1f times the drawing (promised: at most %.0f)",
          median(whole), replicates, ratio, promise))
  }
}
