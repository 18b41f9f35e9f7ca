import DataTable
import Foundation
import Numerics
import PowerStudy
import StudyDesign
import Testing

/// Published and exact figures of designs whose treatment is dealt as sequences.
@Suite struct KnownAnswersAllocationTests {
  /// Hussey & Hughes (2007), 24 clusters.
  private let steppedWedge = """
    levels:
      cluster: 24
      period: {values: [p1, p2, p3, p4, p5]}
      person: 100 per cluster x period
    predictors: {treatment: {level: cluster, over: period, steps: 4}}
    model: infected ~ treatment + period + (1 | cluster)
    effects: {intercept: 0.05, treatment: -0.018, period: 0}
    random: {cluster: {sd: 0.025}}
    residual: {variance: 0.041 * 0.959}
    tests: [{term: treatment, method: z}]
    simulation: {replicates: 200, seed: 41}
    """

  @Test func `a stepped wedge has the standard error of Hussey and Hughes`() async throws {
    let plan = try readPlan(steppedWedge)
    let table = simulateTable(
      scenario: plan.scenarios[0], settings: plan.simulation, replicate: 1)
    guard case .numbers(let treated)? = table["treatment"]?.values else {
      Issue.record("the treatment is not a column of numbers")
      return
    }
    let x = (0..<24).map { cluster in (0..<5).map { treated[500 * cluster + 100 * $0] } }
    let cell = 0.041 * 0.959 / 100
    let tau = 0.025 * 0.025
    let sums = x.map { $0.reduce(0, +) }
    let u = sums.reduce(0, +)
    let v = sums.reduce(0) { $0 + $1 * $1 }
    let w = (0..<5).reduce(0.0) { total, period in
      let column = x.reduce(0) { $0 + $1[period] }
      return total + column * column
    }
    // Their equation 8: I clusters, T periods, U, V and W sums over the allocation.
    let (i, t) = (24.0, 5.0)
    let variance =
      i * cell * (cell + t * tau)
      / ((i * u - w) * cell + (u * u + i * t * u - t * w - i * v) * tau)
    let se = variance.squareRoot()
    #expect((se - 0.0063764).magnitude < 5e-8)
    let z = StandardNormal.upperQuantile(0.025)
    // Theirs leaves out the other tail, 9e-7.
    let power = StandardNormal.upperTail(z - 0.018 / se)
    #expect((power - 0.805916).magnitude < 5e-7)

    let found = try await summaries(steppedWedge)[0]
    // Estimated variances: unbiased here to well within 1%, as (6 + 24) times 100 rows tell them.
    #expect((found.modelSE!.value / se - 1).magnitude < 0.01)
    #expect(found.standardErrorPowerIs(0.805916, bias: 0.002))
  }

  /// A patient's difference of two periods has the variance 2σ². The effect is the mean over both
  /// orders, half of n patients each, of their mean differences: variance 2σ²/n, n - 2 df.
  @Test func `a crossover trial has the power of its t test`() async throws {
    let found = try await summaries(
      """
      levels: {patient: 24, period: {per: patient, values: [p1, p2]}}
      predictors: {treatment: {level: patient, over: period, sequence: [[0, 1], [1, 0]]}}
      model: y ~ treatment + period + (1 | patient)
      effects: {intercept: 0, treatment: 3, periodp2: 1}
      random: {patient: {sd: 8}}
      residual: {sd: 5}
      tests: [treatment]
      simulation: {replicates: 10000, seed: 42}
      """)[0]
    let exact = (2 * 25.0 / 24).squareRoot()
    #expect((found.modelSE!.value - exact).magnitude < 4 * found.modelSE!.mcse!)
    let noncentral = NoncentralT(degreesOfFreedom: 22, noncentrality: 3 / exact)
    let critical = StudentT(degreesOfFreedom: 22).upperQuantile(0.025)
    let power = noncentral.upperTail(critical) + noncentral.cdf(-critical)
    #expect(found.rejects(with: power, bias: 0.001))
  }
}
