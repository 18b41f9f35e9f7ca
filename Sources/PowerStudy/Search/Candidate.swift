internal import StudyDesign

/// One of the designs that a search looks at.
final class Candidate {
  /// The values at the paths of the search, in their order.
  let values: [Double]
  let run: CandidateRun
  /// One for each of the study's tests; nil where the standard error method does not serve all of them.
  let curves: [TestCurve]?
  private var base: [ErrorFigures]??
  private var measured: (count: Int, figures: [ErrorFigures])?

  init(_ values: [Double], _ run: CandidateRun) {
    self.values = values
    self.run = run
    let curves = run.study.tests.indices.compactMap { TestCurve(study: run.study, test: $0) }
    self.curves = curves.count == run.study.tests.count ? curves : nil
  }

  var study: Study { run.study }

  /// What the tests would have if variances were known; nil where that takes fits.
  var atTruth: [ErrorFigures]? {
    if let base { return base }
    let figures = curves.flatMap { run.errorsAtTruth($0) }
    base = .some(figures)
    return figures
  }

  /// What they have in the replicates so far; nil without replicates.
  var inReplicates: [ErrorFigures]? {
    guard let curves, run.count > 0 else { return nil }
    if let measured, measured.count == run.count { return measured.figures }
    let result = run.result
    let figures = study.tests.indices.map { index in
      ErrorFigures(
        study: study, test: index, curves[index], result,
        controls: { run.controls(ofTest: index, $0) })
    }
    measured = (run.count, figures)
    return figures
  }
}

/// All candidates that a search has come by.
final class CandidateTable {
  private let scenario: ([Double]) -> Scenario?
  private let settings: SimulationSettings
  private let threads: Int
  /// Replicates of one candidate at most.
  let capacity: Int
  private var known: [[Double]: Candidate?] = [:]

  /// - Parameter scenario: the design with these values; nil if it cannot be so.
  init(
    settings: SimulationSettings, threads: Int, capacity: Int,
    scenario: @escaping ([Double]) -> Scenario?
  ) {
    self.settings = settings
    self.threads = threads
    self.capacity = capacity
    self.scenario = scenario
  }

  func candidate(_ values: [Double]) -> Candidate? {
    if let found = known[values] { return found }
    let made = scenario(values).map {
      Candidate(values, CandidateRun($0, settings: settings, capacity: capacity))
    }
    known[values] = .some(made)
    return made
  }

  /// A candidate that was asked for before.
  func known(_ values: [Double]) -> Candidate? { known[values] ?? nil }

  func extend(_ candidate: Candidate, to total: Int) async throws {
    try await candidate.run.extend(to: total, threads: threads)
  }

  /// Those with replicates, in the order of their values.
  var measured: [Candidate] {
    known.values.compactMap { $0 }.filter { $0.run.count > 0 }
      .sorted { $0.values.lexicographicallyPrecedes($1.values) }
  }

  /// Data sets fitted so far.
  var spent: Int { known.values.reduce(0) { $0 + ($1?.run.count ?? 0) } }
}
