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
  private let seed: UInt64
  private let pathHash: UInt64
  private var simulator: StudySimulator
  private var fitter: LinearFitter
  /// Coefficients whose estimates are kept.
  private let kept: [TestedCoefficient]
  /// What to add to each kept estimate: effects that the simulated response leaves out.
  private let shifts: [Double]

  /// Replicates fitted beforehand to find where to start an analysis that is not the generating
  /// model.
  private static let pilotReplicates = 8

  init(study: Study, kept: [TestedCoefficient], settings: SimulationSettings) {
    self.study = study
    self.kept = kept
    seed = settings.seed
    pathHash = RandomStream.hash(path: settings.sharesStreams ? "" : study.canonicalPath)
    simulator = StudySimulator(study: study)
    var once = RandomStream(seed: seed, pathHash: pathHash, replicate: 0)
    simulator.drawOnce(&once)
    let assembly = AnalysisAssembly(study: study, simulator: simulator)
    fitter = LinearFitter(
      nesting: simulator.nesting, factors: assembly.factors,
      columnLevels: assembly.columnLevels, isFixed: assembly.isFixed,
      interceptColumn: assembly.interceptColumn, models: assembly.models,
      columns: assembly.columns)
    let carried = simulator.carriedEffects
    shifts = kept.map { tested in
      let source = study.analyses[tested.analysis].generatingCoefficient[tested.coefficient]
      guard let source, !carried[source] else { return 0 }
      return study.model.coefficients[source]
    }
    for analysis in study.analyses.indices where !assembly.startsAtTruth[analysis] {
      findStart(of: analysis, assembly.models[analysis])
    }
  }

  /// Sets an analysis's start to its estimates averaged over the first replicates.
  private mutating func findStart(of analysis: Int, _ model: LinearModel) {
    guard !model.start.isEmpty else { return }
    var sum = [Double](repeating: 0, count: model.start.count)
    var count = 0.0
    for replicate in 1...Self.pilotReplicates {
      simulate(replicate)
      guard fitter.fit(analysis).hasEstimates else { continue }
      for (index, value) in fitter.relativeCovariances(of: analysis).enumerated() {
        sum[index] += value
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
    fitter.setStart(start, of: analysis)
  }

  private mutating func simulate(_ replicate: Int) {
    var stream = RandomStream(seed: seed, pathHash: pathHash, replicate: replicate)
    simulator.draw(&stream)
    fitter.update()
  }

  /// Simulates and fits one replicate (counted from 1) and records it.
  mutating func run(_ replicate: Int, into store: borrowing ReplicateStore) {
    simulate(replicate)
    for analysis in study.analyses.indices {
      store.record(fitter.fit(analysis), analysis: analysis, replicate: replicate)
    }
    for index in kept.indices {
      let tested = kept[index]
      guard store.outcome(analysis: tested.analysis, replicate: replicate).hasEstimates else {
        store.recordMissing(index, replicate: replicate)
        continue
      }
      let estimate = fitter.coefficient(tested.coefficient, of: tested.analysis)
      let variance = fitter.covariance(
        tested.coefficient, tested.coefficient, of: tested.analysis)
      store.record(
        index, replicate: replicate, estimate: estimate + shifts[index],
        standardError: variance.squareRoot())
    }
  }
}

/// A coefficient of an analysis that some test needs.
struct TestedCoefficient: Hashable {
  let analysis: Int
  let coefficient: Int
}
