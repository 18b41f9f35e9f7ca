import PowerStudy
import StudyDesign
import Testing

/// A run that is made bit by bit ends as one that is made at once, and on the way has the figures of a
/// shorter run.
@Suite struct GradualRunTests {
  private static let grid = """
    levels: {school: 12, pupil: 5 per school}
    predictors: {treatment: {level: school, assign: [0, 1]}}
    model: score ~ treatment + (1 | school)
    effects: {intercept: 0, treatment: 0.6}
    random: {school: {variance: 0.2}}
    residual: {variance: 0.8}
    tests: [treatment]
    grid: {school: [8, 12], pupil: [3, 5]}

    """

  @Test(arguments: [
    "simulation: {replicates: 40, seed: 3}", "simulation: {replicates: 7, calibrate: true}",
    "simulation: {replicates: 20, until: {mcse: 0.06}, at_most: 90}",
  ])
  func endsAsARunMadeAtOnce(_ simulation: String) async throws {
    let plan = try readPlan(Self.grid + simulation)
    let whole = try await StudyRunner(plan: plan, threads: 1).run()
    let gradual = GradualRun(plan: plan, goals: [3, 10, 1000])
    // Cut after every replicate.
    let told = finish(gradual) { true }
    #expect(RunSummary(result: gradual.result) == RunSummary(result: whole))
    #expect(
      told == [3, 10, 1000].filter { $0 < plan.simulation.replicates } + [
        plan.simulation.replicates
      ])
  }

  @Test func hasTheFiguresOfAShorterRunOnTheWay() async throws {
    var plan = try readPlan(Self.grid + "simulation: {replicates: 40, seed: 3}")
    let gradual = GradualRun(plan: plan, goals: [10, 20])
    while gradual.advance(until: { false }) != .reached(replicates: 20) {}
    for replicates in [10, 20] {
      plan.simulation.replicates = replicates
      let short = try await StudyRunner(plan: plan, threads: 1).run()
      #expect(
        RunSummary(result: gradual.result(replicates: replicates)) == RunSummary(result: short))
    }
  }

  @Test func doesNotDependOnTheNumberOfWorkers() async throws {
    let plan = try readPlan(
      Self.grid + "simulation: {replicates: 30, until: {mcse: 0.05}, at_most: 120}")
    let alone = GradualRun(plan: plan, goals: [5])
    _ = finish(alone) { false }
    let shared = GradualRun(plan: plan, goals: [5])
    let told = await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<4 { group.addTask { finish(shared) { Bool.random() } } }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(RunSummary(result: shared.result) == RunSummary(result: alone.result))
    #expect(told.sorted() == [5, 30])
  }
}

/// Works until the run is complete; returns the goals that were told.
private func finish(_ run: GradualRun, until isOver: () -> Bool) -> [Int] {
  var told: [Int] = []
  while true {
    switch run.advance(until: isOver) {
    case .reached(let replicates): told.append(replicates)
    case .complete: return told
    case .worked, .nothingToTake: continue
    }
  }
}
