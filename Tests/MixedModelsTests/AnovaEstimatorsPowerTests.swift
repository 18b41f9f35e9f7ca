import Foundation
import Numerics
import Testing

@testable import MixedModels

/// Cov(β̂) at stated variances, and the power that follows from it, against published figures.
@Suite struct AnovaEstimatorsPowerTests {
  /// A balanced sample whose mean squares are the expected ones, so that the fit is the truth.
  private func sampleAtTruth(_ sizes: [Int], variances: [Double]) -> LinearModelData {
    let source = NestedSample(sizes, sd: variances.map { $0.squareRoot() }, seed: 5)
    let y = source.y.indices.map { source.y[$0] - 0.5 * source.x[$0] + 0.2 * source.t[$0] }
    var meanSquares = variances
    for level in sizes.indices.reversed().dropFirst() {
      let rows = sizes[(level + 1)...].reduce(1, *)
      meanSquares[level] = meanSquares[level + 1] + variances[level] * Double(rows)
    }
    var rebuilt = y.map { _ in 0.0 }
    var above = y.map { _ in y.reduce(0, +) / Double(y.count) }
    var units = 1
    for (level, size) in sizes.enumerated() {
      let parents = units
      units *= size
      let rows = y.count / units
      let means = y.indices.map { row in
        y[row / rows * rows..<(row / rows + 1) * rows].reduce(0, +) / Double(rows)
      }
      let square = y.indices.reduce(0) { $0 + pow(means[$1] - above[$1], 2) }
      let factor = (meanSquares[level] * Double(units - parents) / square).squareRoot()
      for row in y.indices { rebuilt[row] += factor * (means[row] - above[row]) }
      above = means
    }
    return LinearModelData(
      response: rebuilt, fixed: [source.ones], terms: source.intercepts().terms)
  }

  /// Two-sided power at 5% of a z test of an effect.
  private func zPower(_ effect: Double, _ se: Double) -> Double {
    let critical = StandardNormal.upperQuantile(0.025)
    return StandardNormal.upperTail(critical - effect / se)
      + StandardNormal.upperTail(critical + effect / se)
  }

  private func tPower(_ effect: Double, _ se: Double, df: Double) -> Double {
    let critical = StudentT(degreesOfFreedom: df).upperQuantile(0.025)
    let t = NoncentralT(degreesOfFreedom: df, noncentrality: effect / se)
    return t.upperTail(critical) + t.cdf(-critical)
  }

  @Test func `two-level mean: the fit at the truth gives the published power`() throws {
    let published = [
      10: [0.3635, 0.6246, 0.7965, 0.8963, 0.9496], 20: [0.4230, 0.7043, 0.8639, 0.9419, 0.9766],
      60: [0.4753, 0.7655, 0.9078, 0.9668, 0.9888],
    ]
    for (size, powers) in published {
      for (clusters, power) in zip([10, 20, 30, 40, 50], powers) {
        let fit = try fitLinearModel(
          sampleAtTruth([clusters, size], variances: [16, 81]), estimator: .reml)
        let exact = 16 / Double(clusters) + 81 / Double(clusters * size)
        #expect((fit.covariance[0][0] / exact - 1).magnitude < 1e-8)
        #expect((zPower(2.5, fit.covariance[0][0].squareRoot()) - power).magnitude < 5.1e-5)
      }
    }
  }

  @Test func `three-level mean: the fit at the truth gives the published power`() throws {
    let published = [
      10: 0.3752, 20: 0.6410, 30: 0.8114, 40: 0.9070, 50: 0.9564, 60: 0.9803,
    ]
    for (clusters, power) in published {
      let fit = try fitLinearModel(
        sampleAtTruth([clusters, 4, 5], variances: [16, 16, 64]), estimator: .reml)
      let exact = (16 + 16 / 4.0 + 64 / 20.0) / Double(clusters)
      #expect((fit.covariance[0][0] / exact - 1).magnitude < 1e-8)
      #expect((zPower(2.5, fit.covariance[0][0].squareRoot()) - power).magnitude < 5.1e-5)
    }
  }

  /// Cov(β̂) = σ²(X'V⁻¹X)⁻¹ at a stated covariance matrix of the effects (the first q columns of X).
  private func covariance(
    clusters: Int, rows: Int, fixed: [[Double]], effects: [[Double]], residual: Double
  ) -> [[Double]] {
    let nesting = Nesting(unitsPerParent: [clusters, rows])
    var stream = RandomStream(seed: 3, pathHash: 0, replicate: 1)
    let y = (0..<clusters * rows).map { _ in stream.normal() }
    let values = fixed + [y]
    let arenas = values.map { Arena(doubles: $0.count, pieces: 1) }
    let pointers = zip(values, arenas).map { column, arena in
      let target = arena.take(column.count)
      for (index, value) in column.enumerated() { target[index] = value }
      return UnsafePointer(target)
    }
    return withExtendedLifetime(arenas) {
      let plan = CrossProductPlan(
        nesting: nesting, columnLevels: values.map { _ in 2 }, isFixed: values.map { _ in false },
        baseLevel: 1, stratumLevels: [], keepsUnitProducts: true)
      let products = CrossProducts(plan: plan, columns: pointers)
      products.update(everything: true)
      let q = effects.count
      var kernel = TwoLevelKernel(
        plan: plan, columns: Array(values.indices), level: 1, terms: [Array(0..<q)],
        estimator: .reml)
      kernel.prepare(products)
      kernel.evaluate(
        (0..<q).flatMap { i in (0...i).map { effects[i][$0] / residual } }, .criterion)
      return fixed.indices.map { i in
        fixed.indices.map { residual * kernel.evaluation.c[packedIndex(i, $0)] }
      }
    }
  }

  /// Persons of two arms measured at the times 0...10; the arms' slopes differ by .5·√200/10.
  @Test func `slope difference of two arms: exact power of the t test`() {
    let published = [
      0.01: [0.1916893, 0.3512580, 0.4957513], 0.05: [0.0945334, 0.1459874, 0.1981965],
    ]
    for (ratio, powers) in published {
      for (perArm, power) in zip([10, 20, 30], powers) {
        let persons = 2 * perArm
        let time = (0..<persons * 11).map { Double($0 % 11) }
        let arm = (0..<persons * 11).map { Double($0 / 11 % 2) }
        let c = covariance(
          clusters: persons, rows: 11,
          fixed: [time.map { _ in 1 }, time, arm, zip(time, arm).map { $0 * $1 }],
          effects: [[100, 0], [0, ratio * 100]], residual: 100)
        let exact = 2 / Double(perArm) * (ratio * 100 + 100 / 110)
        #expect((c[3][3] / exact - 1).magnitude < 1e-10)
        let effect = 0.5 * 200.0.squareRoot() / 10
        let df = Double(2 * perArm - 2)
        #expect((tPower(effect, c[3][3].squareRoot(), df: df) - power).magnitude < 1e-6)
      }
    }
  }

  @Test func `two arms of clusters: exact power of the t test`() {
    let powers = [0.5901684, 0.6620030, 0.6890755, 0.7032181, 0.7118967]
    for (size, power) in zip([20, 40, 60, 80, 100], powers) {
      let arm = (0..<10 * size).map { Double($0 / size % 2) }
      let c = covariance(
        clusters: 10, rows: size, fixed: [arm.map { _ in 1 }, arm], effects: [[0.1]],
        residual: 0.9)
      #expect((tPower(0.6, c[1][1].squareRoot(), df: 8) - power).magnitude < 1e-6)
    }
    let arm = (0..<320).map { Double($0 / 10 % 2) }
    let c = covariance(
      clusters: 32, rows: 10, fixed: [arm.map { _ in 1 }, arm], effects: [[0.5]], residual: 4.5)
    #expect((tPower(1, c[1][1].squareRoot(), df: 30) - 0.8017669).magnitude < 1e-6)
  }

  @Test func `multisite trial: exact power of the t test of the mean effect`() {
    for (size, power) in zip([10, 20, 40], [0.6599499, 0.7818294, 0.8506049]) {
      let arm = (0..<20 * size).map { Double($0 % 2) - 0.5 }
      let c = covariance(
        clusters: 20, rows: size, fixed: [arm.map { _ in 1 }, arm],
        effects: [[0.3, 0], [0, 0.5]], residual: 1.25)
      let effect = 0.5 * 1.25.squareRoot()
      #expect((tPower(effect, c[1][1].squareRoot(), df: 19) - power).magnitude < 1e-6)
    }
  }

  /// Hussey & Hughes 2007: 24 clusters, 4 steps of 6, 5 periods, means of 100 per cell.
  @Test func `stepped wedge: the published standard error and power`() {
    let period = (0..<120).map { $0 % 5 }
    let treated = (0..<120).map { row in row % 5 > row / 5 % 4 ? 1.0 : 0 }
    let periods = (1...4).map { index in period.map { $0 == index ? 1.0 : 0 } }
    let mean = (0.05 + 0.032) / 2
    let c = covariance(
      clusters: 24, rows: 5, fixed: [period.map { _ in 1 }, treated] + periods,
      effects: [[0.025 * 0.025]], residual: mean * (1 - mean) / 100)
    #expect((c[1][1].squareRoot() - 0.0063764).magnitude < 5.1e-8)
    // The published figure leaves out the other tail, 9e-7.
    #expect((zPower(0.018, c[1][1].squareRoot()) - 0.805916).magnitude < 2e-6)
  }
}
