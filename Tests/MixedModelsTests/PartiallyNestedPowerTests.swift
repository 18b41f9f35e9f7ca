import Numerics
import Testing

@testable import MixedModels

@Suite struct PartiallyNestedPowerTests {
  /// Five groups of 15 treated against 75 controls, each a group of one: at the true variances, .025
  /// between groups and .975 within, the difference has the variance .975/75 + (15 · .025 + .975)/75, and
  /// the z test of a difference of .5 the power .8105.
  @Test func `a partially nested trial has the variance and the power of its formula`() {
    let sizes = [Int](repeating: 1, count: 75) + [Int](repeating: 15, count: 5)
    let starts = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let nesting = Nesting(rowStarts: [[0, 150], starts])
    var stream = RandomStream(seed: 1, pathHash: 0, replicate: 1)
    let arena = Arena(doubles: 1 + 80 + 150, pieces: 3)
    let (ones, therapy, y) = (arena.take(1), arena.take(80), arena.take(150))
    ones[0] = 1
    for group in 75..<80 { therapy[group] = 1 }
    for row in 0..<150 { y[row] = stream.normal() }
    let plan = CrossProductPlan(
      nesting: nesting, columnLevels: [0, 1, 2], isFixed: [true, true, false], baseLevel: 1,
      stratumLevels: [], keepsUnitProducts: true)
    let products = CrossProducts(
      plan: plan, columns: [UnsafePointer(ones), UnsafePointer(therapy), UnsafePointer(y)])
    products.update(everything: true)
    var kernel = TwoLevelKernel(
      plan: plan, columns: [0, 1, 2], level: 1, terms: [[1]], estimator: .reml)
    kernel.prepare(products)
    kernel.evaluate([0.025 / 0.975], .criterion)
    let variance = 0.975 * kernel.evaluation.c[packedIndex(1, 1)]
    #expect(abs(variance - (0.975 / 75 + (15 * 0.025 + 0.975) / 75)) < 1e-12)
    let shift = 0.5 / variance.squareRoot()
    let power = StandardNormal.cdf(shift - StandardNormal.quantile(0.975))
    #expect(abs(power - 0.8105) < 5e-5)
  }
}
