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
    guard criticalValue.isFinite else {
      self = .withheld(.noCriticalValue)
      return
    }
    let sizes = linearForm(inverse.rows, of: covariances).map { $0 / Double(q) }
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
    let weights = linearForm(
      direction.map { first in direction.map { first * $0 } }, of: covariances)
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

/// For each replicate the trace of BC, B symmetric and C given by entries of its lower triangle, each in
/// all replicates.
private func linearForm(_ b: [[Double]], of entries: [[Double]]) -> [Double] {
  var sums = [Double](repeating: 0, count: entries[0].count)
  var next = 0
  for i in b.indices {
    for j in 0...i {
      let weight = (i == j ? 1 : 2) * b[i][j]
      for (replicate, value) in entries[next].enumerated() { sums[replicate] += weight * value }
      next += 1
    }
  }
  return sums
}

/// The inverse of a positive definite matrix.
struct Inverse {
  private(set) var rows: [[Double]]

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
}
