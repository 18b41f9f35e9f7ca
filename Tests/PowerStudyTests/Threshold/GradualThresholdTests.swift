import PowerStudy
import StudyDesign
import Testing

/// A threshold that is worked out bit by bit is that which is worked out at once.
@Suite struct GradualThresholdTests {
  @Test(arguments: [1, 3])
  func endsAsOneMadeAtOnce(_ workers: Int) async throws {
    let plan = try readPlan(
      """
      levels: {course: 20, student: 6 per course}
      model: score ~ 1 + (1 | course)
      effects: {intercept: 0}
      random: {course: {variance: 0.2}}
      residual: {variance: 0.8}
      threshold: {candidates: [3, 6]}
      simulation: {replicates: 50}
      grid: {course: [10, 20]}
      """)
    let whole = try await ThresholdRunner(plan: plan, threads: 1).run()
    let gradual = GradualThreshold(plan: plan)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<workers {
        // Cut after every data set.
        group.addTask { while gradual.advance(until: { true }) != .complete {} }
      }
    }
    #expect(gradual.result.scenarios.map(\.rows) == whole.scenarios.map(\.rows))
    #expect(gradual.result.scenarios.map(\.replicates) == [50, 50])
  }
}
