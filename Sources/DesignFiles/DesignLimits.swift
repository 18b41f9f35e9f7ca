internal import StudyDesign

/// How large designs may be where several share a machine. What is larger is refused before anything is
/// drawn.
public struct DesignLimits: Sendable {
  /// Scenarios.
  public var scenarios: Int
  /// Rows of one data set.
  public var rows: Int
  /// Rows of one data set of every scenario together.
  public var rowsOfAll: Int
  /// What is kept of all replicates: a figure is what one test says about one replicate.
  public var figures: Int

  /// Makes limits.
  public init(scenarios: Int, rows: Int, rowsOfAll: Int, figures: Int) {
    self.scenarios = scenarios
    self.rows = rows
    self.rowsOfAll = rowsOfAll
    self.figures = figures
  }

  /// Why a plan is too large, in a sentence; nil if it is not.
  func refusal(of plan: StudyPlan) -> String? {
    let sizes = plan.scenarios.map(\.study.rowCount)
    let tests = plan.scenarios.reduce(0) { $0 + max($1.study.tests.count, 1) }
    // Each null hypothesis is simulated apart.
    let simulated =
      plan.simulation.calibrates ? plan.scenarios.map(\.study.tests.count).max()! + 1 : 1
    let all = Double(tests) * Double(simulated) * Double(plan.simulation.mostReplicates)
    if let largest = sizes.max(), largest > rows {
      return "a data set of this design has \(largest) rows, more than the \(rows) \(ending)"
    }
    if sizes.reduce(0, +) > rowsOfAll {
      return "the data sets of this grid have \(sizes.reduce(0, +)) rows together, more than the "
        + "\(rowsOfAll) \(ending)"
    }
    if all > Double(figures) {
      return "the tests of this design give \(Int(min(all, 1e15))) figures (tests x scenarios x "
        + "replicates), more than the \(figures) \(ending)"
    }
    return nil
  }

  private var ending: String { "that are simulated here; the command line takes more" }
}
