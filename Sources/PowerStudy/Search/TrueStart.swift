internal import ModelFormula
internal import StudyDesign

extension Study {
  /// How close the generating values come to those at which the optimisation of an analysis starts.
  enum StartingPoint {
    /// They are the same, and what the analysis leaves out has no effect: departures of the data from
    /// what they say have mean 0.
    case truth
    /// They are the same but for variances of 0 and correlations near ±1, which are moved off the
    /// boundary, or but for maximum likelihood.
    case nearTruth
    /// The analysis is not the generating model.
    case other
  }

  /// Where the optimisation of an analysis of normal responses starts.
  func startingPoint(ofAnalysis index: Int) -> StartingPoint {
    let analysis = analyses[index]
    guard model.family.isNormal, analysis.family.isNormal, model.prior == nil, !losesByResponse,
      predictorsWithError.isEmpty, analysis.residual == model.residual,
      analysis.columns.bars.count == model.columns.bars.count,
      analysis.columns.offsets == model.columns.offsets, hasAllEffects(analysis),
      AnalysisAssembly.trueStart(
        for: analysis, in: self, residualVariance: model.residualVariance) != nil
    else { return .other }
    let isInterior = model.randomTerms.allSatisfy { term in
      let start = AnalysisAssembly.packedStart(term.covariance, 1)
      let packed = term.covariance.indices.flatMap { i in
        (0...i).map { term.covariance[i][$0] }
      }
      return zip(start, packed).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) }
    }
    return isInterior && analysis.estimator == .reml ? .truth : .nearTruth
  }

  /// Whether an analysis has every coefficient that is not 0.
  private func hasAllEffects(_ analysis: Analysis) -> Bool {
    let present = Set(analysis.generatingCoefficient.compactMap { $0 })
    return model.coefficients.indices.allSatisfy {
      model.coefficients[$0] == 0 || present.contains($0)
    }
  }
}
