import Foundation
import PowerStudy
import Testing

/// Figures of studies whose units differ in size or lose rows. Tolerances as in
/// `SmallSampleFiguresTests`: 4 Monte Carlo standard errors, the rounding of the figure, and .003 for the
/// boundary of REML where the figure is exact for known shapes of the variance.
@Suite(.enabled(if: isSlow)) struct UnequalSizesFiguresTests {
  /// Difference .5·√200/10 between the slopes of two arms over the times 0 to 10, σ²e = 100, variance of
  /// the intercepts 100, of the slopes r · 100; t on the persons less two.
  private func slopes(_ persons: String, ratio: Double, more: String = "") -> String {
    """
    levels:
      arm: {values: [control, new]}
      person: {per: arm, sizes: \(persons)}
      time: {per: person, values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}
    model: y ~ time * arm + (1 + time | person)
    effects: {intercept: 0, time: 0, arm: 0, time:arm: 0.5 * sqrt(200) / 10}
    random: {person: {variance: {intercept: 100, time: \(ratio * 100)}, correlation: 0}}
    residual: {variance: 100}
    tests: [{term: time:arm, method: between-within}]
    simulation: {replicates: 20000, seed: 61}
    \(more)
    """
  }

  @Test(arguments: [("[10, 50]", 0.2237726), ("[30, 30]", 0.3622166)])
  func `difference of slopes with unequal arms`(persons: String, power: Double) async throws {
    let found = try await summaries(slopes(persons, ratio: 0.019))
    expectRejections(found[0], power, rounding: 0.003, persons)
  }

  /// Published with two digits.
  @Test func `dropout costs a difference of slopes its power`() async throws {
    let whole = try await summaries(slopes("[25, 25]", ratio: 0.019))
    expectRejections(whole[0], 0.31, rounding: 0.008, "no dropout")
    let lossy = try await summaries(
      slopes(
        "[25, 25]", ratio: 0.019,
        more: "dropout: {level: person, over: time, share: 0.3, shape: 0.5}"))
    expectRejections(lossy[0], 0.25, rounding: 0.008, "dropout")
  }

  /// Two arms of 40 clusters, mean 25, SD 15, ICC .05. The relative efficiency is the ratio of the
  /// variances of the effect with equal and unequal sizes: .918 for gamma sizes.
  @Test func `unequal sizes cost the efficiency that theory says`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 80, unit: {per: cluster, size: {mean: 25, cv: 0}}}
      predictors: {arm: {level: cluster, assign: [0, 1]}}
      model: y ~ arm + (1 | cluster)
      effects: {intercept: 0, arm: 0.2}
      random: {cluster: {icc: 0.05}}
      residual: {total_variance: 1}
      tests: [{term: arm, method: z}]
      grid: {levels.unit.size.cv: [0, 0.6]}
      simulation: {replicates: 4000, seed: 62}
      """)
    let equal = try #require(found[0].modelSE).value
    let unequal = try #require(found[1].modelSE).value
    #expect(abs(equal * equal / (unequal * unequal) - 0.918) < 0.01)
  }

  /// Five groups of 15 against 75 controls: .8105 by the z test's theory, at the true variances; the
  /// simulated power of the z test lies below it, near .79.
  @Test func `a partially nested trial has less power than its theory`() async throws {
    let found = try await summaries(
      """
      levels:
        arm: {values: [control, therapy]}
        group: {per: arm, size: {control: 75, therapy: 5}, by: arm}
        patient: {per: group, size: {control: 1, therapy: 15}, by: arm}
      predictors: {therapy: {value: arm == 'therapy'}}
      model: y ~ therapy + (0 + therapy | group)
      effects: {intercept: 0, therapy: 0.5}
      random: {group: {variance: 0.025}}
      residual: {variance: 0.975}
      tests: [{term: therapy, method: z}]
      simulation: {replicates: 10000, seed: 63}
      """)
    #expect(abs(found[0].power.value - 0.79) < 0.015)
    #expect(found[0].power.value < 0.8105)
  }
}
