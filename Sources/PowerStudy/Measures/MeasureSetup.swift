internal import DataSimulation
internal import MixedModels
internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// The recorders of a study's measures, made before the first replicate.
struct MeasureSetup {
  let recorders: [MeasureRecorder]
  /// What the recorders point into; must live as long as they.
  let arena: Arena

  init(study: Study, simulator: StudySimulator, measures: StudyMeasures, models: ModelSet) {
    let room = measures.all.map { Self.doubles(for: $0, in: study) }
    let arena = Arena(doubles: room.reduce(0, +), pieces: 6 * room.count)
    self.arena = arena
    let rows = study.levels.count - 1
    let exact = measures.exactTests
    let carried = simulator.carriedEffects
    recorders = measures.all.map { measure in
      let index = measure.analysis
      let analysis = study.analyses[index]
      let truths = analysis.generatingCoefficient.map { $0.map { study.model.coefficients[$0] } }
      let shifts = zip(analysis.generatingCoefficient, truths).map { source, truth in
        source.map { carried[$0] } == false ? truth! : 0
      }
      return MeasureRecorder(
        measure, models: models, shifts: shifts,
        truths: TrueValues(
          sources: analysis.generatingCoefficient, simulator.coefficients, arena: arena),
        exactTest: exact.firstIndex(of: measure) ?? -1,
        arena: arena
      ) { method, coefficients in
        let differences: [BetweenWithinRule.Count]
        switch method {
        case .t:
          differences = [.init(level: rows, above: nil, coefficients: analysis.columns.fixed.count)]
        case .betweenWithin:
          let rule = BetweenWithinRule(
            analysis: analysis, levels: study.levels, predictors: study.predictors)
          differences = rule!.counts(of: coefficients)
        case .z, .satterthwaite, .kenwardRoger, .lrt, .f, .none: return nil
        }
        return KnownDegrees(differences, counts: simulator.unitsWithRows, arena: arena)
      }
    }
  }

  /// Doubles that a recorder keeps.
  private static func doubles(for measure: Measure, in study: Study) -> Int {
    switch measure {
    case .contrast(_, let weights, _):
      2 * weights.count + KnownDegrees.doubles(coefficients: weights.count)
    case .joint(let analysis, let coefficients, _):
      coefficients.count * (study.analyses[analysis].columns.fixed.count + 3)
        + study.analyses[analysis].columns.fixed.count
        + KnownDegrees.doubles(coefficients: coefficients.count)
    case .ratio, .variance, .exactF: study.analyses[measure.analysis].columns.fixed.count
    }
  }
}

extension Measure {
  /// The analysis that it belongs to.
  fileprivate var analysis: Int {
    switch self {
    case .contrast(let analysis, _, _), .joint(let analysis, _, _),
      .variance(let analysis, _, _), .exactF(let analysis, _, _):
      analysis
    case .ratio(let full, _): full.analysis
    }
  }
}
