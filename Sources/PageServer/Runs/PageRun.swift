internal import DesignFiles
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

/// What a design has run on the page: its power, or, where it has no tests, its threshold of publication.
enum PageRun: Sendable {
  case power(GradualRun)
  case threshold(GradualThreshold)

  /// The first figures rest on so many replicates of each scenario, the next ones on twice as many, and so on.
  private static let firstGoal = 20

  init(_ design: PlannedDesign) {
    if design.testsNothing {
      self = .threshold(GradualThreshold(plan: design.plan))
      return
    }
    var goals = [Self.firstGoal]
    while 2 * goals.last! < design.plan.simulation.replicates { goals.append(2 * goals.last!) }
    self = .power(GradualRun(plan: design.plan, goals: goals))
  }

  /// How many replicates of a scenario there are to be at most.
  var all: Int { settings.mostReplicates }

  /// After so many replicates nothing is told before the run is complete.
  var lastGoal: Int { settings.replicates }

  private var settings: SimulationSettings {
    switch self {
    case .power(let run): run.plan.simulation
    case .threshold(let run): run.plan.simulation
    }
  }

  func advance(until isOver: () -> Bool) -> GradualRun.Advance {
    switch self {
    case .power(let run): run.advance(until: isOver)
    case .threshold(let run): run.advance(until: isOver)
    }
  }

  /// The figures on the way.
  func figures(replicates: Int, for request: RunRequest) -> RunEvent {
    switch self {
    case .power(let run):
      RunFigures(
        result: run.result(replicates: replicates), replicates: replicates, all: all,
        pictures: request.figures ?? ["power"], scenario: request.scenario,
        format: request.pictureFormat
      ).event
    case .threshold(let run):
      ThresholdFigures(
        result: run.result, replicates: replicates, all: all, format: request.pictureFormat
      ).event
    }
  }

  /// The last figures, and that they are.
  func ending(for request: RunRequest, seconds: Double) -> [RunEvent] {
    switch self {
    case .power(let run):
      let result = run.result
      let replicates = result.scenarios.lazy.map { $0.outcomes[0].count }.max() ?? 0
      let fits = result.scenarios.reduce(0) { $0 + $1.outcomes.reduce(0) { $0 + $1.count } }
      return [
        RunFigures(
          result: result, replicates: replicates, all: replicates,
          pictures: request.figures ?? ["power"], scenario: request.scenario,
          format: request.pictureFormat
        ).event,
        .done(replicates: replicates, fits: fits, seconds: seconds),
      ]
    case .threshold(let run):
      let fits = run.plan.simulation.replicates * run.plan.scenarios.count
      return [
        ThresholdFigures(
          result: run.result, replicates: all, all: all, format: request.pictureFormat
        ).event,
        .done(replicates: all, fits: fits, seconds: seconds),
      ]
    }
  }
}
