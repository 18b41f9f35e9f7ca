internal import DataSimulation
internal import MixedModels
internal import Numerics
internal import StudyDesign

/// Simulates data sets of one scenario and works out the figures of its published groups; owned by one
/// worker.
///
/// What a replicate gives is a function of the scenario, the seed and the replicate's number alone.
struct ThresholdEngine {
  private let study: Study
  private let threshold: PublicationThreshold
  private let settings: SimulationSettings
  private let pathHash: UInt64
  private var source: ReplicateSource
  private let groups: GroupSource
  private var fitter: GroupFitter?
  private let buffers: GroupBuffers
  private let sizes: SizeClasses
  private var published: PublishedGroups
  private let computation: GroupFigures

  /// - Parameter room: how much more memory than usual for units whose numbers are drawn.
  init(study: Study, settings: SimulationSettings, room: Double = 1) {
    let threshold = study.threshold!
    self.study = study
    self.threshold = threshold
    self.settings = settings
    // Partners of groups are drawn from a stream of their own: data sets are those of `simulate`.
    pathHash = RandomStream.hash(
      path: "threshold;" + (settings.sharesStreams ? "" : study.canonicalPath))
    source = ReplicateSource(study: study, settings: settings, carriesAllEffects: true, room: room)
    let simulator = source.simulator
    let groups = GroupSource(study: study, threshold: threshold, simulator: simulator)
    self.groups = groups
    let needsFit = threshold.estimators.contains(.shrunken) || groups.adjusts
    fitter =
      needsFit
      ? GroupFitter(study: study, threshold: threshold, simulator: simulator, source: groups) : nil
    let capacity = groups.all.capacity(groups.level)
    buffers = GroupBuffers(capacity: capacity)
    sizes = SizeClasses(threshold)
    published = PublishedGroups(sizes, capacity: capacity)
    computation = GroupFigures(
      study: study, threshold: threshold, sizes: sizes, capacity: capacity,
      isFinite: groups.isFinite)
  }

  /// Simulates one replicate (counted from 1) and adds its figures to sums.
  mutating func run(_ replicate: Int, into sums: inout FigureSums) {
    while !source.draw(replicate) {
      self = ThresholdEngine(study: study, settings: settings, room: 2 * source.room)
    }
    groups.readTruth(to: buffers)
    guard let outcome = readAnswers() else {
      sums.count(isSingular: false, isFailed: true)
      return
    }
    let hasModel = fitter != nil && outcome.hasEstimates
    sums.count(
      isSingular: outcome == .singular, isFailed: fitter != nil && !outcome.hasEstimates)
    let model = hasModel ? fitter!.model(groups) : nil
    if let model { writeEffects(model) }
    published.update(buffers, count: groups.count)
    var stream = RandomStream(seed: settings.seed, pathHash: pathHash, replicate: replicate)
    computation.prepare(published, buffers, count: groups.count, &stream)
    for (index, estimator) in threshold.estimators.enumerated() {
      guard estimator == .raw || model != nil else { continue }
      computation.compute(estimator, model, published, buffers, count: groups.count, &stream)
      sums.add(computation.result, estimator: index)
    }
  }

  /// Reads the answers and fits the model; nil if figures need a fit that there is not.
  private mutating func readAnswers() -> FitOutcome? {
    guard fitter != nil else {
      readWithoutFit()
      return .converged
    }
    guard groups.adjusts else {
      groups.readAnswers(fitter!.coefficients, to: buffers)
      return fitter!.fit(buffers, groups)
    }
    let outcome = fitter!.fit(buffers, groups)
    guard outcome.hasEstimates else { return nil }
    groups.readAnswers(fitter!.coefficients, to: buffers)
    return outcome
  }

  private func readWithoutFit() {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { none in
      groups.readAnswers(UnsafePointer(none.baseAddress!), to: buffers)
    }
  }

  private func writeEffects(_ model: GroupModel) {
    let posterior = GroupPosterior(model: model, isShare: study.model.family.name == .binomial)
    computation.posteriors.take(posterior)
    guard model.varianceAbove > 0, let above = groups.levelAbove, let starts = groups.groupStarts
    else {
      GroupPosterior.write(buffers, count: groups.count, computation.posteriors)
      return
    }
    posterior.write(buffers, starts: starts, unitsAbove: groups.all.unitCount(above))
  }
}
