import ModelFormula
import StudyDesign

/// The variance of a response around the fixed part, divided between the levels.
public struct VariancePartition: Sendable, Equatable {
  /// The values of the predictors with random slopes for which it holds, as text; empty if there
  /// are none.
  public var condition: String
  /// For each level the variance z'Σz of its random terms, summed over the terms; the residual
  /// variance is in the last one. Squared units of the response.
  public var variances: [Double]

  /// Works out the variances of a study at a point.
  init(study: Study, at point: SlopePoint) {
    condition = point.text
    variances = Array(repeating: 0, count: study.levels.count)
    variances[variances.count - 1] = study.model.residualVariance
    for (term, bar) in zip(study.model.randomTerms, study.model.columns.bars) {
      let z = bar.columns.map { point.value(of: $0) }
      for (row, covariances) in term.covariance.enumerated() {
        for (column, covariance) in covariances.enumerated() {
          variances[term.level] += z[row] * covariance * z[column]
        }
      }
    }
  }

  /// The variance of a response around the fixed part.
  public var total: Double { variances.reduce(0, +) }

  /// The variance partition coefficients: each level's share of the total; 0 where nothing varies.
  public var shares: [Double] { variances.map { total > 0 ? $0 / total : 0 } }

  /// For each level the correlation of two rows that share a unit of it but none below: the share of
  /// that level and all above (the intraclass correlation coefficient).
  public var correlations: [Double] {
    var sum = 0.0
    return shares.map {
      sum += $0
      return sum
    }
  }
}
