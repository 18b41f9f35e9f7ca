internal import DataSimulation
internal import MixedModels
internal import Numerics
internal import StudyDesign

/// Simulates and fits replicates of one scenario; owned by one worker.
///
/// What a replicate gives is a function of the scenario, the seed and the replicate's number alone:
/// engines of the same scenario on different workers are interchangeable.
struct ScenarioEngine {
  private let study: Study
  private let settings: SimulationSettings
  private let measures: StudyMeasures
  private var source: ReplicateSource
  private var fitter: LinearFitter
  /// Exact tests of variances, if there are any.
  private var exact: ExactVarianceFitter?
  private let modelCount: Int
  private let recorders: [MeasureRecorder]
  /// Where the recorders keep their weights.
  private let arena: Arena

  /// Replicates fitted beforehand to find where to start an analysis that is not the generating
  /// model.
  private static let pilotReplicates = 8

  /// - Parameter room: how much more memory than usual for units whose numbers are drawn.
  init(
    study: Study, measures: StudyMeasures, settings: SimulationSettings, room: Double = 1
  ) {
    self.study = study
    self.settings = settings
    self.measures = measures
    source = ReplicateSource(study: study, settings: settings, room: room)
    let simulator = source.simulator
    var assembly = AnalysisAssembly(study: study, simulator: simulator)
    for test in study.tests {
      assembly.models[test.analysis].inference = max(
        assembly.models[test.analysis].inference, test.method.inference)
    }
    let models = measures.models.map { [assembly] in assembly.linearModel($0) }
    modelCount = models.count
    fitter = LinearFitter(
      nesting: simulator.nesting, factors: assembly.factors,
      columnLevels: assembly.columnLevels, isFixed: assembly.isFixed,
      interceptColumn: assembly.interceptColumn, models: models.map(\.model),
      columns: assembly.columns)
    let exactTests = measures.exactTests.map { [assembly] in assembly.exactTest($0) }
    exact =
      exactTests.isEmpty
      ? nil
      : ExactVarianceFitter(
        nesting: simulator.nesting, columnLevels: assembly.columnLevels,
        isFixed: assembly.isFixed, tests: exactTests, columns: assembly.columns)
    let setup = MeasureSetup(
      study: study, simulator: simulator, measures: measures, models: models.map(\.model))
    arena = setup.arena
    recorders = setup.recorders
    for index in models.indices where !models[index].startsAtTruth {
      findStart(of: index, models[index].model)
    }
  }

  /// Sets a model's start to its estimates averaged over the first replicates.
  private mutating func findStart(of index: Int, _ model: LinearModel) {
    guard !model.start.isEmpty else { return }
    var sum = [Double](repeating: 0, count: model.start.count)
    var count = 0.0
    for replicate in 1...Self.pilotReplicates {
      simulate(replicate)
      guard fitter.fit(index).hasEstimates else { continue }
      for (entry, value) in fitter.relativeCovariances(of: index).enumerated() {
        sum[entry] += value
      }
      count += 1
    }
    guard count > 0 else { return }
    var next = 0
    var start: [Double] = []
    for term in model.terms {
      let q = term.columns.count
      let matrix = (0..<q).map { i in
        (0..<q).map { j in
          sum[next + (i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i)] / count
        }
      }
      next += q * (q + 1) / 2
      start += AnalysisAssembly.packedStart(matrix, 1)
    }
    // The parameters of the residuals.
    start += sum[next...].map { $0 / count }
    fitter.setStart(start, of: index)
  }

  private mutating func simulate(_ replicate: Int) {
    while !source.draw(replicate) {
      self = ScenarioEngine(
        study: study, measures: measures, settings: settings, room: 2 * source.room)
    }
    fitter.update()
    exact?.update()
  }

  /// Simulates and fits one replicate (counted from 1) and records it.
  mutating func run(_ replicate: Int, into store: borrowing ReplicateStore) {
    simulate(replicate)
    store.record(rows: source.simulator.nesting.rowCount, replicate: replicate)
    store.record(draws: source.simulator.parameterDraws, replicate: replicate)
    for model in 0..<modelCount {
      store.record(fitter.fit(model), model: model, replicate: replicate)
    }
    for index in recorders.indices {
      let recorder = recorders[index]
      let isFitted =
        store.outcome(model: recorder.model, replicate: replicate).hasEstimates
        && store.outcome(model: recorder.otherModel, replicate: replicate).hasEstimates
      guard isFitted else {
        store.recordMissing(index, replicate: replicate)
        continue
      }
      recorder.record(
        fitter, exact, to: store.figures(index, replicate: replicate), stride: store.stride)
    }
  }
}
