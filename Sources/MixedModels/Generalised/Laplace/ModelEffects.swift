extension GeneralisedModel {
  /// The model's groupings with their random effects, those with most units first.
  ///
  /// The effects of a term with several linear predictors a row stand predictor by predictor.
  func effectGroupings(_ source: GeneralisedSource, _ rows: ModelRows) -> [EffectGrouping] {
    var kinds: [LinearModel.Grouping] = []
    for term in terms where !kinds.contains(term.grouping) { kinds.append(term.grouping) }
    var firstParameters: [Int] = []
    var next = 0
    for term in terms {
      firstParameters.append(next)
      next += packedCount(term.columns.count * family.predictorCount)
    }
    return kinds.map { kind in
      var effects: [EffectGrouping.Effect] = []
      var blocks: [EffectGrouping.Block] = []
      for (index, term) in terms.enumerated() where term.grouping == kind {
        let first = effects.count
        for predictor in 0..<family.predictorCount {
          for column in term.columns {
            effects.append(.init(column: rows.rows(of: column), predictor: predictor))
          }
        }
        blocks.append(
          .init(
            firstEffect: first, order: effects.count - first,
            firstParameter: firstParameters[index]))
      }
      return EffectGrouping(kind, of: source, effects: effects, blocks: blocks)
    }.sorted { $0.capacity > $1.capacity }
  }
}

extension EffectSystem {
  /// Visits the diagonal elements of all covariance factors, as indices of θ.
  func forEachDiagonal(_ body: (Int) -> Void) {
    for grouping in groupings {
      for block in grouping.blocks {
        for k in 0..<block.order { body(block.firstParameter + packedIndex(k, k)) }
      }
    }
  }
}
