internal import Numerics
internal import DataSimulation
internal import MixedModels
internal import ModelFormula
internal import StudyDesign

/// The analyses of a study as models over the columns of its simulator.
struct AnalysisAssembly {
  var models: [LinearModel]
  /// For each analysis what it has besides these if it is of another family than the normal one.
  let generalised: [GeneralisedPart?]
  /// Whether a model starts at the generating values; the others need a pilot.
  let startsAtTruth: [Bool]
  /// Columns of the simulator, then the responses of the analyses that differ.
  let columns: [UnsafePointer<Double>]
  let columnLevels: [Int]
  let isFixed: [Bool]
  let interceptColumn: Int
  /// Grouping factors whose units are no ranges of rows.
  let factors: [RowFactor]

  init(study: Study, simulator: StudySimulator) {
    var columns = simulator.columns.map(\.values)
    var levels = simulator.columns.map(\.level)
    var fixed = simulator.columns.map(\.isFixed)
    var responses: [UnsafePointer<Double>] = []
    for analysis in study.analyses.indices {
      let response = simulator.response(ofAnalysis: analysis)
      if !responses.contains(response) { responses.append(response) }
    }
    let firstResponse = columns.count
    columns += responses
    levels += responses.map { _ in simulator.nesting.rowLevel }
    fixed += responses.map { _ in false }
    let residualColumns = Self.residualColumns(simulator, &columns, &levels, &fixed)
    interceptColumn = simulator.columns.firstIndex { $0.recipe.parts.isEmpty } ?? -1
    let linked = Set(study.analyses.flatMap(\.groupingLevels)).sorted().filter {
      simulator.nestingLevel(ofLevel: $0) == nil
    }
    factors = linked.map { level in
      RowFactor(simulator.analysedUnits(ofLevel: level), unitCount: study.unitCount(at: level))
    }
    let starts = study.analyses.map { analysis in
      analysis.family.isNormal
        ? Self.trueStart(
          for: analysis, in: study, residualVariance: study.model.residualVariance)
        : Self.trueLinkStart(for: analysis, in: study)
    }
    generalised = study.analyses.indices.map {
      Self.generalisedPart(ofAnalysis: $0, in: study, simulator)
    }
    startsAtTruth = starts.map { $0 != nil }
    models = study.analyses.indices.map { index in
      let analysis = study.analyses[index]
      let response = responses.firstIndex(of: simulator.response(ofAnalysis: index))!
      return LinearModel(
        fixed: analysis.columns.fixed.map(simulator.index), response: firstResponse + response,
        terms: zip(analysis.columns.bars, analysis.groupingLevels).map { bar, level in
          .init(
            grouping: simulator.nestingLevel(ofLevel: level).map { .level($0) }
              ?? .factor(linked.firstIndex(of: level)!),
            columns: bar.columns.map(simulator.index))
        }, estimator: analysis.estimator == .reml ? .reml : .ml,
        residual: analysis.residual.map {
          ResidualStructure($0, simulator: simulator, columns: residualColumns)
        }, start: starts[index])
    }
    self.columns = columns
    columnLevels = levels
    isFixed = fixed
  }

  /// The generating covariances relative to a residual variance, if the analysis has the same random
  /// terms.
  ///
  /// A variance of 0 starts at 0.01 of σ², a correlation of ±1 at ±0.9: the derivatives say nothing
  /// on the boundary itself.
  static func trueStart(
    for analysis: Analysis, in study: Study, residualVariance: Double
  ) -> [Double]? {
    let model = study.model
    guard residualVariance > 0 else { return nil }
    var start: [Double] = []
    for (bar, level) in zip(analysis.columns.bars, analysis.groupingLevels) {
      let names = bar.columns.map(\.name)
      let match = model.columns.bars.indices.first { index in
        model.columns.bars[index].columns.map(\.name) == names
          && model.randomTerms[index].level == level
      }
      guard let match else { return nil }
      start += packedStart(model.randomTerms[match].covariance, residualVariance)
    }
    return start + (analysis.residual?.startParameters ?? [])
  }

  /// One relative covariance matrix, packed, moved off the boundary.
  static func packedStart(_ covariance: [[Double]], _ residual: Double) -> [Double] {
    let sd = covariance.indices.map {
      covariance[$0][$0] > 0 ? (covariance[$0][$0] / residual).squareRoot() : 0.1
    }
    return covariance.indices.flatMap { i in
      (0...i).map { j in
        guard i != j else { return sd[i] * sd[i] }
        let scale = (covariance[i][i] * covariance[j][j]).squareRoot()
        let correlation = scale > 0 ? covariance[i][j] / scale : 0
        return sd[i] * sd[j] * min(max(correlation, -0.9), 0.9)
      }
    }
  }
}

extension RowFactor {
  /// The units of a level as the rows find them.
  fileprivate init(_ link: UnitLink, unitCount: Int) {
    let memberships: Memberships =
      if let starts = link.starts, let weights = link.weights {
        .weighted(starts: starts, units: link.units, weights: weights)
      } else {
        .single(units: link.units)
      }
    self.init(unitCount: unitCount, isFixed: link.isFixed, memberships: memberships)
  }
}
