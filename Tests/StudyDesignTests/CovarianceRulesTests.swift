import StudyDesign
import Testing

@Suite struct CovarianceRulesTests {
  @Test(arguments: [
    [[1.0]], [[0.0]], [[1, 1], [1, 1]], [[4, -2], [-2, 1]], [[0, 0], [0, 3]],
    [[2, 1, 0], [1, 2, 1], [0, 1, 2]],
    // Rank 1: the outer product of (1, 2, 3) with itself.
    [[1, 2, 3], [2, 4, 6], [3, 6, 9]],
  ])
  func acceptsMatricesThatCovarianceCanBe(matrix: [[Double]]) {
    #expect(CovarianceRules.isPositiveSemiDefinite(matrix))
    #expect(CovarianceRules.problems(matrix, level: "g") == [])
  }

  @Test(arguments: [
    [[1, 1.001], [1.001, 1]], [[0, 0.1], [0.1, 1]],
    [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]],
  ])
  func refusesMatricesThatNoCovarianceCanBe(matrix: [[Double]]) {
    #expect(
      CovarianceRules.problems(matrix, level: "g")
        == [StudyProblem(["random", "g", "correlation"], .notPositiveSemiDefinite(level: "g"))])
  }

  @Test func aScaleFarFromOneMakesNoDifference() {
    #expect(CovarianceRules.isPositiveSemiDefinite([[1e-20, 0.9e-20], [0.9e-20, 1e-20]]))
    #expect(!CovarianceRules.isPositiveSemiDefinite([[1e-20, 1.1e-20], [1.1e-20, 1e-20]]))
    #expect(!CovarianceRules.isPositiveSemiDefinite([[1e20, 1.1e20], [1.1e20, 1e20]]))
  }

  @Test func namesAVarianceBelowZeroAsSuch() {
    #expect(
      CovarianceRules.problems([[1, 0], [0, -2]], level: "g")
        == [StudyProblem(["random", "g"], .varianceBelowZero(-2))])
  }
}
