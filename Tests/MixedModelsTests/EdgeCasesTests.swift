import Foundation
import MixedModels
import Numerics
import Testing

@Suite struct EdgeCasesTests {
  @Test(arguments: [Estimator.reml, .ml])
  func `units of a single row are fitted beside larger ones, as dense algebra has it`(
    estimator: Estimator
  ) throws {
    let nesting = Nesting(rowStarts: [[0, 14], [0, 1, 2, 6, 7, 11, 12, 14]])
    for seed in 1...20 {
      let sample = NestedSample(nesting, sd: [1, 1], seed: UInt64(seed))
      let data = sample.intercepts(fixed: [sample.ones, sample.x])
      let fit = try fitLinearModel(data, estimator: estimator)
      let dense = DenseReference(x: data.fixed, y: data.response, isREML: estimator == .reml)
      func criterion(_ ratio: Double) -> Double {
        dense.evaluate(
          sample.y.indices.map { i in
            sample.y.indices.map { j in
              (i == j ? 1 : 0) + (sample.units[0][i] == sample.units[0][j] ? ratio : 0)
            }
          }
        ).criterion
      }
      let ratio = fit.termCovariances[0][0][0] / fit.residualVariance
      #expect((criterion(ratio) - fit.criterion).magnitude < 1e-8)
      for factor in [0.9, 1.1] { #expect(criterion(ratio * factor + 1e-3) >= fit.criterion) }
      for other in [0.0, 0.1, 1, 10] {
        #expect(criterion(other) >= fit.criterion - 1e-8, "seed \(seed), ratio \(other)")
      }
    }
  }

  @Test func `a response of zeros, or one that X explains, is refused by name`() {
    let sample = NestedSample([4, 5], sd: [1, 1], seed: 1)
    var data = sample.intercepts(fixed: [sample.ones, sample.x])
    data.response = sample.y.map { _ in 0 }
    #expect(throws: LinearModelError.noResidualVariation) {
      try fitLinearModel(data, estimator: .reml)
    }
    data.response = sample.x.map { 3 - 2 * $0 }
    #expect(throws: LinearModelError.noResidualVariation) {
      try fitLinearModel(data, estimator: .reml)
    }
  }

  @Test func `a constant predictor is refused by its index`() {
    let sample = NestedSample([4, 5], sd: [1, 1], seed: 1)
    let constant = sample.ones.map { $0 * 7 }
    #expect(throws: LinearModelError.dependentColumns([2])) {
      try fitLinearModel(
        sample.intercepts(fixed: [sample.ones, sample.x, constant]), estimator: .reml)
    }
  }

  /// The residual's SD is 1e-5 of the units': variances ten orders of magnitude apart.
  @Test func `a tiny residual keeps estimates and standard errors right`() throws {
    let sizes = [6, 5]
    let effects = NestedSample(sizes, sd: [1, 0], seed: 3)
    let noise = NestedSample(sizes, sd: [0, 1], seed: 4)
    let y = effects.y.indices.map { row in
      let own = effects.y[row] - 0.5 * effects.x[row] + 0.2 * effects.t[row]
      let error = noise.y[row] - 1 - 0.5 * noise.x[row] + 0.2 * noise.t[row]
      return own + 1e-5 * error
    }
    let fit = try fitLinearModel(
      LinearModelData(response: y, fixed: [effects.ones], terms: effects.intercepts().terms),
      estimator: .reml)
    let exact = BalancedAnova(sizes: sizes, y: y, estimator: .reml)
    #expect(fit.outcome == .converged)
    #expect((fit.residualVariance / exact.variances[1] - 1).magnitude < 1e-5)
    #expect((fit.termCovariances[0][0][0] / exact.variances[0] - 1).magnitude < 1e-5)
    #expect((fit.covariance[0][0] / exact.varianceOfMean - 1).magnitude < 1e-5)
  }

  @Test func `a million rows are fitted as exactly as few`() throws {
    let sizes = [500, 2000]
    var stream = RandomStream(seed: 9, pathHash: 0, replicate: 1)
    let effects = (0..<500).map { _ in 0.1 * stream.normal() }
    let groups = (0..<1_000_000).map { Int32($0 / 2000) }
    let y = groups.map { 50 + effects[Int($0)] + stream.normal() }
    let ones = [Double](repeating: 1, count: y.count)
    let fit = try fitLinearModel(
      LinearModelData(
        response: y, fixed: [ones], terms: [GroupedTerm(groups: groups, columns: [ones])]),
      estimator: .reml)
    let exact = BalancedAnova(sizes: sizes, y: y, estimator: .reml)
    #expect((fit.residualVariance / exact.variances[1] - 1).magnitude < 1e-8)
    #expect((fit.termCovariances[0][0][0] / exact.variances[0] - 1).magnitude < 1e-6)
    #expect((fit.covariance[0][0] / exact.varianceOfMean - 1).magnitude < 1e-6)
  }

  @Test func `two units, and two rows in each, still give a fit`() throws {
    for seed in 1...50 {
      let sample = NestedSample([2, 2], sd: [1, 1], seed: UInt64(seed))
      let fit = try fitLinearModel(sample.intercepts(), estimator: .reml)
      let exact = BalancedAnova(sizes: [2, 2], y: sample.y, estimator: .reml)
      #expect((fit.covariance[0][0] / exact.varianceOfMean - 1).magnitude < 1e-6)
      #expect(fit.outcome == (exact.isSingular ? .singular : .converged))
    }
  }
}
