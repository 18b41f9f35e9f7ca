internal import Numerics

/// One step of Fisher scoring for variances and covariances that keeps covariance matrices positive
/// semi-definite.
///
/// Where θ + F⁻¹g is none, the step is the minimum of ½δ'Fδ - g'δ over those that are: a variance that would
/// be negative is 0, with its covariances, and a correlation at most 1. A point that such steps do not move
/// is a stationary point of the likelihood of the working response on that set.
struct ScoringStep {
  private let n: Int
  /// The first parameter and the order of each term.
  private let terms: [(first: Int, order: Int)]
  private let matrix: UnsafeMutablePointer<Double>
  private let vectors: UnsafeMutablePointer<Double>
  private let reduced: UnsafeMutablePointer<Double>
  /// F and g in units w in which the variances have information 1 and the norm is Frobenius': θ = scale·w.
  private let curvature: UnsafeMutablePointer<Double>
  private let slope: UnsafeMutablePointer<Double>
  private let scale: UnsafeMutablePointer<Double>
  private let origin: UnsafeMutablePointer<Double>
  private let point: UnsafeMutablePointer<Double>
  private let before: UnsafeMutablePointer<Double>
  private let ahead: UnsafeMutablePointer<Double>
  private let inverse: GuardedInverse

  init(_ model: GeneralisedModel, workspace: Workspace) {
    var next = 0
    terms = model.terms.map { term in
      defer { next += packedCount(term.columns.count) }
      return (next, term.columns.count)
    }
    n = next
    let widest = model.terms.map(\.columns.count).max() ?? 0
    matrix = workspace.doubles(widest * widest)
    vectors = workspace.doubles(widest * widest)
    reduced = workspace.doubles(packedCount(n))
    curvature = workspace.doubles(n * n)
    slope = workspace.doubles(n)
    scale = workspace.doubles(n)
    origin = workspace.doubles(n)
    point = workspace.doubles(n)
    before = workspace.doubles(n)
    ahead = workspace.doubles(n)
    inverse = GuardedInverse(
      capacity: n,
      arena: workspace.arena(doubles: GuardedInverse.doubles(n), pieces: GuardedInverse.pieces))
  }

  /// Writes where the step from θ leads to `next`, and asymptotic standard errors √(2F⁻¹) to `errors`.
  ///
  /// - Parameter gradient: g, twice the derivative of the log likelihood.
  func take(
    from theta: UnsafePointer<Double>, _ sums: QuasiSums, gradient: UnsafePointer<Double>,
    to next: UnsafeMutablePointer<Double>, errors: UnsafeMutablePointer<Double>
  ) {
    reduced.update(from: sums.fisher, count: packedCount(n))
    inverse.invert(reduced, n)
    for k in 0..<n {
      var step = 0.0
      for l in 0..<n { step += reduced[packedIndex(k, l)] * gradient[l] }
      next[k] = theta[k] + step
      errors[k] = (2 * reduced[packedIndex(k, k)]).squareRoot()
    }
    if isSemidefinite(next) { return }
    setUnits(theta, sums, gradient)
    for k in 0..<n { point[k] = scale[k] > 0 ? next[k] / scale[k] : 0 }
    minimise()
    clearRounding()
    for k in 0..<n { next[k] = scale[k] * point[k] }
  }

  private func isSemidefinite(_ theta: UnsafePointer<Double>) -> Bool {
    for (first, q) in terms {
      if q == 1 {
        if theta[first] < 0 { return false }
        continue
      }
      reduced.update(from: theta + first, count: packedCount(q))
      if !choleskyPacked(reduced, q, tolerance: 0) { return false }
    }
    return true
  }

  private func setUnits(
    _ theta: UnsafePointer<Double>, _ sums: QuasiSums, _ gradient: UnsafePointer<Double>
  ) {
    for (first, q) in terms {
      for a in 0..<q {
        for b in 0...a {
          let k = first + packedIndex(a, b)
          scale[k] = unit(first, a, sums) * unit(first, b, sums) * (a == b ? 1 : 0.5.squareRoot())
        }
      }
    }
    for k in 0..<n {
      origin[k] = theta[k] / scale[k]
      slope[k] = gradient[k] * scale[k]
      for l in 0..<n {
        curvature[k * n + l] = sums.fisher[packedIndex(k, l)] * scale[k] * scale[l]
      }
    }
  }

  /// The root of the unit of a variance.
  private func unit(_ first: Int, _ effect: Int, _ sums: QuasiSums) -> Double {
    let own = first + packedIndex(effect, effect)
    let information = sums.fisher[packedIndex(own, own)]
    return information > 0 ? 1 / information.squareRoot().squareRoot() : 1
  }

  /// Accelerated projected gradients with restarts (Beck & Teboulle 2009; O'Donoghue & Candès 2015), from
  /// and to `point`; what is minimised is convex and has a handful of parameters.
  private func minimise() {
    var largest = 0.0
    for k in 0..<n {
      var sum = 0.0
      for l in 0..<n { sum += curvature[k * n + l].magnitude }
      largest = max(largest, sum)
    }
    guard largest > 0 else { return }
    project(point)
    for k in 0..<n { ahead[k] = point[k] }
    var momentum = 1.0
    for _ in 0..<5000 {
      for k in 0..<n { before[k] = point[k] }
      for k in 0..<n {
        var derivative = -slope[k]
        for l in 0..<n { derivative += curvature[k * n + l] * (ahead[l] - origin[l]) }
        point[k] = ahead[k] - derivative / largest
      }
      project(point)
      var change = 0.0
      var turn = 0.0
      for k in 0..<n {
        change = max(change, (point[k] - before[k]).magnitude / max(1, point[k].magnitude))
        turn += (ahead[k] - point[k]) * (point[k] - before[k])
      }
      if change < 1e-15 { return }
      let next = turn > 0 ? 1 : 0.5 * (1 + (1 + 4 * momentum * momentum).squareRoot())
      let weight = turn > 0 ? 0 : (momentum - 1) / next
      for k in 0..<n { ahead[k] = point[k] + weight * (point[k] - before[k]) }
      momentum = next
    }
  }

  /// Replaces each term's matrix by the nearest positive semi-definite one.
  private func project(_ w: UnsafeMutablePointer<Double>) {
    for (first, q) in terms {
      if q == 1 {
        w[first] = max(w[first], 0)
        continue
      }
      for a in 0..<q {
        for b in 0..<q {
          let value = w[first + packedIndex(a, b)]
          matrix[a * q + b] = a == b ? value : value * 0.5.squareRoot()
        }
      }
      diagonalise(matrix, q, vectors: vectors)
      for a in 0..<q {
        for b in 0...a {
          var sum = 0.0
          for k in 0..<q {
            sum += max(matrix[k * q + k], 0) * vectors[a * q + k] * vectors[b * q + k]
          }
          w[first + packedIndex(a, b)] = a == b ? sum : sum * 2.0.squareRoot()
        }
      }
    }
  }

  /// Sets variances that are 0 but for rounding, and their covariances, to 0.
  private func clearRounding() {
    for (first, q) in terms {
      for a in 0..<q where point[first + packedIndex(a, a)] < 1e-10 {
        for b in 0..<q { point[first + packedIndex(a, b)] = 0 }
      }
    }
  }
}
