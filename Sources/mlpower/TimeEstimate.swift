import PowerStudy
import StudyDesign

/// How long a run would take, judged by a few trial fits whose results nobody sees.
struct TimeEstimate {
  /// Of a whole run.
  let seconds: Double
  private let cores: Int

  /// Times some scenarios of the plan, evenly spread over its grid, for a few hundredths of a second.
  init(plan: StudyPlan, cores: Int) async throws {
    let trial = Self.sample(of: plan)
    let share = Double(plan.scenarios.count) / Double(trial.scenarios.count)
    let perReplicate = try await Self.secondsPerReplicate(of: trial)
    seconds = perReplicate * share * Double(plan.simulation.mostReplicates) / Double(cores)
    self.cores = cores
  }

  /// A line of the audit.
  var text: String {
    "Time: about \(brief(seconds)) on \(cores == 1 ? "one core" : "\(cores) cores"), by trial fits"
  }

  private static func sample(of plan: StudyPlan) -> StudyPlan {
    var trial = plan
    let count = plan.scenarios.count
    let step = max(1, count / 8)
    trial.scenarios = stride(from: 0, to: count, by: step).map { plan.scenarios[$0] }
    return trial
  }

  /// The difference of a longer and a shorter run, so that what is done once per scenario drops out.
  private static func secondsPerReplicate(of plan: StudyPlan) async throws -> Double {
    var replicates = 1
    while true {
      let short = try await duration(plan, replicates: replicates)
      let long = try await duration(plan, replicates: 4 * replicates)
      if long > 0.04 { return max(long - short, long / 8) / Double(3 * replicates) }
      replicates *= 4
    }
  }

  private static func duration(_ plan: StudyPlan, replicates: Int) async throws -> Double {
    var plan = plan
    plan.simulation.replicates = replicates
    plan.simulation.until = nil
    let start = ContinuousClock.now
    _ = try await StudyRunner(plan: plan, threads: 1).run()
    return secondsIn(ContinuousClock.now - start)
  }
}
