internal import StudyDesign
internal import Synchronization

/// What is still to be done of a run: replicates that nobody made yet and, with a stopping rule, the
/// decisions whether a scenario has had enough.
///
/// What is done does not depend on who does it, nor when: decisions are about whole blocks.
final class RunSchedule: Sendable {
  /// Something to do.
  enum Step {
    /// Simulate and fit replicates of a study.
    case replicates(study: Int, ClosedRange<Int>)
    /// Count the rejections of a scenario's tests in the replicates of its last block.
    case decision(scenario: Int, ClosedRange<Int>)
    /// Nothing as long as others are at work.
    case wait
    case end
  }

  /// The studies of each scenario, their own first.
  let studies: [Range<Int>]
  private let settings: SimulationSettings
  private let range: ClosedRange<Int>
  private let held: [ReplicateSet]
  private let batchSizes: [Int]
  private let state: Mutex<State>

  private struct State {
    var steps: [Step] = []
    var next = 0
    /// Steps that come before the others; the last one first.
    var urgent: [Step] = []
    var scenarios: [ScenarioState]
    var done = 0
    /// Replicates in all; with a stopping rule at most.
    var total = 0
  }

  private struct ScenarioState {
    /// The last replicate of the blocks that were begun.
    var replicates = 0
    /// Steps of the current block that are not done.
    var open = 0
    var rejections: [Int] = []
    var isDone = false
  }

  /// Rows simulated and fitted in about a few milliseconds: long against the cost of taking a batch,
  /// short against a run.
  private static let rowsPerBatch = 400_000

  /// - Parameters:
  ///   - held: for each study the replicates that are there already.
  ///   - shard: the replicates to make, all of them; nil: as the settings say.
  ///   - workers: how many share the work; only says how finely it is cut.
  init(
    studies: [[Study]], settings: SimulationSettings, held: [ReplicateSet], shard: Shard? = nil,
    workers: Int = 1
  ) {
    self.settings = settings
    self.held = held
    var first = 0
    self.studies = studies.map { list in
      defer { first += list.count }
      return first..<first + list.count
    }
    let decides = settings.until != nil && shard == nil
    range =
      shard.map { $0.range(of: settings.mostReplicates)! } ?? 1...settings.mostReplicates
    batchSizes = studies.joined().map { study in
      let size = max(1, Self.rowsPerBatch / max(study.rowCount, 100))
      return decides ? min(size, max(1, settings.replicates / workers)) : size
    }
    state = Mutex(State(scenarios: studies.map { _ in ScenarioState() }))
    state.withLock { state in
      for scenario in studies.indices {
        let block =
          decides ? 1...min(settings.replicates, settings.mostReplicates) : range
        state.steps += steps(of: scenario, block)
        state.scenarios[scenario].open = decides ? steps(of: scenario, block).count : 0
        state.scenarios[scenario].replicates = block.upperBound
        state.scenarios[scenario].isDone = !decides
        for study in self.studies[scenario] {
          state.done += held[study].held(in: range).reduce(0) { $0 + $1.count }
          state.total += range.count
        }
        if decides, state.scenarios[scenario].open == 0 {
          state.steps.append(.decision(scenario: scenario, block))
        }
      }
    }
  }

  /// What is missing of a block, in batches.
  private func steps(of scenario: Int, _ block: ClosedRange<Int>) -> [Step] {
    studies[scenario].flatMap { study in
      held[study].missing(in: block).flatMap { gap in
        stride(from: gap.lowerBound, through: gap.upperBound, by: batchSizes[study]).map {
          Step.replicates(study: study, $0...min($0 + batchSizes[study] - 1, gap.upperBound))
        }
      }
    }
  }

  /// The next thing to do.
  func next() -> Step {
    state.withLock { state in
      if let step = state.urgent.popLast() { return step }
      if state.next < state.steps.count {
        state.next += 1
        return state.steps[state.next - 1]
      }
      return state.scenarios.allSatisfy(\.isDone) ? .end : .wait
    }
  }

  /// Notes that replicates of a study are there.
  func complete(study: Int, _ replicates: ClosedRange<Int>) -> RunProgress {
    state.withLock { state in
      state.done += replicates.count
      let scenario = studies.firstIndex { $0.contains(study) }!
      if !state.scenarios[scenario].isDone {
        state.scenarios[scenario].open -= 1
        if state.scenarios[scenario].open == 0 {
          let last = state.scenarios[scenario].replicates
          let first = (last - 1) / settings.replicates * settings.replicates + 1
          state.urgent.append(.decision(scenario: scenario, first...last))
        }
      }
      return progress(state)
    }
  }

  /// Takes the rejections of a scenario's tests in its last block, and ends it or begins another one.
  func decide(scenario: Int, rejections: [Int]) {
    state.withLock { state in
      var own = state.scenarios[scenario]
      own.rejections =
        own.rejections.isEmpty ? rejections : zip(own.rejections, rejections).map { $0 + $1 }
      let last = own.replicates
      if last >= settings.mostReplicates || isPreciseEnough(own) {
        own.isDone = true
        state.total -= studies[scenario].count * (settings.mostReplicates - last)
      } else {
        let block = last + 1...min(last + settings.replicates, settings.mostReplicates)
        let steps = steps(of: scenario, block)
        own.replicates = block.upperBound
        own.open = steps.count
        state.urgent +=
          steps.isEmpty ? [.decision(scenario: scenario, block)] : steps.reversed()
      }
      state.scenarios[scenario] = own
    }
  }

  private func isPreciseEnough(_ scenario: ScenarioState) -> Bool {
    guard let rule = settings.until else { return true }
    return scenario.rejections.allSatisfy {
      rule.isMet(by: Share(count: $0, total: scenario.replicates))
    }
  }

  /// How far the run has come.
  var progress: RunProgress { state.withLock { progress($0) } }

  private func progress(_ state: borrowing State) -> RunProgress {
    RunProgress(replicatesDone: min(state.done, state.total), replicatesTotal: state.total)
  }

  /// For each scenario how many replicates it has, once nothing is left to do.
  var replicates: [Int] { state.withLock { $0.scenarios.map(\.replicates) } }
}

/// One of several parts of a run that are made apart.
public struct Shard: Sendable, Equatable {
  /// Which one, counted from 1.
  public let number: Int
  /// How many there are.
  public let count: Int

  /// Nil unless `number` is one of `count`.
  public init?(number: Int, of count: Int) {
    guard count >= 1, (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  /// Its share of some replicates; nil if there are fewer than shards and it gets none.
  public func range(of replicates: Int) -> ClosedRange<Int>? {
    let first = share(number - 1, replicates) + 1
    let last = share(number, replicates)
    return first <= last ? first...last : nil
  }

  /// The last replicate of a shard; without overflow for any number of replicates.
  private func share(_ number: Int, _ replicates: Int) -> Int {
    replicates / count * number + replicates % count * number / count
  }
}
