import PowerStudy
import StudyDesign

/// Which scenarios and tests the picture of estimates shows: of a large grid the first and the last scenario
/// and the one whose power is nearest to the target.
struct EstimateChoice {
  let summary: RunSummary
  /// In the order of the grid.
  let scenarios: [Int]
  /// Those with an estimate, in the order of the study.
  let tests: [Int]
  /// Tests with an estimate that are left out.
  let testsLeftOut: Int

  private static let mostScenarios = 3
  private static let mostTests = 12

  init(summary: RunSummary) {
    self.summary = summary
    let all = summary.scenarios
    let blocks = TestBlock.blocks(of: summary.plan.scenarios[0].study)
    let withEstimates = blocks.flatMap(\.tests).filter { test in
      all.contains { $0.tests[test].estimateDensity != nil }
    }
    tests = Array(withEstimates.prefix(Self.mostTests))
    testsLeftOut = withEstimates.count - tests.count
    guard all.count > Self.mostScenarios, let first = withEstimates.first else {
      scenarios = Array(all.indices)
      return
    }
    let nearest = Self.nearest(to: summary.plan.target ?? 0.8, summary, test: first)
    scenarios = Set([0, nearest, all.count - 1].compactMap { $0 }).sorted()
  }

  /// Whether some scenarios are not shown.
  var leavesOutScenarios: Bool { scenarios.count < summary.scenarios.count }

  /// The scenario whose power is nearest to the target; nil where no null value is false.
  private static func nearest(to target: Double, _ summary: RunSummary, test: Int) -> Int? {
    let powers = summary.scenarios.map { $0.tests[test] }
    return powers.indices.filter { !powers[$0].isTrueNull }.min { first, second in
      abs(powers[first].power.value - target) < abs(powers[second].power.value - target)
    }
  }
}
