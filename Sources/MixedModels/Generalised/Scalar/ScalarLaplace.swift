#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import CRowFamilies
internal import Numerics

/// Laplace's approximation of -2 log likelihood with one random intercept of standard deviation σ, and
/// its exact gradient and Hessian in (β, σ).
///
/// With h(u) = -log p(y | u) + u²/2 in each cluster, mode û and D = h''(û), the deviance is
/// 2 Σ (h(û) + ½ log D). Derivatives along a parameter carry the mode's own change: a dot over η of a
/// cluster's rows is x + σ du/dβ, or u + σ du/dσ. Parameters stand in the order β of columns constant
/// within clusters, β of the others, σ. All figures are in units of half the deviance.
struct ScalarLaplace {
  let rows: ClusterRows
  private let family: row_family
  /// Columns that are constant within clusters, and all columns.
  let constantCount: Int
  let fixedCount: Int

  private let xi: UnsafeMutablePointer<Double>
  private let base: UnsafeMutablePointer<Double>
  private let g: UnsafeMutablePointer<Double>
  private let w: UnsafeMutablePointer<Double>
  private let w1: UnsafeMutablePointer<Double>
  private let w2: UnsafeMutablePointer<Double>
  private let sums: UnsafeMutablePointer<Double>
  private let weightOfSecond: UnsafeMutablePointer<Double>
  private let weightOfFirst: UnsafeMutablePointer<Double>
  private let columnTerms: UnsafeMutablePointer<Double>
  /// Modes u of the clusters.
  let modes: UnsafeMutablePointer<Double>
  /// Their derivatives, for each cluster along all parameters.
  private let modeSlopes: UnsafeMutablePointer<Double>
  private let arena: Arena

  /// Half the deviance without what depends on the responses alone.
  private(set) var value = 0.0
  let gradient: UnsafeMutablePointer<Double>
  /// Lower triangle of the Hessian, σ last.
  let hessian: UnsafeMutablePointer<Double>

  init(_ rows: ClusterRows, family: row_family) {
    self.rows = rows
    self.family = family
    constantCount = rows.constant.count
    fixedCount = constantCount + rows.varying.count
    let n = fixedCount + 1
    let clusters = rows.clusterCapacity
    let width = Int(ROW_COLUMNS.rawValue) + 4 * rows.varying.count
    arena = Arena(
      doubles: 5 * rows.rowCapacity + (4 + width + n) * clusters + 6 * n + n + packedCount(n),
      pieces: 14)
    xi = arena.take(rows.rowCapacity)
    g = arena.take(rows.rowCapacity)
    w = arena.take(rows.rowCapacity)
    w1 = arena.take(rows.rowCapacity)
    w2 = arena.take(rows.rowCapacity)
    base = arena.take(clusters)
    weightOfSecond = arena.take(clusters)
    weightOfFirst = arena.take(clusters)
    modes = arena.take(clusters)
    sums = arena.take(width * clusters)
    modeSlopes = arena.take(n * clusters)
    columnTerms = arena.take(6 * n)
    gradient = arena.take(n)
    hessian = arena.take(packedCount(n))
  }

  private var data: row_data {
    row_data(
      family: family, clusters: rows.clusterCount, starts: rows.starts, xi: xi, y: rows.response,
      trials: rows.trials)
  }

  /// Forgets modes and their derivatives: a new data set is in hand.
  func resetModes() {
    modes.update(repeating: 0, count: rows.clusterCount)
    modeSlopes.update(repeating: 0, count: (fixedCount + 1) * rows.clusterCount)
  }

  /// Takes the modes along to parameters that differ by `step` from those evaluated last.
  func moveModes(along step: UnsafePointer<Double>) {
    let n = fixedCount + 1
    for cluster in 0..<rows.clusterCount {
      let slopes = modeSlopes + cluster * n
      var change = 0.0
      for index in 0..<n { change += slopes[index] * step[index] }
      modes[cluster] += change
    }
  }

  /// Evaluates value, gradient and Hessian.
  ///
  /// - Parameters:
  ///   - parameters: β, then σ ≥ 0.
  ///   - tolerance: of the modes; their error is about its square.
  /// - Returns: false if some mode was not found.
  mutating func evaluate(_ parameters: UnsafePointer<Double>, tolerance: Double) -> Bool {
    let sigma = parameters[fixedCount]
    predict(parameters)
    if sigma > 0 {
      guard row_modes(data, sigma, tolerance, modes) == 0 else { return false }
    } else {
      modes.update(repeating: 0, count: rows.clusterCount)
    }
    row_sums(
      data, sigma, modes, rows.varyingColumns, rows.varying.count, sums, g, w, w1, w2)
    accumulate(sigma)
    row_weights(data, weightOfSecond, weightOfFirst, w, w1, w2)
    addVaryingProducts()
    return value.isFinite
  }

  /// Writes the information about β at given variances, X'V⁻¹X of the working responses, to the lower
  /// triangle `target`; needs an evaluation at the same parameters before it.
  func writeExpectedInformation(
    at parameters: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>
  ) {
    let sigma = parameters[fixedCount]
    row_sums(
      data, sigma, modes, rows.varyingColumns, rows.varying.count, sums, g, w, w1, w2)
    for index in 0..<packedCount(fixedCount) { target[index] = 0 }
    for cluster in 0..<rows.clusterCount {
      let own = clusterSums(cluster)
      let weight = own[Int(ROW_W.rawValue)]
      let share = sigma * sigma / (1 + sigma * sigma * weight)
      let times = rows.multiplicity[cluster]
      for k in 0..<fixedCount {
        let s0 = columnSum(own, k, cluster, 1, weight)
        for l in 0...k {
          var product = -share * s0 * columnSum(own, l, cluster, 1, weight)
          if l < constantCount { product += rows.constant[l].values[cluster] * s0 }
          target[packedIndex(k, l)] += times * product
        }
      }
    }
    for k in constantCount..<fixedCount {
      for l in constantCount...k { target[packedIndex(k, l)] += varyingProduct(k, l) }
    }
  }

  private func clusterSums(_ cluster: Int) -> UnsafeMutablePointer<Double> {
    sums + cluster * (Int(ROW_COLUMNS.rawValue) + 4 * (fixedCount - constantCount))
  }

  /// One of the sums of g x, w x, w1 x, w2 x of a cluster, by its number; `whole` is that without x.
  @inline(__always)
  private func columnSum(
    _ own: UnsafePointer<Double>, _ column: Int, _ cluster: Int, _ number: Int, _ whole: Double
  ) -> Double {
    column < constantCount
      ? rows.constant[column].values[cluster] * whole
      : own[Int(ROW_COLUMNS.rawValue) + 4 * (column - constantCount) + number]
  }

  private func predict(_ parameters: UnsafePointer<Double>) {
    for cluster in 0..<rows.clusterCount { base[cluster] = 0 }
    for (index, column) in rows.constant.enumerated() {
      let beta = parameters[index]
      for cluster in 0..<rows.clusterCount { base[cluster] += beta * column.values[cluster] }
    }
    row_predictors(
      data, base, rows.offset, rows.varyingColumns, parameters + constantCount, rows.varying.count,
      xi)
  }

  private func varyingProduct(_ k: Int, _ l: Int) -> Double {
    row_product(
      w, rows.varyingColumns[k - constantCount], rows.varyingColumns[l - constantCount],
      rows.paddedCount)
  }

  private func addVaryingProducts() {
    for k in constantCount..<fixedCount {
      for l in constantCount...k { hessian[packedIndex(k, l)] += varyingProduct(k, l) }
    }
  }

  /// Adds up everything but the products of columns that vary within clusters.
  private mutating func accumulate(_ sigma: Double) {
    let p = fixedCount
    value = 0
    for index in 0...p { gradient[index] = 0 }
    for index in 0..<packedCount(p + 1) { hessian[index] = 0 }
    for cluster in 0..<rows.clusterCount { add(cluster, sigma) }
  }

  @inline(__always)
  private mutating func add(_ cluster: Int, _ sigma: Double) {
    let p = fixedCount
    let own = clusterSums(cluster)
    let sumG = own[Int(ROW_G.rawValue)]
    let sumW = own[Int(ROW_W.rawValue)]
    let sumW1 = own[Int(ROW_W1.rawValue)]
    let sumW2 = own[Int(ROW_W2.rawValue)]
    let u = modes[cluster]
    let times = rows.multiplicity[cluster]
    let variance = sigma * sigma
    let d = 1 + variance * sumW
    let inverse = 1 / d
    // Weights of a row's second and first derivative of w in the products of columns.
    let a = 0.5 * variance * inverse
    let c = variance * sumW1 * inverse
    let b = -a * c
    weightOfSecond[cluster] = a
    weightOfFirst[cluster] = b
    let sumV = sumW2 - c * sumW1
    let sumR = sumW + a * sumW2 + b * sumW1
    value += times * (own[Int(ROW_VALUE.rawValue)] + 0.5 * u * u + 0.5 * log(d))

    // Along σ.
    let uSigma = -(sumG + sigma * sumW * u) * inverse
    let t = u + sigma * uSigma
    let eSigma = (2 * sigma * sumW + variance * sumW1 * t) * inverse
    gradient[p] += times * (sumG * u + 0.5 * eSigma)
    let uTwice = -(2 * sumW * t + sigma * sumW1 * t * t + 2 * sigma * sumW * uSigma) * inverse
    let eTwice =
      2 * sumW + 4 * sigma * sumW1 * t + variance * sumW2 * t * t
      + variance * sumW1 * (2 * uSigma + sigma * uTwice)
    hessian[packedIndex(p, p)] +=
      times * (sumW * t * u + sumG * uSigma + 0.5 * (eTwice * inverse - eSigma * eSigma))

    let slopes = modeSlopes + cluster * (p + 1)
    slopes[p] = uSigma
    let terms = columnTerms
    let sigmaRow = hessian + packedIndex(p, 0)
    for k in 0..<p {
      let s0 = columnSum(own, k, cluster, 1, sumW)
      let s1 = columnSum(own, k, cluster, 2, sumW1)
      let s2 = columnSum(own, k, cluster, 3, sumW2)
      let uK = -sigma * s0 * inverse
      let shift = sigma * uK
      slopes[k] = uK
      let e = variance * (s1 + shift * sumW1) * inverse
      gradient[k] += times * (columnSum(own, k, cluster, 0, sumG) + 0.5 * e)
      let wT = s0 + shift * sumW
      let w1T = s1 + shift * sumW1
      let w2T = s2 + shift * sumW2
      let uMixed = -(wT + sigma * t * w1T + sigma * sumW * uK) * inverse
      let eMixed =
        2 * sigma * w1T + variance * t * w2T + variance * sumW1 * (uK + sigma * uMixed)
      sigmaRow[k] += times * (wT * u + sumG * uK + 0.5 * (eMixed * inverse - eSigma * e))
      // What the products of two columns take: s0, q, shift, e, and the sum of r x.
      terms[5 * k] = s0
      terms[5 * k + 1] = a * (s2 - c * s1)
      terms[5 * k + 2] = shift
      terms[5 * k + 3] = e
      terms[5 * k + 4] = s0 + a * s2 + b * s1
    }
    let whole = a * sumV
    for k in 0..<p {
      let row = hessian + packedIndex(k, 0)
      let s0 = terms[5 * k]
      let q = terms[5 * k + 1]
      let shift = terms[5 * k + 2]
      let halfE = 0.5 * terms[5 * k + 3]
      let sumRX = terms[5 * k + 4]
      for l in 0...k {
        let other = terms + 5 * l
        row[l] +=
          times * ((s0 + q + whole * shift) * other[2] + shift * other[1] - halfE * other[3])
        if l < constantCount {
          let x = rows.constant[l].values[cluster]
          row[l] +=
            times
            * (k < constantCount ? x * rows.constant[k].values[cluster] * sumR : x * sumRX)
        }
      }
    }
  }
}
