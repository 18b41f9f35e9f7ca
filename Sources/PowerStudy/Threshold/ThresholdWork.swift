internal import StudyDesign
internal import Synchronization

/// The blocks of replicates that are to be done, and the sums of those that are.
///
/// Sums are added in the order of the blocks, whoever makes them and when: figures do not depend on the
/// number of workers.
final class ThresholdWork: Sendable {
  struct Block {
    let scenario: Int
    let number: Int
    let replicates: ClosedRange<Int>
  }

  /// Replicates of a block.
  private static let blockSize = 16

  private let plan: StudyPlan
  private let blocksPerScenario: Int
  private let state: Mutex<State>

  private struct State {
    var next = 0
    var done = 0
    var totals: [Total]
  }

  /// The sums of the first blocks of a scenario, and those that wait for blocks before them.
  private struct Total {
    var sums: FigureSums
    var added = 0
    var waiting: [Int: FigureSums] = [:]

    mutating func take(_ number: Int, _ block: FigureSums) {
      waiting[number] = block
      while let next = waiting.removeValue(forKey: added) {
        sums.add(next)
        added += 1
      }
    }
  }

  init(plan: StudyPlan) {
    self.plan = plan
    blocksPerScenario = (plan.simulation.replicates + Self.blockSize - 1) / Self.blockSize
    let totals = plan.scenarios.map { Total(sums: FigureSums($0.study.threshold!)) }
    state = Mutex(State(totals: totals))
  }

  func emptySums(ofScenario scenario: Int) -> FigureSums {
    FigureSums(plan.scenarios[scenario].study.threshold!)
  }

  /// What is to be done next; nil if nothing is.
  func next() -> Block? {
    let index = state.withLock { state in
      defer { state.next += 1 }
      return state.next
    }
    guard index < blocksPerScenario * plan.scenarios.count else { return nil }
    let number = index % blocksPerScenario
    let first = number * Self.blockSize + 1
    let last = min(first + Self.blockSize - 1, plan.simulation.replicates)
    return Block(
      scenario: index / blocksPerScenario, number: number, replicates: first...last)
  }

  /// Whether all blocks are done.
  var isDone: Bool {
    state.withLock { $0.done == plan.simulation.replicates * plan.scenarios.count }
  }

  /// Takes in the sums of a block.
  func complete(_ block: Block, _ sums: FigureSums) -> RunProgress {
    let total = plan.simulation.replicates * plan.scenarios.count
    return state.withLock { state in
      state.totals[block.scenario].take(block.number, sums)
      state.done += block.replicates.count
      return RunProgress(replicatesDone: state.done, replicatesTotal: total)
    }
  }

  /// For each scenario the sums of its first blocks.
  var scenarios: [ThresholdScenario] {
    state.withLock { state in
      zip(plan.scenarios, state.totals).map {
        ThresholdScenario($0.study.threshold!, $1.sums)
      }
    }
  }
}

extension FigureSums {
  /// No data set yet.
  fileprivate init(_ threshold: PublicationThreshold) {
    self.init(
      estimators: threshold.estimators.count, sets: SizeClasses(threshold).setCount)
  }
}
