internal import ModelFormula
public import StudyDesign

/// Looks for what a design does not know.
public struct DesignSearcher {
  let plan: StudyPlan
  let search: StudySearch
  private let settings: [GridAxis]
  private let threads: Int
  private let scenario: ([(path: String, value: Double)], [Int]) -> Scenario?

  /// - Parameters:
  ///   - plan: the design as it stands; its replicates bound those of the search.
  ///   - search: what is looked for.
  ///   - settings: swept paths that are not looked for; each combination of their values has its own
  ///     answer.
  ///   - threads: workers; the results do not depend on how many there are.
  ///   - scenario: the design with values at some paths, and for each of `settings` the value of an index;
  ///     nil if it cannot be so.
  public init(
    plan: StudyPlan, search: StudySearch, settings: [GridAxis], threads: Int,
    scenario: @escaping ([(path: String, value: Double)], [Int]) -> Scenario?
  ) {
    precondition(threads > 0)
    self.plan = plan
    self.search = search
    self.settings = settings
    self.threads = threads
    self.scenario = scenario
  }

  /// Searches.
  ///
  /// - Parameter progress: called with the number of combinations that have their answer, and of all.
  /// - Throws: `SearchRefusal`, or `CancellationError` if the task is cancelled.
  public func run(progress: (Int, Int) -> Void = { _, _ in }) async throws -> SearchResult {
    var findings: [SearchFinding] = []
    let all = combinations
    for (done, setting) in all.enumerated() {
      progress(done, all.count)
      var finding = try await finding(setting)
      finding.setting = zip(settings, setting).map { .init(path: $0.path, label: $0.labels[$1]) }
      findings.append(finding)
    }
    return SearchResult(plan: plan, search: search, findings: findings)
  }

  /// The indices of all combinations of settings, the last fastest.
  private var combinations: [[Int]] {
    settings.reduce([[]]) { all, axis in
      all.flatMap { first in axis.labels.indices.map { first + [$0] } }
    }
  }

  /// The candidates of one combination of settings, by their values at some paths.
  func table(_ paths: [String], _ setting: [Int], capacity: Int) -> CandidateTable {
    CandidateTable(settings: plan.simulation, threads: threads, capacity: capacity) { values in
      scenario(zip(paths, values).map { (path: $0, value: $1) }, setting)
    }
  }

  private func finding(_ setting: [Int]) async throws -> SearchFinding {
    let replicates = plan.simulation.replicates
    switch search.unknowns {
    case .effect:
      let table = table([], setting, capacity: 2 * replicates)
      return try await EffectSearch(
        target: plan.target!, replicates: replicates, table: table,
        settings: plan.simulation, threads: threads
      ).run()
    case .values(let axes):
      let paths = axes.map(\.path)
      let table = table(paths, setting, capacity: 2 * replicates)
      guard let first = someCandidate(of: table, axes) else {
        return SearchFinding(
          setting: [], method: .standardErrors, outcome: .impossible, replicates: 0, candidates: 0)
      }
      let isJoint = plan.targetRule != .each && first.study.tests.count > 1
      if first.curves == nil || isJoint {
        guard axes.count == 1, search.budget == nil else {
          throw SearchRefusal.needsStandardErrors(
            test: isJoint ? nil : first.unservedTest, path: paths)
        }
        let wide = self.table(paths, setting, capacity: 4 * replicates)
        return try await RejectionSearch(
          axis: axes[0], table: wide, target: plan.target!, rule: plan.targetRule,
          replicates: replicates, cost: search.cost, reason: isJoint ? nil : first.unservedTest
        ).run()
      }
      if search.budget == nil, let flat = first.flatTest, !axes.contains(where: \.isEffect) {
        return SearchFinding(
          setting: [], method: .standardErrors, outcome: .noEffect(test: flat), replicates: 0,
          candidates: axes.reduce(1) { $0 * $1.values.count })
      }
      if axes.count == 1, search.budget == nil {
        let sizes = SizeSearch(
          axis: axes[0], table: table, target: plan.target!, replicates: replicates,
          cost: search.cost)
        var finding = try await sizes.run()
        addFrontier(to: &finding, sizes, setting)
        return finding
      }
      return try await CostSearch(
        axes: axes, table: table, target: plan.target, budget: search.budget, cost: search.cost!,
        replicates: replicates
      ).run()
    }
  }

  /// A candidate from the middle of the values, or the first that can be.
  private func someCandidate(of table: CandidateTable, _ axes: [SearchAxis]) -> Candidate? {
    let middle = axes.map { $0.values[$0.values.count / 2] }
    if let candidate = table.candidate(middle) { return candidate }
    for value in axes[0].values {
      if let candidate = table.candidate([value] + middle.dropFirst()) { return candidate }
    }
    return nil
  }
}

/// Why a search cannot be done.
public enum SearchRefusal: Error, Equatable {
  /// Several sizes are looked for, or a budget bounds them, but the standard error method does not serve a
  /// test (nil: the tests together).
  case needsStandardErrors(test: String?, path: [String])
  /// The smallest effect is looked for of a test that is not about a coefficient or contrast, or that the
  /// standard error method does not serve.
  case effectOf(test: String)
}

extension SearchAxis {
  /// Whether the values are effects themselves, or may decide them.
  fileprivate var isEffect: Bool { !isSize }
}

extension Candidate {
  /// The first test that the standard error method does not serve.
  var unservedTest: String? {
    study.tests.indices.first { TestCurve(study: study, test: $0) == nil }.map {
      study.tests[$0].name
    }
  }

  /// The first test whose null value is true.
  fileprivate var flatTest: String? { curves?.first(where: \.isFlat)?.test.name }

  /// What a report says of it.
  ///
  /// - Parameter readings: of each test.
  func figures(_ readings: [PowerModel.Reading], cost: StudyCost?) -> CandidateFigures {
    let summary = run.count > 0 ? ScenarioSummary(study: study, result: run.result) : nil
    var figures = CandidateFigures(
      values: values, cost: cost?.total(of: study), rows: study.rowCount, replicates: run.count,
      tests: study.tests.indices.map { index in
        let reading = readings[index]
        let half = 1.959964 * reading.error
        return .init(
          name: study.tests[index].name, power: reading.power,
          interval: half.isFinite
            ? max(0, reading.power - half)...min(1, reading.power + half) : nil,
          rejections: summary?.tests[index].power)
      })
    figures.scenario = run.scenario
    return figures
  }
}
