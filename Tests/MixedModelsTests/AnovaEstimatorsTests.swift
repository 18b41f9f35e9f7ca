import Foundation
import MixedModels
import Testing

/// The maximum of the (restricted) likelihood of balanced nested data with an intercept alone, in
/// closed form.
///
/// With λ_k the expected mean square of level k, the criterion is Σ df_k log λ_k + SS_k/λ_k under
/// λ_1 ≥ λ_2 ≥ ... : the mean squares, those out of order pooled with their neighbours.
struct BalancedAnova {
  /// Expected mean squares, top level first, the rows' last.
  var meanSquares: [Double]
  /// Variances of the levels' effects, the residual's last.
  var variances: [Double]
  /// Whether a variance is 0.
  var isSingular: Bool
  /// Variance of the mean.
  var varianceOfMean: Double
  /// -2 log likelihood or REML criterion.
  var criterion: Double

  init(sizes: [Int], y: [Double], estimator: Estimator) {
    let n = y.count
    var sums: [Double] = []
    var freedom: [Double] = []
    var above = [y.reduce(0, +) / Double(n)]
    var perUnit: [Int] = []
    var units = 1
    for (level, size) in sizes.enumerated() {
      let parents = units
      units *= size
      let rows = n / units
      let means = (0..<units).map { y[$0 * rows..<($0 + 1) * rows].reduce(0, +) / Double(rows) }
      sums.append(
        means.indices.reduce(0) { $0 + Double(rows) * pow(means[$1] - above[$1 / size], 2) })
      freedom.append(Double(units - (level == 0 && estimator == .ml ? 0 : parents)))
      perUnit.append(rows)
      above = means
    }
    // Pools of adjacent levels, each with its sums of squares and degrees of freedom.
    var pools: [(levels: Int, sum: Double, freedom: Double)] = []
    for level in sizes.indices {
      pools.append((1, sums[level], freedom[level]))
      while pools.count > 1 {
        let (last, before) = (pools[pools.count - 1], pools[pools.count - 2])
        guard before.sum / before.freedom < last.sum / last.freedom else { break }
        pools.removeLast(2)
        pools.append(
          (before.levels + last.levels, before.sum + last.sum, before.freedom + last.freedom))
      }
    }
    isSingular = pools.count < sizes.count
    let pooled = pools.flatMap { Array(repeating: $0.sum / $0.freedom, count: $0.levels) }
    meanSquares = pooled
    variances = sizes.indices.map {
      ($0 + 1 < sizes.count ? pooled[$0] - pooled[$0 + 1] : pooled[$0]) / Double(perUnit[$0])
    }
    varianceOfMean = meanSquares[0] / Double(n)
    let nu = Double(estimator == .ml ? n : n - 1)
    criterion = nu * log(2 * .pi) + (estimator == .ml ? 0 : log(Double(n)))
    for level in sizes.indices {
      criterion += freedom[level] * log(meanSquares[level]) + sums[level] / meanSquares[level]
    }
  }
}

/// Sizes of a nesting and the SD of the effects of each level, the residual's last.
struct BalancedCase: Sendable, CustomTestStringConvertible {
  var sizes: [Int]
  var sd: [Double]
  var testDescription: String { "\(sizes)" }
}

@Suite struct AnovaEstimatorsTests {
  /// Many fits end on the boundary, since the variances are small: about a third to two thirds.
  @Test(
    arguments: [
      BalancedCase(sizes: [6, 4], sd: [0.4, 1]), BalancedCase(sizes: [2, 3], sd: [1, 1]),
      BalancedCase(sizes: [20, 10], sd: [0.2, 1]),
      BalancedCase(sizes: [5, 3, 4], sd: [0.4, 0.4, 1]),
      BalancedCase(sizes: [2, 2, 2], sd: [1, 1, 1]),
      BalancedCase(sizes: [4, 3, 2, 2, 3], sd: [0.5, 0.5, 0.5, 0.5, 1]),
    ], [Estimator.reml, .ml])
  func `balanced random intercepts give the mean squares, pooled where out of order`(
    balanced: BalancedCase, estimator: Estimator
  ) throws {
    var singular = 0
    for seed in 1...100 {
      let sample = NestedSample(balanced.sizes, sd: balanced.sd, seed: UInt64(seed))
      // The predictors of the sample would not be orthogonal to its units.
      let y = sample.y.indices.map { sample.y[$0] - 0.5 * sample.x[$0] + 0.2 * sample.t[$0] }
      let terms = sample.intercepts().terms
      let data = LinearModelData(response: y, fixed: [sample.ones], terms: terms)
      let fit = try fitLinearModel(data, estimator: estimator)
      let exact = BalancedAnova(sizes: balanced.sizes, y: y, estimator: estimator)
      let scale = exact.meanSquares[0]
      #expect((fit.residualVariance - exact.variances.last!).magnitude < 1e-7 * scale)
      for level in terms.indices {
        let variance = fit.termCovariances[level][0][0]
        #expect((variance - exact.variances[level]).magnitude < 1e-7 * scale)
        if exact.variances[level] == 0 { #expect(variance == 0) }
      }
      #expect((fit.covariance[0][0] / exact.varianceOfMean - 1).magnitude < 1e-7)
      #expect((fit.coefficients[0] - y.reduce(0, +) / Double(y.count)).magnitude < 1e-10)
      #expect((fit.criterion - exact.criterion).magnitude < 1e-8)
      #expect(fit.outcome == (exact.isSingular ? .singular : .converged))
      singular += exact.isSingular ? 1 : 0
    }
    #expect((1...99).contains(singular))
  }

  @Test(arguments: [Estimator.reml, .ml])
  func
    `a treatment of clusters has the variance 4(σ² + nτ²)/(Kn) from the mean squares within arms`(
      estimator: Estimator
    ) throws
  {
    let (clusters, size) = (8, 5)
    for seed in 1...100 {
      let sample = NestedSample([clusters, size], sd: [0.5, 1], seed: UInt64(seed))
      let y = sample.y.indices.map { sample.y[$0] - 0.5 * sample.x[$0] }
      let fit = try fitLinearModel(
        LinearModelData(
          response: y, fixed: [sample.ones, sample.t], terms: sample.intercepts().terms),
        estimator: estimator)
      let means = (0..<clusters).map {
        y[$0 * size..<($0 + 1) * size].reduce(0, +) / Double(size)
      }
      let arms = (0..<2).map { arm in
        (0..<clusters / 2).reduce(0) { $0 + means[2 * $1 + arm] } / Double(clusters / 2)
      }
      let between = means.indices.reduce(0) { $0 + 5 * pow(means[$1] - arms[$1 % 2], 2) }
      let within = y.indices.reduce(0) { $0 + pow(y[$1] - means[$1 / size], 2) }
      let upper = Double(estimator == .reml ? clusters - 2 : clusters)
      let lower = Double(clusters * (size - 1))
      let isOrdered = between / upper >= within / lower
      let top = isOrdered ? between / upper : (between + within) / (upper + lower)
      #expect((fit.coefficients[1] - (arms[1] - arms[0])).magnitude < 1e-10)
      let variance = 4 * top / Double(clusters * size)
      // Fits stop where the Newton decrement is below 1e-13, at about 1e-6 of a variance.
      #expect((fit.covariance[1][1] / variance - 1).magnitude < 3e-6, "seed \(seed)")
      #expect(fit.outcome == (isOrdered ? .converged : .singular))
    }
  }
}
