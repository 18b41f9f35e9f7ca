internal import DataSimulation
internal import MixedModels
internal import Numerics
internal import StudyDesign

/// Simulates and fits replicates of one scenario; owned by one worker.
///
/// What a replicate gives is a function of the scenario, the seed and the replicate's number alone:
/// engines of the same scenario on different workers are interchangeable.
struct ScenarioEngine {
  let study: Study
  private let settings: SimulationSettings
  let measures: StudyMeasures
  var source: ReplicateSource
  let models: ModelSet
  /// Fits the models of normal responses.
  var linear: LinearFitter
  /// Fits those of other families.
  private let generalised: GeneralisedFitter
  /// Exact tests of variances, if there are any.
  private var exact: ExactVarianceFitter?
  let recorders: [MeasureRecorder]
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
    let models = ModelSet(measures.models, assembly)
    self.models = models
    linear = LinearFitter(
      nesting: simulator.nesting, factors: assembly.factors,
      columnLevels: assembly.columnLevels, isFixed: assembly.isFixed,
      interceptColumn: assembly.interceptColumn, models: models.linear, columns: assembly.columns)
    generalised = GeneralisedFitter(
      source: assembly.source(simulator), models: models.generalised)
    let exactTests = measures.exactTests.map { [assembly] in assembly.exactTest($0) }
    exact =
      exactTests.isEmpty
      ? nil
      : ExactVarianceFitter(
        nesting: simulator.nesting, columnLevels: assembly.columnLevels,
        isFixed: assembly.isFixed, tests: exactTests, columns: assembly.columns)
    let setup = MeasureSetup(
      study: study, simulator: simulator, measures: measures, models: models)
    arena = setup.arena
    recorders = setup.recorders
    for index in 0..<models.count where !models.startsAtTruth[index] {
      let place = models.place(of: index)
      if models.isGeneralised(index) {
        findStart(ofGeneralised: place)
      } else {
        findStart(of: place, models.linear[place])
      }
    }
  }

  /// The same for a model of another family.
  private mutating func findStart(ofGeneralised index: Int) {
    var sum: GeneralisedModel.Start?
    var count = 0.0
    for replicate in 1...Self.pilotReplicates {
      simulate(replicate)
      guard generalised.fit(index).hasEstimates else { continue }
      let estimates = generalised.estimates(of: index)
      sum = sum.map { $0.adding(estimates) } ?? estimates
      count += 1
    }
    guard let sum else { return }
    var start = sum.divided(by: count)
    var next = 0
    for term in models.generalised[index].terms {
      let q = term.columns.count * models.generalised[index].family.predictorCount
      let size = q * (q + 1) / 2
      let packed = Array(start.covariances[next..<next + size])
      start.covariances.replaceSubrange(
        next..<next + size, with: AnalysisAssembly.packedStart(Self.square(packed, q), 1))
      next += size
    }
    generalised.setStart(start, of: index)
  }

  /// A packed matrix in full.
  private static func square(_ packed: [Double], _ q: Int) -> [[Double]] {
    (0..<q).map { i in
      (0..<q).map { j in packed[i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i] }
    }
  }

  /// Sets a model's start to its estimates averaged over the first replicates.
  private mutating func findStart(of index: Int, _ model: LinearModel) {
    guard !model.start.isEmpty else { return }
    var sum = [Double](repeating: 0, count: model.start.count)
    var count = 0.0
    for replicate in 1...Self.pilotReplicates {
      simulate(replicate)
      guard linear.fit(index).hasEstimates else { continue }
      for (entry, value) in linear.relativeCovariances(of: index).enumerated() {
        sum[entry] += value
      }
      count += 1
    }
    guard count > 0 else { return }
    var next = 0
    var start: [Double] = []
    for term in model.terms {
      let q = term.columns.count
      let size = q * (q + 1) / 2
      let packed = sum[next..<next + size].map { $0 / count }
      next += size
      start += AnalysisAssembly.packedStart(Self.square(packed, q), 1)
    }
    // The parameters of the residuals.
    start += sum[next...].map { $0 / count }
    linear.setStart(start, of: index)
  }

  /// Draws a data set and takes it in.
  mutating func simulate(_ replicate: Int) {
    while !source.draw(replicate) {
      self = ScenarioEngine(
        study: study, measures: measures, settings: settings, room: 2 * source.room)
    }
    if !models.linear.isEmpty { linear.update() }
    exact?.update()
  }

  /// Simulates and fits one replicate (counted from 1) and records it.
  mutating func run(_ replicate: Int, into store: borrowing ReplicateStore) {
    simulate(replicate)
    fit(replicate, into: store)
  }

  /// Fits the data set in hand and records it.
  mutating func fit(_ replicate: Int, into store: borrowing ReplicateStore) {
    store.record(rows: source.simulator.nesting.rowCount, replicate: replicate)
    store.record(draws: source.simulator.parameterDraws, replicate: replicate)
    for model in 0..<models.count {
      let place = models.place(of: model)
      let outcome =
        models.isGeneralised(model) ? generalised.fit(place) : linear.fit(place)
      store.record(outcome, model: model, replicate: replicate)
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
      let figures = store.figures(index, replicate: replicate)
      if recorder.isGeneralised {
        recorder.record(generalised, exact, to: figures, stride: store.stride)
      } else {
        recorder.record(linear, exact, to: figures, stride: store.stride)
      }
    }
  }
}

extension GeneralisedModel.Start {
  fileprivate func adding(_ other: Self) -> Self {
    func sums(_ first: [Double], _ second: [Double]) -> [Double] { zip(first, second).map(+) }
    return Self(
      coefficients: sums(coefficients, other.coefficients),
      covariances: sums(covariances, other.covariances),
      familyParameters: sums(familyParameters, other.familyParameters))
  }

  fileprivate func divided(by count: Double) -> Self {
    Self(
      coefficients: coefficients.map { $0 / count }, covariances: covariances.map { $0 / count },
      familyParameters: familyParameters.map { $0 / count })
  }
}
