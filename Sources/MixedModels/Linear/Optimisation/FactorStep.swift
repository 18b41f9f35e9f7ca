internal import Numerics

/// Newton steps in the Cholesky factor Λ of D, for covariance matrices near or on the boundary.
///
/// The criterion in Λ has the curvature J'HJ of the criterion in D, J = ∂D/∂Λ, and besides, because D
/// is quadratic in Λ, the gradient itself on pairs of entries of one column. That second part is what
/// makes a Newton step towards a singular D converge quickly. The factor is pivoted, so that the
/// pivots that vanish come last: otherwise what stands below a vanishing pivot and the later pivots
/// would describe the same variances twice. Columns of Λ with a pivot of 0 stay 0.
struct FactorStep {
  private let layout: CovarianceLayout
  private let factor: UnsafeMutablePointer<Double>
  /// For each block the effect at each position of its factor.
  private let orders: UnsafeMutablePointer<Int>
  private let moved: UnsafeMutablePointer<Double>
  private let jacobian: UnsafeMutablePointer<Double>
  private let product: UnsafeMutablePointer<Double>
  private let gradient: UnsafeMutablePointer<Double>
  private let curvature: UnsafeMutablePointer<Double>
  private let lowest: UnsafeMutablePointer<Double>
  private let step: UnsafeMutablePointer<Double>
  private let solver: BoundedQuadratic

  private var n: Int { layout.parameterCount }

  static func doubles(_ n: Int) -> Int {
    6 * n + 2 * n * n + packedCount(n) + BoundedQuadratic.doubles(n)
  }
  static let pieces = 13

  init(layout: CovarianceLayout, arena: Arena) {
    self.layout = layout
    let n = layout.parameterCount
    factor = arena.take(n)
    orders = arena.takeIndices(n)
    moved = arena.take(n)
    jacobian = arena.take(n * n)
    product = arena.take(n * n)
    gradient = arena.take(n)
    curvature = arena.take(packedCount(n))
    lowest = arena.take(n)
    step = arena.take(n)
    solver = BoundedQuadratic(capacity: n, arena: arena)
  }

  /// Writes the covariance parameters after one step from ψ to `target`.
  ///
  /// - Returns: the predicted decrease of the criterion.
  func propose(
    from psi: UnsafePointer<Double>, _ evaluation: Evaluation,
    to target: UnsafeMutablePointer<Double>
  ) -> Double? {
    linearise(psi, evaluation)
    for attempt in 0..<8 {
      fillCurvature(evaluation, attempt: attempt)
      if let decrease = solver.solve(
        n, gradient: gradient, curvature: curvature, lowest: lowest, step: step)
      {
        apply(fraction: 1, to: target)
        return decrease
      }
    }
    return nil
  }

  /// Fills the factor, J and the gradient in Λ.
  private func linearise(_ psi: UnsafePointer<Double>, _ evaluation: Evaluation) {
    jacobian.update(repeating: 0, count: n * n)
    for block in layout.blocks {
      let first = block.firstParameter
      let q = block.order
      if q == 1 {
        factor[first] = psi[first]
        jacobian[first * n + first] = 1
        lowest[first] = -psi[first]
        continue
      }
      pivotedFactor(
        psi + first, q, information: evaluation.information, first: first, factor + first,
        order(block))
      fillJacobian(block)
    }
    for index in layout.residualParameters {
      factor[index] = psi[index]
      jacobian[index * n + index] = 1
      lowest[index] = -.infinity
    }
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<n { sum += jacobian[i * n + j] * evaluation.gradient[j] }
      gradient[i] = sum
    }
  }

  /// The effect at each position of a block's factor.
  private func order(_ block: CovarianceLayout.Block) -> UnsafeMutablePointer<Int> {
    orders + block.firstParameter
  }

  /// The parameter of the covariance of the effects at two positions of a block's factor.
  private func parameter(_ block: CovarianceLayout.Block, _ i: Int, _ j: Int) -> Int {
    block.firstParameter + packedIndex(order(block)[i], order(block)[j])
  }

  private func fillJacobian(_ block: CovarianceLayout.Block) {
    let first = block.firstParameter
    for i in 0..<block.order {
      for j in 0...i {
        let row = jacobian + (first + packedIndex(i, j)) * n
        lowest[first + packedIndex(i, j)] = -.infinity
        guard factor[first + packedIndex(j, j)] != 0 else { continue }
        for b in j..<block.order {
          row[parameter(block, i, b)] += factor[first + packedIndex(b, j)]
        }
        row[parameter(block, i, i)] += factor[first + packedIndex(i, j)]
      }
    }
  }

  /// J'HJ with the observed second derivatives and the gradient's part; later attempts use the
  /// average information, leave that part out and add a growing ridge.
  private func fillCurvature(_ evaluation: Evaluation, attempt: Int) {
    let h = attempt == 0 ? evaluation.observed : evaluation.information
    for i in 0..<n {
      for j in 0..<n {
        var sum = 0.0
        for k in 0..<n { sum += jacobian[i * n + k] * h[packedIndex(k, j)] }
        product[i * n + j] = sum
      }
    }
    for i in 0..<n {
      for j in 0...i {
        var sum = 0.0
        for k in 0..<n { sum += product[i * n + k] * jacobian[j * n + k] }
        curvature[packedIndex(i, j)] = sum
      }
    }
    if attempt < 2 { addGradientPart(evaluation.gradient) }
    var largest = 0.0
    for i in 0..<n { largest = max(largest, curvature[packedIndex(i, i)].magnitude) }
    let ridge = attempt < 3 ? 0 : largest * [1e-6, 1e-4, 1e-2, 1, 100][attempt - 3]
    for i in 0..<n {
      curvature[packedIndex(i, i)] += ridge
      if isFrozen(i) { curvature[packedIndex(i, i)] = max(largest, 1) }
    }
  }

  private func addGradientPart(_ g: UnsafePointer<Double>) {
    for block in layout.blocks where block.order > 1 {
      let first = block.firstParameter
      for j in 0..<block.order where factor[first + packedIndex(j, j)] != 0 {
        for i in j..<block.order {
          for k in j...i {
            let pair = packedIndex(first + packedIndex(i, j), first + packedIndex(k, j))
            let part = g[parameter(block, i, k)]
            curvature[pair] += i == k ? 2 * part : part
          }
        }
      }
    }
  }

  /// Whether the factor entry belongs to a column whose pivot is 0.
  private func isFrozen(_ parameter: Int) -> Bool {
    var sum = 0.0
    for j in 0..<n { sum += jacobian[parameter * n + j].magnitude }
    return sum == 0
  }

  /// Writes the covariance parameters after this fraction of the step proposed last.
  ///
  /// A fraction of the step in Λ, not of the way in D, lowers the criterion if it is short enough.
  func apply(fraction: Double, to target: UnsafeMutablePointer<Double>) {
    for i in 0..<n { moved[i] = factor[i] + fraction * step[i] }
    for block in layout.blocks {
      let first = block.firstParameter
      if block.order == 1 {
        target[first] = max(moved[first], 0)
      } else {
        multiplyPivotedFactor(moved + first, block.order, order(block), target + first)
      }
    }
    for index in layout.residualParameters { target[index] = moved[index] }
  }
}
