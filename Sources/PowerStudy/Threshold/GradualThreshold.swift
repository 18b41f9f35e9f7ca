public import StudyDesign
internal import Synchronization

/// A simulation of thresholds of publication that is made bit by bit, by any number of workers at once; it
/// ends as `ThresholdRunner` ends.
public final class GradualThreshold: Sendable {
  /// What is run.
  public let plan: StudyPlan
  private let work: ThresholdWork
  private let idle = Mutex<[Worker]>([])

  /// A block of replicates in the making; one thread has it at a time.
  private final class Worker: @unchecked Sendable {
    let block: ThresholdWork.Block
    var engine: ThresholdEngine
    var sums: FigureSums
    var next: Int

    init(_ block: ThresholdWork.Block, plan: StudyPlan, sums: FigureSums) {
      self.block = block
      self.sums = sums
      engine = ThresholdEngine(
        study: plan.scenarios[block.scenario].study, settings: plan.simulation)
      next = block.replicates.lowerBound
    }

    /// Makes data sets until the block is done or it is over; says whether it is done.
    func run(until isOver: () -> Bool) -> Bool {
      while next <= block.replicates.upperBound {
        engine.run(next, into: &sums)
        next += 1
        if isOver() { break }
      }
      return next > block.replicates.upperBound
    }
  }

  /// - Parameter plan: every scenario has a threshold.
  public init(plan: StudyPlan) {
    precondition(plan.scenarios.allSatisfy { $0.study.threshold != nil })
    self.plan = plan
    work = ThresholdWork(plan: plan)
  }

  /// Simulates until there is something to tell.
  ///
  /// - Parameter isOver: asked after every data set; once it says so, the rest is left for another call.
  /// - Returns: As of a `GradualRun`; what is reached are the data sets of the scenario that has fewest.
  public func advance(until isOver: () -> Bool) -> GradualRun.Advance {
    guard let worker = take() else { return work.isDone ? .complete : .nothingToTake }
    guard worker.run(until: isOver) else {
      idle.withLock { $0.append(worker) }
      return .worked
    }
    _ = work.complete(worker.block, worker.sums)
    return .reached(replicates: replicates)
  }

  private func take() -> Worker? {
    if let worker = idle.withLock({ $0.popLast() }) { return worker }
    return work.next().map {
      Worker($0, plan: plan, sums: work.emptySums(ofScenario: $0.scenario))
    }
  }

  private var replicates: Int { work.scenarios.lazy.map(\.replicates).min() ?? 0 }

  /// What was found so far; of a scenario without a data set nothing.
  public var result: ThresholdResult { ThresholdResult(plan: plan, scenarios: work.scenarios) }
}
