import DataTable
import Foundation
import Testing

/// Data whose parameters are drawn for each data set.
@Suite struct PriorMomentsTests {
  @Test func `effects have the moments of their distribution, one draw a data set`() throws {
    let all = try tables(
      """
      levels: {arm: {values: [0, 1]}, i: 5 per arm}
      model: y ~ arm
      effects: {intercept: 0, arm: {normal: {mean: 2, sd: 0.5}}}
      residual: {sd: 1e-6}
      """, count: 4000)
    let effects = all.map { $0.numbers("y")[5] - $0.numbers("y")[0] }
    #expect(MonteCarloMean(values: effects).isNear(2))
    #expect(MonteCarloMean(values: effects.map { ($0 - 2) * ($0 - 2) }).isNear(0.25))
    #expect(MonteCarloMean(values: effects.map { pow($0 - 2, 4) }).isNear(3 * 0.0625))
    for table in all.prefix(50) {
      let y = table.numbers("y")
      #expect((5..<10).allSatisfy { abs(y[$0] - y[5]) < 1e-4 })
    }
  }

  @Test func `spreads of random effects and residuals have theirs`() throws {
    let all = try tables(
      """
      levels: {g: 3, i: 2 per g}
      model: y ~ 1 + (1 | g)
      effects: {intercept: 0}
      random: {g: {sd: {uniform: [0.5, 1.5]}}}
      residual: {variance: {uniform: [1, 3]}}
      """, count: 8000)
    // Half the difference of a group is a residual: variance v/2, v on [1, 3].
    let residuals = all.map { ($0.numbers("y")[0] - $0.numbers("y")[1]) / 2.squareRoot() }
    #expect(MonteCarloMean(values: residuals.map { $0 * $0 }).isNear(2))
    #expect(MonteCarloMean(values: residuals.map { pow($0, 4) }).isNear(3 * (27 - 1) / 6.0))
    // E s² of a uniform on [0.5, 1.5] is 13/12.
    let pairs = all.map { $0.numbers("y")[0] * $0.numbers("y")[1] }
    #expect(MonteCarloMean(values: pairs).isNear(13 / 12.0))
    // Two groups share their spread: E s⁴ = (1.5⁵ - 0.5⁵) / 5.
    let both = all.map {
      $0.numbers("y")[0] * $0.numbers("y")[1] * $0.numbers("y")[2] * $0.numbers("y")[3]
    }
    #expect(MonteCarloMean(values: both).isNear((pow(1.5, 5) - pow(0.5, 5)) / 5))
  }

  @Test func `correlations have theirs, and an icc moves what the residual keeps`() throws {
    let all = try tables(
      """
      let: {rho: {uniform: [0, 0.8]}}
      levels: {g: 2, i: {per: g, values: [0, 1]}, r: 2 per i}
      model: y ~ i + (1 + i | g)
      effects: {intercept: 0, i: 0}
      random: {g: {sd: {intercept: 1, i: 1}, correlation: rho}}
      residual: {sd: 1e-6}
      """, count: 4000)
    let products = all.map { table in
      let y = table.numbers("y")
      return y[0] * (y[2] - y[0])
    }
    #expect(MonteCarloMean(values: products).isNear(0.4))
    // E (ab)² = 1 + 2 E ρ², E ρ² = 0.64 / 3.
    #expect(MonteCarloMean(values: products.map { $0 * $0 }).isNear(1 + 2 * 0.64 / 3))

    let clusters = try tables(
      """
      levels: {g: 2, i: 2 per g}
      model: y ~ 1 + (1 | g)
      effects: {intercept: 0}
      random: {g: {icc: {uniform: [0.2, 0.6]}}}
      residual: {total_variance: 2}
      """, count: 8000)
    let y = clusters.map { $0.numbers("y") }
    #expect(MonteCarloMean(values: y.map { $0[0] * $0[0] }).isNear(2))
    #expect(MonteCarloMean(values: y.map { $0[0] * $0[1] }).isNear(0.8))
    #expect(MonteCarloMean(values: y.map { $0[0] * $0[1] * $0[2] * $0[3] }).isNear(4 * 0.52 / 3))
  }

  @Test func `what names one draw shares it`() throws {
    let all = try tables(
      """
      let: {delta: {gamma: {mean: 2, cv: 0.5}}}
      levels: {a: {values: [0, 1]}, b: {values: [0, 1]}, i: 1 per a x b}
      model: y ~ a + b
      effects: {intercept: 0, a: delta, b: 3 * delta}
      residual: {sd: 1e-9}
      """, count: 50)
    for table in all {
      let y = table.numbers("y")
      #expect(abs((y[1] - y[0]) - 3 * (y[2] - y[0])) < 1e-6)
    }
    #expect(Set(all.map { ($0.numbers("y")[2] * 1e6).rounded() }).count == 50)
  }
}
