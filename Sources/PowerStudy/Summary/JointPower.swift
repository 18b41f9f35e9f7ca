import Numerics
import StudyDesign

extension StandardErrorPower {
  /// Power of a joint test: noncentral F (χ² over its degrees of freedom for z tests) with
  /// noncentrality b'M⁻¹b, M the mean covariance matrix of the estimates.
  ///
  /// The interval is that of a single coefficient, to which it reduces: with wᵣ = b'M⁻¹CᵣM⁻¹b, whose mean
  /// is the noncentrality λ, the ends have the noncentralities λ²/(λ ± 1.96 SE(w̄)).
  ///
  /// - Parameters:
  ///   - truths: b; nil where the generating model lacks a coefficient.
  ///   - covariances: entries of C by rows of its lower triangle, each in all usable replicates.
  ///   - criticalValue: of F, the mean over the replicates.
  init(
    truths: [Double]?, covariances: [[Double]], criticalValue: Double, test: StudyTest
  ) {
    guard let truths else {
      self = .withheld(.noTruth)
      return
    }
    // Beyond it critical values do not tell degrees of freedom apart.
    guard test.alpha <= 0.25 else {
      self = .withheld(.notServed)
      return
    }
    let q = truths.count
    let means = covariances.map { Moments($0).mean ?? .nan }
    guard let inverse = Inverse(packed: means, order: q) else {
      self = .withheld(.noStandardErrors)
      return
    }
    let replicates = covariances[0].indices
    let sizes = replicates.map { r in inverse.trace(times: covariances.map { $0[r] }) / Double(q) }
    let largest = (sizes.max() ?? 0) / Double(sizes.count)
    guard sizes.count < 100 || largest <= 0.05 else {
      self = .withheld(.dominated(share: largest))
      return
    }
    let direction = inverse.product(truths)
    let noncentrality = zip(direction, truths).reduce(0) { $0 + $1.0 * $1.1 }
    let degrees =
      test.method.hasDegreesOfFreedom
      ? FDistribution.withCriticalValue(
        criticalValue, numerator: Double(q), upperTail: test.alpha
      ).denominator : Double.infinity
    let power = { (lambda: Double) in
      NoncentralF(numerator: Double(q), denominator: degrees, noncentrality: max(0, lambda))
        .upperTail(criticalValue)
    }
    let weights = replicates.map { r in
      quadraticForm(direction, packed: covariances.map { $0[r] })
    }
    let interval = Moments(weights).standardErrorOfMean.map { error in
      let half = StandardNormal.upperQuantile(0.025) * error
      let ends = [-half, 0, half].map { step in
        noncentrality > 0
          ? power(noncentrality * noncentrality / max(noncentrality + step, 1e-12)) : power(0)
      }
      return ends.min()!...ends.max()!
    }
    self = .figure(power(noncentrality), interval: interval)
  }
}

/// x'Ax of a symmetric matrix given by rows of its lower triangle.
private func quadraticForm(_ x: [Double], packed a: [Double]) -> Double {
  var sum = 0.0
  var next = 0
  for i in x.indices {
    for j in 0...i {
      sum += (i == j ? 1 : 2) * a[next] * x[i] * x[j]
      next += 1
    }
  }
  return sum
}

/// The inverse of a positive definite matrix.
private struct Inverse {
  private var rows: [[Double]]

  /// Nil if the matrix, given by rows of its lower triangle, is not positive definite.
  init?(packed: [Double], order: Int) {
    var a = (0..<order).map { i in
      (0..<order).map { j in packed[max(i, j) * (max(i, j) + 1) / 2 + min(i, j)] }
    }
    rows = (0..<order).map { i in (0..<order).map { $0 == i ? 1 : 0 } }
    // Gauss-Jordan elimination; pivots of a positive definite matrix are positive in any order.
    for pivot in 0..<order {
      let value = a[pivot][pivot]
      guard value > 0, value.isFinite else { return nil }
      for column in 0..<order {
        a[pivot][column] /= value
        rows[pivot][column] /= value
      }
      for row in 0..<order where row != pivot {
        let factor = a[row][pivot]
        for column in 0..<order {
          a[row][column] -= factor * a[pivot][column]
          rows[row][column] -= factor * rows[pivot][column]
        }
      }
    }
  }

  func product(_ x: [Double]) -> [Double] {
    rows.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The trace of the product with a symmetric matrix given by rows of its lower triangle.
  func trace(times packed: [Double]) -> Double {
    var sum = 0.0
    var next = 0
    for i in rows.indices {
      for j in 0...i {
        sum += (i == j ? 1 : 2) * rows[i][j] * packed[next]
        next += 1
      }
    }
    return sum
  }
}
