import PowerStudy
import Testing

/// Published figures of mixed models, with so many replicates as take a second; the target
/// ValidationTests has all cases with many.
@Suite struct KnownAnswersMixedTests {
  @Test func `a cluster trial's z test: both methods`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 32, unit: 10 per cluster}
      predictors: {arm: {level: cluster, assign: [0, 1]}}
      model: y ~ arm + (1 | cluster)
      effects: {intercept: 0, arm: 1}
      random: {cluster: {icc: 0.1}}
      residual: {total_variance: 5}
      tests: [{term: arm, method: z}]
      simulation: {replicates: 10000, seed: 31}
      """)[0]
    // The test with estimated variances rejects with the probability P(|t₃₀(δ)| > 1.96), but for the
    // boundary; at the true variances it would be .8269.
    #expect(found.rejects(with: 0.8235, bias: 0.003))
    #expect(found.standardErrorPowerIs(0.8269, bias: 0.001))
    #expect(found.bias!.value.magnitude < 4 * found.bias!.mcse!)
  }

  @Test func `few clusters: the z test's type I error`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 6, unit: 20 per cluster}
      predictors: {arm: {level: cluster, assign: [0, 1]}}
      model: y ~ arm + (1 | cluster)
      effects: {intercept: 0, arm: 0}
      random: {cluster: {variance: 0.2}}
      residual: {variance: 0.8}
      tests: [{term: arm, method: z}]
      grid: {cluster: [6, 8, 10, 20]}
      simulation: {replicates: 10000, seed: 32}
      """)
    for (summary, level) in zip(found, [0.1166, 0.0967, 0.0855, 0.0657]) {
      #expect(summary.rejects(with: level, bias: 5e-5))
    }
  }

  /// Unbiased where no variance is at its boundary, as here with 20 sites and a variance of 0.5.
  @Test func `a multisite trial: the standard error of the mean effect`() async throws {
    let found = try await summaries(
      """
      levels: {site: 20, patient: 10 per site}
      predictors: {treatment: {level: patient, assign: [-0.5, 0.5]}}
      model: y ~ treatment + (1 + treatment | site)
      effects: {intercept: 0, treatment: 0.5 * sqrt(1.25)}
      random: {site: {variance: {intercept: 0.3, treatment: 0.5}, correlation: 0}}
      residual: {variance: 1.25}
      tests: [{term: treatment, method: z}]
      grid: {patient: [10, 20]}
      simulation: {replicates: 4000, seed: 33}
      """)
    for (summary, size) in zip(found, [10.0, 20]) {
      let exact = ((0.5 + 5 / size) / 20).squareRoot()
      let model = summary.modelSE!
      #expect((model.value - exact).magnitude < 4 * model.mcse! + 0.005 * exact)
      let empirical = summary.empiricalSE!
      #expect((empirical.value - exact).magnitude < 4 * empirical.mcse!)
    }
  }

  @Test func `a slope difference of two arms: the standard error`() async throws {
    let found = try await summaries(
      """
      levels:
        person: 40
        time: {per: person, values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}
      predictors: {arm: {level: person, assign: [0, 1]}}
      model: y ~ time * arm + (1 + time | person)
      effects: {intercept: 0, time: 0, arm: 0, time:arm: 0.5 * sqrt(200) / 10}
      random: {person: {variance: {intercept: 100, time: 5}, correlation: 0}}
      residual: {variance: 100}
      tests: [{term: time:arm, method: z}]
      simulation: {replicates: 4000, seed: 34}
      """)[0]
    let exact = (2 / 20.0 * (5 + 100 / 110.0)).squareRoot()
    #expect((found.modelSE!.value - exact).magnitude < 4 * found.modelSE!.mcse! + 0.002 * exact)
    #expect((found.empiricalSE!.value - exact).magnitude < 4 * found.empiricalSE!.mcse!)
  }

  /// Hussey & Hughes 2007 on the means of 100 persons per cell: SE .0063764, power .805916.
  @Test func `a stepped wedge: the standard error and the power`() async throws {
    let found = try await summaries(
      """
      levels:
        cluster: 24
        period: {per: cluster, values: [0, 1, 2, 3, 4]}
      predictors:
        step: {level: cluster, values: [0, 1, 2, 3]}
        treated: {value: period > step}
      model: y ~ factor(period) + treated + (1 | cluster)
      effects: {intercept: 0.05, factor(period): 0, treated: -0.018}
      random: {cluster: {sd: 0.025}}
      residual: {variance: 0.041 * 0.959 / 100}
      tests: [{term: treated, method: z}]
      simulation: {replicates: 4000, seed: 35}
      """)[0]
    #expect(
      (found.modelSE!.value - 0.0063764).magnitude < 4 * found.modelSE!.mcse! + 0.002 * 0.0063764)
    #expect((found.empiricalSE!.value - 0.0063764).magnitude < 4 * found.empiricalSE!.mcse!)
    #expect(found.standardErrorPowerIs(0.805916, bias: 0.002))
  }
}
