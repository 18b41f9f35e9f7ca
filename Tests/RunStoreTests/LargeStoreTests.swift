import DesignLanguage
import Foundation
import PowerStudy
import RunStore
import StudyDesign
import Testing

/// A store of a million rows; runs where MLPOWER_SLOW is 1, in a release build.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["MLPOWER_SLOW"] == "1"))
struct LargeStoreTests {
  private let design = """
    levels: {school: 10, pupil: 4 per school}
    predictors: {treatment: {level: school, assign: [0, 1]}}
    model: y ~ treatment + (1 | school)
    effects: {intercept: 0, treatment: 0.6}
    random: {school: {variance: 0.2}}
    residual: {variance: 1}
    tests: [treatment]
    simulation: {replicates: 1000000}
    """

  @Test("All figures of a million rows take less than five times as long as reading these")
  func million() async throws {
    let environment = DesignEnvironment(
      loadTable: { _ in throw CancellationError() },
      fitParameters: { _, _, _ in throw CancellationError() })
    let plan = try DesignReader.read(
      text: design, fileName: "design.yaml", environment: environment)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mlpower store \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let layout = RunLayout(plan: plan)
    let store = try RunStore.open(
      folder.appendingPathComponent("run.sqlite").path,
      record: DesignRecord(
        program: "tests", path: "design.yaml", text: design, settings: [],
        statements: plan.statements, seed: 1, shard: nil), layout: layout)
    let run = try await StudyRunner(plan: plan, threads: 2).run(archive: store)
    let clock = ContinuousClock()
    var sum = 0.0
    let reading = try clock.measure {
      try store.read(study: 0, replicates: 1...1_000_000) { block in
        sum += block.tests[0].estimates.reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
      }
    }
    #expect(sum.isFinite)
    var summary: RunSummary?
    let report = try clock.measure {
      summary = RunSummary(result: try StoredRun(plan: plan, archive: store).result)
    }
    try store.close()
    #expect(summary == RunSummary(result: run))
    #expect(report < reading * 5, "\(report) against \(reading)")
  }
}
