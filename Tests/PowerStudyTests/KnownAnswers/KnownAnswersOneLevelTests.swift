import PowerStudy
import Testing

/// Exact power of least squares. False-alarm rate of a bound of 4 standard errors: 6e-5 a figure.
@Suite struct KnownAnswersOneLevelTests {
  private let sizes = "grid: {person: [10, 20, 40, 70, 100]}"
  private func mean(_ test: String) -> String {
    """
    levels: {person: 10}
    model: y ~ 1
    effects: {intercept: 3}
    residual: {variance: 81}
    tests: [{term: intercept\(test)}]
    \(sizes)
    simulation: {replicates: 20000, seed: 11}
    """
  }

  @Test func `the t test of a mean has the power of the noncentral t`() async throws {
    let exact = [0.1569, 0.2935, 0.5383, 0.7852, 0.9100]
    for (summary, power) in zip(try await summaries(mean("")), exact) {
      #expect(summary.rejects(with: power, bias: 5e-5))
    }
  }

  @Test func `one-sided tests have the power of one tail`() async throws {
    let greater = try await summaries(mean(", side: greater"))[1]
    #expect(greater.rejects(with: 0.4178514))
    let less = try await summaries(mean(", side: less"))[1]
    #expect(less.rejects(with: 0.0010193))
  }

  @Test func `the z test of a mean: both methods`() async throws {
    let found = try await summaries(mean(", method: z"))
    let zeroOne = [0.2226, 0.3369, 0.5625, 0.7952, 0.9139]
    let standardError = [0.1838, 0.3197, 0.5589, 0.7964, 0.9152]
    for index in found.indices {
      #expect(found[index].rejects(with: zeroOne[index], bias: 5e-5))
      #expect(found[index].standardErrorPowerIs(standardError[index], bias: 5e-5))
    }
  }

  @Test func `regression on a fixed predictor has the power of the noncentral t`() async throws {
    let found = try await summaries(
      """
      levels: {person: 20}
      predictors: {x: {level: person, values: [0, 1, 2, 4]}}
      model: y ~ x
      effects: {intercept: 1, x: 0.3}
      residual: {sd: 1}
      simulation: {replicates: 20000, seed: 12}
      """)
    #expect(found[0].rejects(with: 0.4674737))
  }

  /// The power given the predictor's sum of squares, averaged over its χ² distribution.
  @Test func `regression on a redrawn predictor has the noncentral t's average power`() async throws
  {
    let found = try await summaries(
      """
      levels: {person: 20}
      predictors: {x: {level: person, normal: {mean: 5, sd: 1}}}
      model: y ~ x
      effects: {intercept: 1, x: 0.5}
      residual: {sd: 1}
      grid: {person: [20, 40]}
      simulation: {replicates: 20000, seed: 13}
      """)
    #expect(found[0].rejects(with: 0.52831))
    #expect(found[1].rejects(with: 0.84272))
  }

  @Test func `a true null is rejected at the level of significance`() async throws {
    let found = try await summaries(
      """
      levels: {person: 12}
      predictors: {x: {level: person, assign: [0, 1]}, z: {level: person, uniform: [0, 4]}}
      model: y ~ x + z
      effects: {intercept: 1, x: 0, z: 1}
      residual: {sd: 3}
      tests: [{term: x, alpha: [0.05, 0.01]}]
      simulation: {replicates: 20000, seed: 14}
      """)
    #expect(found[0].rejects(with: 0.05))
  }
}
