import Foundation
import PowerStudy
import RunStore
import StudyDesign

/// What keeping every replicate costs: runs with and without a store in turn, on all cores, the fastest of
/// each compared. Making and closing the file is no part of it; waiting until all is written is.
enum StoreReport {
  static func measure(rounds: Int) async throws {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    show(
      "\nTime of a run with a store over one without, \(threads) threads, fastest of \(rounds) "
        + "rounds each (wanted: at most 1.10)")
    for benchmark in BenchmarkCase.all {
      let plan = try benchmark.plan(replicates: benchmark.replicates.ours * 4)
      var (without, with) = (Double.infinity, Double.infinity)
      for _ in 0..<rounds {
        without = min(without, try await secondsToRun(plan, threads: threads))
        with = min(with, try await secondsToKeep(plan, threads: threads))
      }
      let replicates = Double(plan.simulation.replicates)
      show(
        "  \(benchmark.name): "
          + String(
            format: "%.3f, a replicate takes %.2f us and its row %.2f us more", with / without,
            without / replicates * 1e6, (with - without) / replicates * 1e6))
    }
  }

  /// As `secondsToRun`, with a store in a folder of its own.
  private static func secondsToKeep(_ plan: StudyPlan, threads: Int) async throws -> Double {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mlpower-benchmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try RunStore.open(
      folder.appendingPathComponent("run.sqlite").path,
      record: DesignRecord(
        program: "benchmark", path: "design.yaml", text: "", settings: [],
        statements: plan.statements, seed: plan.simulation.seed, shard: nil),
      layout: RunLayout(plan: plan))
    defer { try? store.close() }
    let start = ContinuousClock.now
    _ = RunSummary(result: try await StudyRunner(plan: plan, threads: threads).run(archive: store))
    return (ContinuousClock.now - start) / .seconds(1)
  }
}
