import DesignLanguage
import Foundation
import GRDB
import MixedModels
import PowerStudy
import RunStore
import StudyDesign
import Testing

/// What a store gives back is what it was given, to the bit.
@Suite struct RoundTripTests {
  /// All kinds of tests, fits that fail, rows that are lost, parameters that are drawn, two analyses.
  private let design = """
    levels: {school: 8, pupil: 5 per school}
    predictors:
      treatment: {level: school, assign: [0, 1]}
      rare: {level: pupil, binary: 0.05}
      arm: {level: pupil, categories: {a: 0.4, b: 0.3, c: 0.3}}
    model: score ~ treatment + rare + arm + (1 | school)
    effects:
      intercept: 0
      treatment: {normal: {mean: 0.6, sd: 0.1}}
      rare: 0.2
      armb: 0.1
      armc: 0
    random: {school: {variance: 0.2}}
    residual: {variance: 0.8}
    missing: 0.1
    analysis:
      - {name: full}
      - {name: plain, model: score ~ treatment}
    tests:
      - treatment
      - {term: treatment, side: greater, alpha: [0.01, 0.05], method: z}
      - {term: treatment, analysis: plain, side: less, against: 0.1}
      - {joint: [treatment, rare], method: kenward-roger}
      - {term: rare, method: lrt}
      - {contrast: {arm: {a: -1, b: 0, c: 1}}}
      - {equivalence: {rare: [-0.2, 0.2]}}
      - {precision: {treatment: 0.4}}
      - {variance: school}
      - {variance: school, method: lrt, name: ratio}
      - {name: arms, adjust: holm, tests: [armb, armc]}
    simulation: {replicates: 60, seed: 5, calibrate: true}

    """

  private func plan(_ text: String) throws -> StudyPlan {
    let environment = DesignEnvironment(
      loadTable: { _ in throw CancellationError() },
      fitParameters: { _, _, _ in throw CancellationError() })
    return try DesignReader.read(text: text, fileName: "design.yaml", environment: environment)
  }

  private func record(_ plan: StudyPlan, _ text: String) -> DesignRecord {
    DesignRecord(
      program: "tests", path: "design.yaml", text: text, settings: [],
      statements: plan.statements, seed: plan.simulation.seed, shard: nil)
  }

  /// Opens a store in a folder of its own.
  private func withStore<T>(
    _ plan: StudyPlan, _ text: String, _ body: (RunStore) async throws -> T
  ) async throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mlpower store \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try RunStore.open(
      folder.appendingPathComponent("run.sqlite").path, record: record(plan, text),
      layout: RunLayout(plan: plan))
    return try await body(store)
  }

  /// Every number of a result, those that are not numbers alike.
  private func bits(_ result: ScenarioResult) -> [UInt64] {
    let lists =
      [result.observations] + result.parameterDraws
      + (result.samples + result.alternatives.map(\.sample)).flatMap {
        [
          $0.estimates, $0.standardErrors, $0.degreesOfFreedom, $0.statistics,
          $0.statisticsAtTruth, $0.numeratorDegreesOfFreedom,
          $0.outcomes.map { Double($0.rawValue) },
        ] + $0.covariances
      } + result.outcomes.map { $0.map { Double($0.rawValue) } }
    let own = lists.flatMap { list in
      [UInt64(list.count)] + list.map { $0.isNaN ? UInt64.max : $0.bitPattern }
    }
    return own + result.nulls.flatMap { bits($0.result) }
  }

  @Test("Every figure that summaries use comes back as it was")
  func allFigures() async throws {
    let plan = try plan(design)
    let direct = try await StudyRunner(plan: plan, threads: 2).run()
    let failed = direct.scenarios[0].outcomes.joined().count { !$0.hasEstimates }
    try #require(failed > 0)
    try await withStore(plan, design) { store in
      let kept = try await StudyRunner(plan: plan, threads: 2).run(archive: store)
      let back = try StoredRun(plan: plan, archive: store).result
      #expect(bits(kept.scenarios[0]) == bits(direct.scenarios[0]))
      #expect(bits(back.scenarios[0]) == bits(direct.scenarios[0]))
      #expect(RunSummary(result: back) == RunSummary(result: direct))
      try store.close()
    }
  }

  @Test("Rows are what their columns say: statistics, p values, outcomes by name")
  func rows() async throws {
    let plan = try plan(design)
    try await withStore(plan, design) { store in
      let result = try await StudyRunner(plan: plan, threads: 2).run(archive: store)
      try store.close()
      let queue = try DatabaseQueue(path: store.path)
      let rows = try queue.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT replicate, test.name, estimate, se, df, statistic, p, outcome.name AS ended
            FROM result JOIN test USING (study, test) JOIN outcome USING (outcome)
            WHERE study = 1 AND test = 1 ORDER BY replicate
            """)
      }
      let sample = result.scenarios[0].samples[0]
      #expect(rows.count == 60)
      for (index, row) in rows.enumerated() where row["ended"] as String == "converged" {
        #expect(row["replicate"] as Int == index + 1)
        #expect(row["name"] as String == "treatment")
        #expect(row["estimate"] as Double == sample.estimates[index])
        #expect(row["se"] as Double == sample.standardErrors[index])
        #expect(row["df"] as Double == sample.degreesOfFreedom[index])
        let statistic = sample.estimates[index] / sample.standardErrors[index]
        #expect(row["statistic"] as Double == statistic)
        #expect((0...1).contains(row["p"] as Double))
      }
      for (index, row) in rows.enumerated()
      where !result.scenarios[0].outcomes[0][index].hasEstimates {
        #expect(row["estimate"] as Double? == nil)
        #expect(row["p"] as Double? == nil)
      }
      // A test that rejects at 5% has a p value below: the shares are those of the report.
      let rejected = rows.count { ($0["p"] as Double? ?? 1) < 0.05 }
      let power = RunSummary(result: result).scenarios[0].tests[0].power
      #expect(rejected == power.count)
    }
  }

  @Test("A row of a test with an estimate takes less than 100 bytes on disk")
  func size() async throws {
    let text = """
      levels: {school: 10, pupil: 4 per school}
      model: y ~ 1 + (1 | school)
      effects: {intercept: 0.2}
      random: {school: {variance: 0.2}}
      residual: {variance: 1}
      tests: [intercept]
      simulation: {replicates: 4000}
      """
    let plan = try plan(text)
    try await withStore(plan, text) { store in
      _ = try await StudyRunner(plan: plan, threads: 2).run(archive: store)
      try store.close()
      let facts = try FileManager.default.attributesOfItem(atPath: store.path)
      let bytes = try #require(facts[.size] as? Int)
      #expect(bytes < 4000 * 100)
    }
  }

  @Test("A row that is gone or comes from elsewhere is noticed")
  func lostRows() async throws {
    let plan = try plan(design)
    for damage in [
      "DELETE FROM block WHERE study = 1 AND first = 33 AND test = 2",
      "UPDATE block SET count = 31 WHERE study = 1 AND first = 1 AND test = 2",
      "UPDATE block SET count = 33 WHERE study = 1 AND first = 1 AND test = 2",
      "UPDATE block SET first = 30 WHERE study = 1 AND first = 33 AND test = 2",
      "UPDATE block SET outcomes = 'x' || substr(outcomes, 2) WHERE study = 1 AND first = 1 AND test = 1",
      "DELETE FROM further WHERE first = 33",
      "UPDATE further SET figures = substr(figures, 2) WHERE first = 33",
      "UPDATE held SET last = 61",
      "UPDATE held SET study = 99 WHERE study = 1",
    ] {
      try await withStore(plan, design) { store in
        _ = try await StudyRunner(plan: plan, threads: 2).run(archive: store)
        try store.close()
        let queue = try DatabaseQueue(path: store.path)
        try await queue.write { try $0.execute(sql: damage) }
        try queue.close()
        #expect(throws: StoreError.self, "\(damage)") {
          let again = try RunStore.existing(store.path, layout: RunLayout(plan: plan))
          _ = try StoredRun(plan: plan, archive: again)
          _ = try again.read(study: 0, replicates: 1...100) { _ in }
        }
      }
    }
  }
}
