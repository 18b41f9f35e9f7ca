internal import Numerics

/// Decides whether singular covariance matrices are the answer, and lets them go where they are not.
///
/// With G = ∂criterion/∂D, a singular D is a minimum only if v'Gv ≥ 0 for every v in its null space:
/// in Λ the gradient there is 0 whether or not it is a minimum.
struct SingularBoundary {
  private let layout: CovarianceLayout
  private let factor: UnsafeMutablePointer<Double>
  private let work: UnsafeMutablePointer<Double>
  private let basis: UnsafeMutablePointer<Double>
  private let direction: UnsafeMutablePointer<Double>
  /// The effect at each position of a pivoted factor.
  private let order: UnsafeMutablePointer<Int>

  private static func widest(_ layout: CovarianceLayout) -> Int {
    layout.blocks.map(\.order).max() ?? 0
  }

  static func doubles(_ layout: CovarianceLayout) -> Int {
    layout.parameterCount + 4 * widest(layout) * widest(layout) + 2 * widest(layout)
  }
  static let pieces = 5

  init(layout: CovarianceLayout, arena: Arena) {
    self.layout = layout
    let q = Self.widest(layout)
    factor = arena.take(layout.parameterCount)
    work = arena.take(2 * q * q)
    basis = arena.take(2 * q * q)
    direction = arena.take(q)
    order = arena.takeIndices(q)
  }

  /// Whether a variance is 0 or a correlation ±1 (relative pivot below 1e-8).
  func isSingular(_ psi: UnsafePointer<Double>) -> Bool {
    layout.blocks.contains { block in
      let a = psi + block.firstParameter
      packedFactor(a, block.order, factor)
      return (0..<block.order).contains { k in
        let pivot = factor[packedIndex(k, k)]
        return pivot * pivot <= singularPivot * a[packedIndex(k, k)]
      }
    }
  }

  /// Writes ψ with vanishing pivots of matrices set to exactly 0 to `target`.
  ///
  /// A pivot vanishes where its square is below 1e-5 of the standard error of the variance it is part
  /// of, which only a minimum on the boundary reaches.
  /// - Returns: whether there were any.
  func snap(
    _ psi: UnsafePointer<Double>, _ evaluation: Evaluation,
    to target: UnsafeMutablePointer<Double>
  ) -> Bool {
    var snapped = false
    for index in 0..<layout.parameterCount { target[index] = psi[index] }
    for block in layout.blocks where block.order > 1 {
      let first = block.firstParameter
      let q = block.order
      pivotedFactor(
        psi + first, q, information: evaluation.information, first: first, factor, order)
      guard let vanished = (0..<q).first(where: { vanishes($0, first, evaluation) }) else {
        continue
      }
      for i in vanished..<q {
        for j in vanished...i { factor[packedIndex(i, j)] = 0 }
      }
      multiplyPivotedFactor(factor, q, order, target + first)
      snapped = true
    }
    return snapped
  }

  /// Whether a pivot is small but not 0, and so all that come after it.
  private func vanishes(_ position: Int, _ first: Int, _ evaluation: Evaluation) -> Bool {
    let own = first + packedIndex(order[position], order[position])
    let information = evaluation.information[packedIndex(own, own)]
    let pivot = factor[packedIndex(position, position)]
    return pivot != 0 && information > 0 && pivot * pivot * information.squareRoot() < 1e-5
  }

  /// Writes ψ moved off the boundary along the direction that lowers the criterion most.
  ///
  /// - Returns: the decrease that the quadratic approximation along it promises; 0 if there is none.
  func release(
    _ psi: UnsafePointer<Double>, _ evaluation: Evaluation,
    to target: UnsafeMutablePointer<Double>
  ) -> Double {
    for index in 0..<layout.parameterCount { target[index] = psi[index] }
    var promised = 0.0
    for block in layout.blocks where block.order > 1 {
      let first = block.firstParameter
      let slope = steepest(block, psi, evaluation)
      guard slope < 0 else { continue }
      let curvature = secondDerivative(block, evaluation.information)
      guard curvature > 0 else { continue }
      let length = -slope / curvature
      promised += -0.5 * slope * length
      for i in 0..<block.order {
        for j in 0...i {
          target[first + packedIndex(i, j)] += length * direction[i] * direction[j]
        }
      }
    }
    return promised
  }

  /// The least v'Gv over unit vectors in the null space of a block's D, and that v in `direction`.
  private func steepest(
    _ block: CovarianceLayout.Block, _ psi: UnsafePointer<Double>, _ evaluation: Evaluation
  ) -> Double {
    let q = block.order
    let first = block.firstParameter
    let g = evaluation.gradient
    pivotedFactor(psi + first, q, information: evaluation.information, first: first, factor, order)
    guard (0..<q).contains(where: { factor[packedIndex($0, $0)] == 0 }) else { return 0 }
    fillProjector(q)
    // work = ΠGΠ, with G the symmetric gradient (off-diagonal parameters count twice).
    let projector = basis
    let half = basis + q * q
    for i in 0..<q {
      for j in 0..<q {
        var sum = 0.0
        for k in 0..<q {
          let value = g[first + packedIndex(k, j)]
          sum += projector[i * q + k] * (k == j ? value : value / 2)
        }
        half[i * q + j] = sum
      }
    }
    for i in 0..<q {
      for j in 0..<q {
        var sum = 0.0
        for k in 0..<q { sum += half[i * q + k] * projector[k * q + j] }
        work[i * q + j] = sum
      }
    }
    return leastEigenvalue(q)
  }

  /// Π = I - UU', U an orthonormal basis of the columns of the factor.
  private func fillProjector(_ q: Int) {
    let projector = basis
    let column = direction
    for i in 0..<q {
      for j in 0..<q { projector[i * q + j] = i == j ? 1 : 0 }
    }
    for k in 0..<q where factor[packedIndex(k, k)] != 0 {
      var squares = 0.0
      for i in 0..<q {
        var sum = 0.0
        for j in k..<q { sum += projector[i * q + order[j]] * factor[packedIndex(j, k)] }
        column[i] = sum
        squares += sum * sum
      }
      guard squares > 0 else { continue }
      for i in 0..<q {
        for j in 0..<q { projector[i * q + j] -= column[i] * column[j] / squares }
      }
    }
  }

  /// Leaves the eigenvector of `work` in `direction`.
  private func leastEigenvalue(_ q: Int) -> Double {
    let vectors = work + q * q
    diagonalise(work, q, vectors: vectors)
    var best = 0
    for i in 1..<max(q, 1) where work[i * q + i] < work[best * q + best] { best = i }
    for i in 0..<q { direction[i] = vectors[i * q + best] }
    return work[best * q + best]
  }

  /// The average information along D + t vv'.
  private func secondDerivative(
    _ block: CovarianceLayout.Block, _ average: UnsafePointer<Double>
  ) -> Double {
    let q = block.order
    let first = block.firstParameter
    var sum = 0.0
    for i in 0..<q {
      for j in 0...i {
        for k in 0..<q {
          for l in 0...k {
            sum +=
              average[packedIndex(first + packedIndex(i, j), first + packedIndex(k, l))]
              * direction[i] * direction[j] * direction[k] * direction[l]
          }
        }
      }
    }
    return sum
  }
}
