import PowerStudy
import Testing

/// Figures of tests with few clusters, each within 4 Monte Carlo standard errors (a false alarm has
/// the probability 6e-5) and the rounding of the figure. Power that is exact for the ANOVA estimator
/// is given .003 more: the boundary of REML moves it by less than .002.
@Suite(.enabled(if: isSlow)) struct SmallSampleFiguresTests {
  private static let boundary = 0.003

  /// Balanced two-arm trials of 6, 8, 10 and 20 clusters, 20 units each, effect 0.
  @Test(arguments: [
    (0.2, "between-within", [0.0446, 0.0488, 0.0497, 0.0500]),
    (0.2, "kenward-roger", [0.0446, 0.0488, 0.0497, 0.0500]),
    (0.2, "satterthwaite", [0.0518, 0.0503, 0.0500, 0.0500]),
    (0.05, "between-within", [0.0220, 0.0344, 0.0406, 0.0487]),
    (0.05, "kenward-roger", [0.0220, 0.0344, 0.0406, 0.0487]),
    (0.05, "satterthwaite", [0.0509, 0.0489, 0.0488, 0.0497]),
  ])
  func `type I error in a cluster trial`(icc: Double, method: String, levels: [Double]) async throws
  {
    let found = try await summaries(
      """
      levels: {cluster: 6, unit: 20 per cluster}
      predictors: {arm: {level: cluster, assign: [0, 1]}}
      model: y ~ arm + (1 | cluster)
      effects: {intercept: 0, arm: 0}
      random: {cluster: {icc: \(icc)}}
      residual: {total_variance: 1}
      tests: [{term: arm, method: \(method)}]
      grid: {cluster: [6, 8, 10, 20]}
      simulation: {replicates: 20000, seed: 51}
      """)
    #expect(found.count == levels.count)
    for (index, level) in levels.enumerated() {
      expectRejections(found[index], level, "\(method), ICC \(icc), \(index)")
    }
  }

  @Test func `a predictor with a random slope keeps its level with 8 clusters`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 8, unit: 20 per cluster}
      predictors: {x: {level: unit, normal: {mean: 0, sd: 1}}}
      model: y ~ x + (1 + x | cluster)
      effects: {intercept: 0, x: 0}
      random: {cluster: {variance: {intercept: 0.3, x: 0.3}, correlation: 0}}
      residual: {variance: 1}
      tests: [{term: x, method: satterthwaite}]
      simulation: {replicates: 20000, seed: 52}
      """)
    expectRejections(found[0], 0.05, "slope")
    #expect(found[0].power.value <= 0.055)
  }

  @Test func `power of cluster trials by t on the clusters less two`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 10, unit: 20 per cluster}
      predictors: {arm: {level: cluster, assign: [0, 1]}}
      model: y ~ arm + (1 | cluster)
      effects: {intercept: 0, arm: 0.6}
      random: {cluster: {icc: 0.1}}
      residual: {total_variance: 1}
      tests: [{term: arm, method: between-within}]
      grid: {unit: 20..100 by 20}
      simulation: {replicates: 50000, seed: 53}
      """)
    let figures = [0.5901684, 0.6620030, 0.6890755, 0.7032181, 0.7118967]
    #expect(found.count == figures.count)
    for (index, figure) in figures.enumerated() {
      expectRejections(found[index], figure, rounding: Self.boundary, "cell \(index)")
    }
  }

  @Test func `power of 16 clusters per arm by t on 30 degrees of freedom`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 32, unit: 10 per cluster}
      predictors: {arm: {level: cluster, assign: [0, 1]}}
      model: y ~ arm + (1 | cluster)
      effects: {intercept: 0, arm: 1}
      random: {cluster: {icc: 0.1}}
      residual: {total_variance: 5}
      tests: [{term: arm, method: kenward-roger}]
      simulation: {replicates: 50000, seed: 54}
      """)
    expectRejections(found[0], 0.8017669, rounding: Self.boundary, "16 clusters per arm")
  }

  /// Times 0 to 10, intercept variance and residual variance 100, slope variance r times 100.
  @Test(arguments: [
    (0.01, [0.1916893, 0.3512580, 0.4957513]), (0.05, [0.0945334, 0.1459874, 0.1981965]),
  ])
  func `power for a difference of slopes`(ratio: Double, figures: [Double]) async throws {
    let found = try await summaries(
      """
      levels: {person: 20, time: {per: person, values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}
      predictors: {arm: {level: person, assign: [0, 1]}}
      model: y ~ time * arm + (1 + time | person)
      effects: {intercept: 0, time: 0, arm: 0, time:arm: 0.5 * sqrt(200) / 10}
      random: {person: {variance: {intercept: 100, time: 100 * \(ratio)}, correlation: 0}}
      residual: {variance: 100}
      tests: [{term: time:arm, method: satterthwaite}]
      grid: {person: [20, 40, 60]}
      simulation: {replicates: 30000, seed: 55}
      """)
    #expect(found.count == figures.count)
    for (index, figure) in figures.enumerated() {
      expectRejections(found[index], figure, rounding: Self.boundary, "r \(ratio), \(index)")
    }
  }

  private static func multisite(variance: Double, test: String, grid: String) -> String {
    """
    levels: {site: 20, patient: 20 per site}
    predictors: {treatment: {level: patient, assign: [-0.5, 0.5]}}
    model: y ~ treatment + (1 + treatment || site)
    effects: {intercept: 0, treatment: 0.5 * sqrt(1.25)}
    random: {site: {variance: {intercept: 0.3, treatment: \(variance)}}}
    residual: {variance: 1.25}
    tests: [\(test)]
    grid: {patient: \(grid)}
    simulation: {replicates: 50000, seed: 56}
    """
  }

  @Test func `power of a multisite trial by t on the sites less one`() async throws {
    let found = try await summaries(
      Self.multisite(
        variance: 0.5, test: "{term: treatment, method: satterthwaite}", grid: "[10, 20, 40]"))
    for (index, figure) in [0.6599499, 0.7818294, 0.8506049].enumerated() {
      expectRejections(found[index], figure, rounding: Self.boundary, "cell \(index)")
    }
  }

  @Test(arguments: [("f", 0.2953), ("lrt", 0.267)])
  func `power for a variance between sites`(method: String, figure: Double) async throws {
    let found = try await summaries(
      Self.multisite(
        variance: 0.1, test: "{variance: site.treatment, method: \(method)}", grid: "[20]"))
    let rounding = method == "f" ? Self.boundary : Self.boundary + 5e-4
    expectRejections(found[0], figure, rounding: rounding, method)
  }

  /// Hussey & Hughes (2007), variances taken as known there: 12,000 rows estimate them well.
  @Test func `power of a stepped wedge trial`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 24, period: {per: cluster, values: [1, 2, 3, 4, 5]}, person: 100 per period}
      predictors:
        step: {level: cluster, assign: [1, 2, 3, 4]}
        treated: {value: period > step}
      model: ill ~ factor(period) + treated + (1 | cluster)
      effects: {intercept: 0.05, factor(period): 0, treated: -0.018}
      random: {cluster: {sd: 0.025}}
      residual: {variance: 0.041 * 0.959}
      tests: [{term: treated, method: z}]
      simulation: {replicates: 20000, seed: 57}
      """)
    try expectStandardErrorPower(found[0], 0.805916, rounding: Self.boundary, "stepped wedge")
    expectRejections(found[0], 0.805916, rounding: Self.boundary, "stepped wedge")
    let error = try #require(found[0].modelSE)
    #expect((error.value / 0.0063764 - 1).magnitude < 0.005)
  }
}
