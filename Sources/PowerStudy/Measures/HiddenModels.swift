internal import MixedModels
internal import StudyDesign

extension AnalysisAssembly {
  /// A model of the study's measures as numbers, and whether it starts at the generating values.
  func linearModel(_ model: FittedModel) -> (model: LinearModel, startsAtTruth: Bool) {
    var made = models[model.analysis]
    switch model {
    case .analysis: break
    case .byML: made.estimator = .ml
    case .withoutCoefficients(_, let coefficients):
      made.estimator = .ml
      made.fixed = made.fixed.indices.filter { !coefficients.contains($0) }.map { made.fixed[$0] }
    case .withoutVariance(_, let bar, let effect): made.leaveOut(effect: effect, ofTerm: bar)
    }
    if model.isHidden { made.inference = .none }
    return (made, startsAtTruth[model.analysis])
  }

  /// An exact test of a variance among the study's measures.
  func exactTest(_ measure: Measure) -> ExactVarianceTest {
    guard case .exactF(let analysis, let bar, let effect) = measure,
      case .level(let level) = models[analysis].terms[bar].grouping
    else { preconditionFailure("not an exact test of a nested level") }
    let model = models[analysis]
    let tested = model.terms[bar].columns[effect]
    return ExactVarianceTest(
      fixed: model.fixed, response: model.response, level: level,
      kept: model.terms.flatMap(\.columns).filter { $0 != tested }, tested: [tested])
  }
}

extension LinearModel {
  /// Takes one column of a random term off, and the term with its last column.
  fileprivate mutating func leaveOut(effect: Int, ofTerm index: Int) {
    let first = terms[..<index].reduce(0) { $0 + packedCount($1.columns.count) }
    let q = terms[index].columns.count
    var kept: [Double] = []
    for i in 0..<q where i != effect {
      for j in 0...i where j != effect { kept.append(start[first + packedIndex(i, j)]) }
    }
    start.replaceSubrange(first..<first + packedCount(q), with: kept)
    terms[index].columns.remove(at: effect)
    if terms[index].columns.isEmpty { terms.remove(at: index) }
  }

  private func packedCount(_ order: Int) -> Int { order * (order + 1) / 2 }

  /// Of the lower triangle, i ≥ j.
  private func packedIndex(_ i: Int, _ j: Int) -> Int { i * (i + 1) / 2 + j }
}

extension StudyTest.Method {
  /// What a fit must leave behind for tests by this method.
  var inference: LinearModel.Inference {
    switch self {
    case .satterthwaite: .curvature
    case .kenwardRoger: .products
    case .z, .t, .betweenWithin, .lrt, .f, .none: .none
    }
  }
}
