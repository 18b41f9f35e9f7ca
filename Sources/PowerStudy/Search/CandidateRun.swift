internal import MixedModels
internal import Numerics
internal import StudyDesign

/// The replicates of one candidate of a search, made as they are asked for.
///
/// A replicate is what a run of the same scenario makes of it.
final class CandidateRun {
  let scenario: Scenario
  /// How many replicates there are.
  private(set) var count = 0
  private let settings: SimulationSettings
  private let capacity: Int
  private let measures: StudyMeasures
  private var store: ReplicateStore?
  private var workers: [Worker] = []
  /// For each analysis how many departures each replicate has, and where they stand.
  private var departureCounts: [Int] = []
  private var departures: Departures?

  var study: Study { scenario.study }

  /// - Parameter capacity: replicates at most.
  init(_ scenario: Scenario, settings: SimulationSettings, capacity: Int) {
    self.scenario = scenario
    self.settings = settings
    self.capacity = capacity
    measures = StudyMeasures(study: scenario.study)
  }

  /// Numbers that workers write side by side, each those of its own replicates.
  private final class Departures: @unchecked Sendable {
    let values: UnsafeMutablePointer<Double>
    let width: Int

    init(width: Int, replicates: Int) {
      self.width = width
      values = .allocate(capacity: max(width * replicates, 1))
    }

    deinit { values.deallocate() }

    func of(_ replicate: Int) -> UnsafeMutablePointer<Double> { values + (replicate - 1) * width }
  }

  /// An engine that one task at a time uses.
  private final class Worker: @unchecked Sendable {
    var engine: ScenarioEngine

    init(_ engine: ScenarioEngine) { self.engine = engine }
  }

  private func worker(_ index: Int) -> Worker {
    while workers.count <= index {
      workers.append(
        Worker(ScenarioEngine(study: study, measures: measures, settings: settings)))
    }
    return workers[index]
  }

  /// Fewer replicates than this are not worth a worker of their own.
  private static let smallestShare = 25

  /// Makes replicates until there are `total`, or as many as there is room for.
  func extend(to total: Int, threads: Int) async throws {
    let last = min(total, capacity)
    guard last > count else { return }
    let store = store ?? ReplicateStore(study: study, replicates: capacity)
    self.store = store
    if departures == nil {
      departureCounts = worker(0).engine.departureCounts
      departures = Departures(
        width: departureCounts.reduce(0, +), replicates: capacity)
    }
    let (departures, counts) = (departures!, departureCounts)
    let wanted = last - count
    let used = max(1, min(threads, wanted / Self.smallestShare))
    let first = count + 1
    if used == 1 {
      try Self.make(first...last, worker(0), store, departures, counts)
    } else {
      let all = (0..<used).map { worker($0) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, worker) in all.enumerated() {
          let low = first + wanted * index / used
          let high = first + wanted * (index + 1) / used - 1
          group.addTask { try Self.make(low...high, worker, store, departures, counts) }
        }
        try await group.waitForAll()
      }
    }
    count = last
  }

  private static func make(
    _ replicates: ClosedRange<Int>, _ worker: Worker, _ store: ReplicateStore,
    _ departures: Departures, _ counts: [Int]
  ) throws {
    for replicate in replicates {
      if replicate % 8 == 0 { try Task.checkCancellation() }
      worker.engine.run(
        replicate, into: store, departures: departures.of(replicate), of: counts)
    }
  }

  /// The replicates so far; there must be some.
  var result: ScenarioResult { store!.result(1...count) }

  /// For each departure of a test's analysis its value in some of the replicates.
  func controls(ofTest index: Int, _ chosen: [Int]) -> [[Double]] {
    guard let departures else { return [] }
    let analysis = study.tests[index].analysis
    let first = departureCounts[..<analysis].reduce(0, +)
    return (first..<first + departureCounts[analysis]).map { place in
      chosen.map { departures.of($0 + 1)[place] }
    }
  }

  // MARK: Without fits

  /// Data sets over which figures at the truth are averaged where predictors are drawn.
  private static let drawnDataSets = 24

  /// What the tests would have if variances were known: for each test a squared standard error (of joint
  /// tests the inverse noncentrality) and the critical value; nil where that is not to be had without
  /// fits.
  func errorsAtTruth(_ curves: [TestCurve]) -> [ErrorFigures]? {
    guard study.model.family.isNormal else { return nil }
    let most = max(4, min(Self.drawnDataSets, 4_000_000 / max(study.rowCount, 1)))
    let target = ReplicateStore(study: study, replicates: most)
    let worker = worker(0)
    var all: [ErrorFigures] = []
    for replicate in 1...most {
      guard worker.engine.evaluateAtTruth(replicate, into: target) else { return nil }
      guard replicate == 2 || replicate == most else { continue }
      let result = target.result(1...replicate)
      all = study.tests.indices.map { index in
        ErrorFigures(study: study, test: index, curves[index], result, controls: { _ in [] })
      }
      // Where two data sets agree, all do.
      if all.allSatisfy({ $0.relativeError < 1e-9 }) { break }
    }
    return all.allSatisfy { $0.square > 0 && $0.critical.isFinite } ? all : nil
  }
}
