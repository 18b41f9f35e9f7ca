internal import Numerics

/// Standard normal scores of several predictors at one level, correlated within each unit.
struct CorrelatedScores {
  /// One for each predictor, one value a unit.
  private let scores: [UnsafeMutablePointer<Double>]
  /// Lower Cholesky factor of the correlation matrix, row by row.
  private let factor: [[Double]]

  init(_ scores: [UnsafeMutablePointer<Double>], correlations: [[Double]]) {
    self.scores = scores
    factor = semidefiniteFactor(correlations)
  }

  /// Overwrites the scores of all predictors, those of `count` units.
  func draw(count: Int, _ stream: inout RandomStream) {
    for values in scores {
      stream.fillNormals(UnsafeMutableBufferPointer(start: values, count: count))
    }
    // From the last predictor on, so that each finds those before it as they were drawn.
    for i in scores.indices.reversed() {
      let target = scores[i]
      let own = factor[i][i]
      for unit in 0..<count { target[unit] *= own }
      for j in 0..<i where factor[i][j] != 0 {
        let (weight, source) = (factor[i][j], scores[j])
        for unit in 0..<count { target[unit] += weight * source[unit] }
      }
    }
  }
}
