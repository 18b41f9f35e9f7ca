internal import StudyDesign

/// A run's studies with the figures of their replicates so far; shared by the workers.
struct RunInProgress: Sendable {
  let plan: StudyPlan
  let jobs: [ScenarioJobs]
  /// For each study of all jobs its replicates.
  let stores: [ReplicateStore]
  let schedule: RunSchedule
  let archive: (any RunArchive)?

  /// Takes what an archive holds of the replicates.
  ///
  /// - Parameter shard: the part of the replicates that is to be made; nil: all.
  init(
    plan: StudyPlan, archive: (any RunArchive)? = nil, shard: Shard? = nil, workers: Int = 1
  ) throws {
    self.plan = plan
    self.archive = archive
    let jobs = plan.jobs
    self.jobs = jobs
    let most = plan.simulation.mostReplicates
    stores = jobs.flatMap(\.studies).map { ReplicateStore(study: $0, replicates: most) }
    let held = try archive?.heldReplicates() ?? stores.map { _ in ReplicateSet() }
    schedule = RunSchedule(
      studies: jobs.map(\.studies), settings: plan.simulation, held: held, shard: shard,
      workers: workers)
    guard let archive, shard == nil else { return }
    for (study, store) in stores.enumerated() where !held[study].held(in: 1...most).isEmpty {
      try archive.read(study: study, replicates: 1...most) { store.restore($0) }
    }
  }

  /// A run of whose studies the first replicates are made apart from the schedule.
  init(plan: StudyPlan, after replicates: Int) {
    self.plan = plan
    archive = nil
    let jobs = plan.jobs
    self.jobs = jobs
    stores = jobs.flatMap(\.studies).map {
      ReplicateStore(study: $0, replicates: plan.simulation.mostReplicates)
    }
    schedule = RunSchedule(
      studies: jobs.map(\.studies), settings: plan.simulation,
      held: stores.map { _ in ReplicateSet([1...replicates]) })
  }

  func engine(ofStudy study: Int) -> ScenarioEngine {
    ScenarioEngine(
      study: stores[study].study, measures: stores[study].measures, settings: plan.simulation)
  }

  /// Replicates after which a worker looks at the clock: it hands over what it has done about twice a
  /// second, so that little is lost where a replicate takes long.
  private static let replicatesPerLook = 8

  /// Makes replicates and hands them to the archive.
  func simulate(
    _ replicates: ClosedRange<Int>, ofStudy study: Int, _ engine: inout ScenarioEngine
  ) throws {
    let store = stores[study]
    guard let archive else {
      for replicate in replicates { engine.run(replicate, into: store) }
      return
    }
    let clock = ContinuousClock()
    var first = replicates.lowerBound
    var next = clock.now + .milliseconds(500)
    for replicate in replicates {
      engine.run(replicate, into: store)
      guard replicate % Self.replicatesPerLook == 0, clock.now > next else { continue }
      try Task.checkCancellation()
      try archive.keep(
        FinishedReplicates(study: study, replicates: first...replicate, store: store))
      first = replicate + 1
      next = clock.now + .milliseconds(500)
    }
    guard first <= replicates.upperBound else { return }
    try archive.keep(
      FinishedReplicates(study: study, replicates: first...replicates.upperBound, store: store))
  }

  /// For each of a scenario's own tests in how many of the replicates it rejects.
  func rejections(ofScenario index: Int, in replicates: ClosedRange<Int>) -> [Int] {
    let study = plan.scenarios[index].study
    var result = stores[schedule.studies[index].lowerBound].result(replicates)
    result.samples.removeSubrange(study.tests.count...)
    let evidence = StudyEvidence(study: study, result: result)
    return study.tests.indices.map { evidence.rejections(ofTest: $0).count { $0 } }
  }

  /// Everything that was measured, once the schedule has come to its end.
  var result: RunResult {
    let replicates = schedule.replicates
    return result(of: plan) { replicates[$0] }
  }

  /// What was measured in the first replicates of each scenario.
  ///
  /// - Parameters:
  ///   - plan: what the result says was run.
  ///   - replicates: how many of a scenario's there are.
  func result(of plan: StudyPlan, replicates: (Int) -> Int) -> RunResult {
    var results: [ScenarioResult] = []
    for (scenario, studies) in schedule.studies.enumerated() {
      results += studies.map { stores[$0].result(1...replicates(scenario)) }
    }
    var rest = results[...]
    return RunResult(plan: plan, scenarios: jobs.map { $0.collect(&rest) })
  }
}
