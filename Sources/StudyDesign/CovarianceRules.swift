/// Rules of validity of variances and correlations.
public enum CovarianceRules {
  /// A relative amount by which an eigenvalue may fall below 0 through rounding.
  static let tolerance = 1e-10

  /// Whether a symmetric matrix is positive semi-definite, up to rounding.
  ///
  /// Factors with diagonal pivoting: the largest remaining variance is eliminated first; what is
  /// left when all remaining variances are 0 must be 0 altogether.
  public static func isPositiveSemiDefinite(_ matrix: [[Double]]) -> Bool {
    var rest = matrix
    var indices = Array(matrix.indices)
    let scale = indices.map { abs(matrix[$0][$0]) }.max() ?? 0
    while let pivot = indices.max(by: { rest[$0][$0] < rest[$1][$1] }) {
      let variance = rest[pivot][pivot]
      guard variance > tolerance * scale else {
        return indices.allSatisfy { i in
          indices.allSatisfy { j in abs(rest[i][j]) <= tolerance.squareRoot() * scale }
            && rest[i][i] >= -tolerance * scale
        }
      }
      indices.removeAll { $0 == pivot }
      for i in indices {
        for j in indices {
          rest[i][j] -= rest[i][pivot] * rest[pivot][j] / variance
        }
      }
    }
    return true
  }

  /// What is wrong with the random terms and the residual of a generating model.
  public static func problems(_ model: GeneratingModel, levels: [Level]) -> [StudyProblem] {
    var problems: [StudyProblem] = []
    for term in model.randomTerms {
      problems += self.problems(term.covariance, level: levels[term.level].name)
    }
    if model.family.isNormal, !(model.residualVariance > 0) {
      let fact = StudyFact.residualNotAboveZero(model.residualVariance)
      problems.append(StudyProblem(["residual"], fact))
    }
    return problems
  }

  /// What is wrong with the covariance matrix of the effects at a level.
  public static func problems(_ covariance: [[Double]], level: String) -> [StudyProblem] {
    let path = ["random", level]
    if let negative = covariance.indices.lazy.map({ covariance[$0][$0] }).first(where: { $0 < 0 }) {
      return [StudyProblem(path, .varianceBelowZero(negative))]
    }
    if isPositiveSemiDefinite(covariance) { return [] }
    return [StudyProblem(path + ["correlation"], .notPositiveSemiDefinite(level: level))]
  }
}
