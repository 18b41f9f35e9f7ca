public import StudyDesign
internal import Synchronization

/// A run that is made bit by bit, whose figures can be had before it is complete: every scenario gets a few
/// replicates, then all of them more, until the run is what `StudyRunner` makes of the same plan.
///
/// Any number of workers may call `advance` at once; what comes out does not depend on how many there are,
/// nor on how finely they cut the work.
public final class GradualRun: Sendable {
  /// What a call of `advance` brought about.
  public enum Advance: Sendable, Equatable {
    /// Some replicates are done.
    case worked
    /// Every scenario now has all replicates up to this one, counted from 1.
    case reached(replicates: Int)
    /// All that can be done at present is in the hands of other workers.
    case nothingToTake
    /// The run is complete.
    case complete
  }

  /// What is run.
  public let plan: StudyPlan
  private let run: RunInProgress
  private let goals: [Int]
  private let engines: EngineShelf
  private let state: Mutex<State>

  /// Replicates of one study that one worker makes.
  private struct Part {
    let study: Int
    /// All of them, and those that are not done.
    let all: ClosedRange<Int>
    var rest: ClosedRange<Int>
    /// Index of the goal that they lead to; nil beyond the last one.
    let goal: Int?

    init(study: Int, _ replicates: ClosedRange<Int>, goal: Int?) {
      self.study = study
      all = replicates
      rest = replicates
      self.goal = goal
    }
  }

  private struct State {
    /// Parts that nobody has begun, or that were begun and left; the next one last.
    var parts: [Part] = []
    /// For each goal that was begun the parts that are not done.
    var open: [Int] = []
    /// How many goals in a row are reached.
    var reached = 0
  }

  private enum Task {
    case part(Part)
    case decision(scenario: Int, ClosedRange<Int>)
    case nothing
    case end
  }

  /// - Parameter goals: after how many replicates of every scenario figures are wanted, in rising order; the
  ///   plan's own number is the last one, and larger ones do not count.
  public init(plan: StudyPlan, goals: [Int]) {
    self.plan = plan
    let last = min(plan.simulation.replicates, plan.simulation.mostReplicates)
    self.goals = goals.filter { $0 > 0 && $0 < last } + [last]
    run = RunInProgress(plan: plan, after: last)
    engines = EngineShelf(rows: run.stores.reduce(0) { $0 + $1.study.rowCount })
    state = Mutex(State())
  }

  /// Simulates and fits until there is something to tell.
  ///
  /// - Parameter isOver: asked after every replicate; once it says so, the rest is left for another call.
  public func advance(until isOver: () -> Bool) -> Advance {
    while true {
      switch next() {
      case .part(var part):
        let wasStopped = work(&part, until: isOver)
        if let replicates = giveBack(part) { return .reached(replicates: replicates) }
        if wasStopped { return .worked }
      case .decision(let scenario, let block):
        run.schedule.decide(
          scenario: scenario, rejections: run.rejections(ofScenario: scenario, in: block))
      case .nothing: return .nothingToTake
      case .end: return .complete
      }
    }
  }

  private func next() -> Task {
    state.withLock { state in
      if state.parts.isEmpty, state.open.count < goals.count { begin(&state) }
      if let part = state.parts.popLast() { return .part(part) }
      guard state.reached == goals.count else { return .nothing }
      switch run.schedule.next() {
      case .replicates(let study, let replicates):
        return .part(Part(study: study, replicates, goal: nil))
      case .decision(let scenario, let block): return .decision(scenario: scenario, block)
      case .wait: return .nothing
      case .end: return .end
      }
    }
  }

  /// Lays out what leads to the next goal.
  private func begin(_ state: inout State) {
    let goal = state.open.count
    let first = goal == 0 ? 1 : goals[goal - 1] + 1
    state.parts = run.stores.indices.reversed().map {
      Part(study: $0, first...goals[goal], goal: goal)
    }
    state.open.append(state.parts.count)
  }

  /// Makes replicates until they are done or it is over; says whether it was.
  private func work(_ part: inout Part, until isOver: () -> Bool) -> Bool {
    let engine = engines.take(study: part.study) { run.engine(ofStudy: part.study) }
    defer { engines.giveBack(engine, study: part.study) }
    for replicate in part.rest {
      engine.value.run(replicate, into: run.stores[part.study])
      part.rest = replicate + 1...max(replicate + 1, part.all.upperBound)
      if isOver() { return true }
    }
    return false
  }

  /// Takes a part from a worker; if a goal is reached with it, how many replicates there are.
  private func giveBack(_ part: Part) -> Int? {
    state.withLock { state in
      guard part.rest.lowerBound > part.all.upperBound else {
        state.parts.append(part)
        return nil
      }
      guard let goal = part.goal else {
        _ = run.schedule.complete(study: part.study, part.all)
        return nil
      }
      state.open[goal] -= 1
      let before = state.reached
      while state.reached < state.open.count, state.open[state.reached] == 0 { state.reached += 1 }
      return state.reached > before ? goals[state.reached - 1] : nil
    }
  }

  /// What was measured in the first replicates of all scenarios, as a run of a plan with no more of them
  /// would give it.
  ///
  /// - Parameter replicates: a number that was reached.
  public func result(replicates: Int) -> RunResult {
    precondition(state.withLock { $0.reached > 0 && replicates <= goals[$0.reached - 1] })
    var part = plan
    part.simulation.replicates = replicates
    part.simulation.until = nil
    return run.result(of: part) { _ in replicates }
  }

  /// Everything that was measured, once the run is complete.
  public var result: RunResult { run.result }
}

/// Engines that wait for their next replicates, for each study of a run.
private final class EngineShelf: Sendable {
  /// An engine, which one worker has at a time.
  final class Engine: @unchecked Sendable {
    var value: ScenarioEngine
    init(_ value: ScenarioEngine) { self.value = value }
  }

  /// Beyond so many rows in the data sets of all studies, engines would take too much memory to be kept.
  private static let mostRows = 400_000
  private let keepsEngines: Bool
  private let idle = Mutex<[Int: [Engine]]>([:])

  /// - Parameter rows: those of one data set of each study.
  init(rows: Int) { keepsEngines = rows <= Self.mostRows }

  func take(study: Int, make: () -> ScenarioEngine) -> Engine {
    idle.withLock { $0[study]?.popLast() } ?? Engine(make())
  }

  func giveBack(_ engine: Engine, study: Int) {
    if keepsEngines { idle.withLock { $0[study, default: []].append(engine) } }
  }
}
