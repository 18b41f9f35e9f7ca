internal import ModelFormula
public import StudyDesign

/// The replicates of a run as an archive holds them, from which figures are made without simulating.
public struct StoredRun {
  private let run: RunInProgress

  /// Reads all replicates.
  ///
  /// - Parameter plan: the plan by which they were made.
  /// - Throws: `IncompleteRun` if some are missing, and what the archive throws.
  public init(plan: StudyPlan, archive: any RunArchive) throws {
    run = try RunInProgress(plan: plan, archive: archive)
    while true {
      switch run.schedule.next() {
      case .decision(let scenario, let block):
        run.schedule.decide(
          scenario: scenario, rejections: run.rejections(ofScenario: scenario, in: block))
      case .replicates, .wait:
        let progress = run.schedule.progress
        throw IncompleteRun(
          replicatesDone: progress.replicatesDone, replicatesTotal: progress.replicatesTotal)
      case .end: return
      }
    }
  }

  /// Everything that was measured.
  public var result: RunResult { run.result }

  /// What a plan with other tests or another target makes of the same replicates.
  ///
  /// - Throws: `UnavailableFigures`.
  public func result(of plan: StudyPlan) throws -> RunResult {
    precondition(plan.scenarios.count == run.plan.scenarios.count)
    let jobs = plan.jobs
    var scenarios: [ScenarioResult] = []
    for (index, job) in jobs.enumerated() {
      let count = run.schedule.replicates[index]
      let stored = run.schedule.studies[index].map { run.stores[$0] }
      let results = try job.studies.map { study in
        guard let source = stored.first(where: { $0.study.hasSameData(as: study) }) else {
          throw UnavailableFigures(test: plan.scenarios[index].study.tests[0].name)
        }
        return try source.projected(to: study, replicates: count).result(1...count)
      }
      var rest = results[...]
      scenarios.append(job.collect(&rest))
    }
    return RunResult(plan: plan, scenarios: scenarios)
  }
}

/// Some replicates of a run are not there yet.
public struct IncompleteRun: Error, Equatable {
  /// Replicates that are there, over all scenarios.
  public var replicatesDone: Int
  /// All replicates; with a stopping rule at most.
  public var replicatesTotal: Int
}

/// A test needs figures that were not kept.
public struct UnavailableFigures: Error, Equatable {
  /// The test's name.
  public var test: String
}

extension Study {
  /// Whether two studies differ in nothing but their tests.
  fileprivate func hasSameData(as other: Study) -> Bool {
    var (one, two) = (self, other)
    (one.tests, one.families) = ([], [])
    (two.tests, two.families) = ([], [])
    return one == two
  }
}

extension ReplicateStore {
  /// The first replicates as a study with other tests sees them.
  fileprivate func projected(to other: Study, replicates count: Int) throws -> ReplicateStore {
    let target = ReplicateStore(study: other, replicates: count)
    for test in other.tests.indices {
      let models = target.measures.models(ofTest: test, in: other)
      guard models.allSatisfy({ measures.models.contains(target.measures.models[$0]) }),
        target.measures.ofTest[test].allSatisfy({ source(of: target.measures.all[$0]) != nil })
      else { throw UnavailableFigures(test: other.tests[test].name) }
    }
    for (index, model) in target.measures.models.enumerated() {
      let own = measures.models.firstIndex(of: model)!
      for replicate in 1...count {
        target.record(
          outcome(model: own, replicate: replicate), model: index, replicate: replicate)
      }
    }
    for (index, measure) in target.measures.all.enumerated() {
      let own = source(of: measure)!
      for number in 0..<measure.width {
        (target.figures(index, replicate: 1) + number * target.stride).update(
          from: figures(own, replicate: 1) + number * stride, count: count)
      }
    }
    rows.map { target.rows?.update(from: $0, count: count) }
    for draw in 0..<drawCount {
      target.draws?.advanced(by: draw * count)
        .update(from: draws! + draw * self.replicates, count: count)
    }
    return target
  }

  /// Which of the measures gives another one: itself, or for a z test a t test with the same standard
  /// error.
  private func source(of measure: Measure) -> Int? {
    if let same = measures.all.firstIndex(of: measure) { return same }
    guard case .contrast(let analysis, let weights, .z) = measure else { return nil }
    let alike: [StudyTest.Method] = [.t, .betweenWithin, .satterthwaite]
    return alike.lazy.compactMap { method in
      self.measures.all.firstIndex(
        of: .contrast(analysis: analysis, weights: weights, method: method))
    }.first
  }
}
