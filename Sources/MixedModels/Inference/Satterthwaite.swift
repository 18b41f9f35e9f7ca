internal import Numerics

/// Satterthwaite's degrees of freedom of combinations l'β̂ (Giesbrecht & Burns 1985), with the observed
/// Hessian as in lmerTest (Kuznetsova, Brockhoff & Christensen 2017).
///
/// In the parameters (ψ, log σ²) let v = l'Cl σ² be the variance of the combination and S the second
/// derivatives of the profiled criterion. With hᵢ = y'PVᵢPy/σ² and ν = n - p the criterion's Hessian
/// is [S + hh'/ν, h; h', ν], so that with gᵢ = ∂v/∂ψᵢ = σ² l'CBᵢCl and ∂v/∂log σ² = v
///
///     df = v² / (u'S⁻¹u + v²/ν),  u = g - hv/ν.
///
/// On the boundary the derivatives are taken in the pivoted Cholesky factor Λ of the relative
/// covariance matrix: along a column of Λ whose pivot is 0 neither v nor the criterion has a slope,
/// and it drops out. Without variances df = ν, which is also the most there can be. Directions along
/// which S is not positive, beyond rounding, are left out.
struct Satterthwaite {
  private let layout: CovarianceLayout
  private let p: Int
  private let inverse: GuardedInverse
  /// Row by row the derivative of ψ along each direction in which it may move.
  private let directions: UnsafeMutablePointer<Double>
  private var directionCount = 0
  /// S along the directions, then its inverse, packed.
  private let curvature: UnsafeMutablePointer<Double>
  /// h along the directions.
  private let slopes: UnsafeMutablePointer<Double>
  private let factor: UnsafeMutablePointer<Double>
  /// For each block the effect at each position of its factor.
  private let orders: UnsafeMutablePointer<Int>
  private let product: UnsafeMutablePointer<Double>
  private let gradient: UnsafeMutablePointer<Double>
  private let moved: UnsafeMutablePointer<Double>
  private let weights: UnsafeMutablePointer<Double>
  private var nu = 0.0

  private var n: Int { layout.parameterCount }

  static func doubles(p: Int, parameterCount n: Int) -> Int {
    GuardedInverse.doubles(n) + 2 * n * n + packedCount(n) + 5 * n + p
  }
  static let pieces = GuardedInverse.pieces + 9

  init(layout: CovarianceLayout, p: Int, arena: Arena) {
    self.layout = layout
    self.p = p
    let n = layout.parameterCount
    inverse = GuardedInverse(capacity: n, arena: arena)
    directions = arena.take(n * n)
    curvature = arena.take(packedCount(n))
    slopes = arena.take(n)
    factor = arena.take(n)
    orders = arena.takeIndices(n)
    product = arena.take(n * n)
    gradient = arena.take(n)
    moved = arena.take(n)
    weights = arena.take(p)
  }

  /// Takes in a fit: ψ and what an evaluation at the depth `inference` left there.
  mutating func prepare(
    psi: UnsafePointer<Double>, _ evaluation: Evaluation, _ derivatives: DerivativeSums
  ) {
    nu = evaluation.nu
    fillDirections(psi, evaluation)
    fillCurvature(evaluation)
    addGradientPart(evaluation.gradient)
    inverse.invert(curvature, directionCount)
    let quadratic = derivatives.values + derivatives.layout.quadratic
    let sigma = evaluation.sigmaSquared
    for row in 0..<directionCount {
      var sum = 0.0
      for i in 0..<n { sum += directions[row * n + i] * quadratic[i] }
      slopes[row] = sum / sigma
    }
  }

  /// Degrees of freedom of l'β̂, above 0 and at most ν.
  ///
  /// - Parameter l: p weights, not all 0.
  func degreesOfFreedom(
    _ l: UnsafePointer<Double>, _ evaluation: Evaluation, _ derivatives: DerivativeSums
  ) -> Double {
    let variance = multiplyPacked(evaluation.c, l, p, into: weights)
    let b = derivatives.values + derivatives.layout.b
    for i in 0..<n {
      gradient[i] = quadraticForm(weights, b + i * packedCount(p), p)
    }
    for row in 0..<directionCount {
      var sum = -slopes[row] * variance / nu
      for i in 0..<n { sum += directions[row * n + i] * gradient[i] }
      moved[row] = sum
    }
    let spread = quadraticForm(moved, curvature, directionCount) + variance * variance / nu
    return variance * variance / spread
  }

  /// The directions of ψ: its entries, except that variances of 0 do not move and singular matrices
  /// move along the columns of their factor, column after column.
  private mutating func fillDirections(
    _ psi: UnsafePointer<Double>, _ evaluation: Evaluation
  ) {
    directionCount = 0
    for index in 0..<n * n { directions[index] = 0 }
    for block in layout.blocks {
      let first = block.firstParameter
      pivotedFactor(
        psi + first, block.order, information: evaluation.information, first: first,
        factor + first, order(block))
      if isRegular(block) {
        for parameter in first..<first + block.parameterCount {
          directions[directionCount * n + parameter] = 1
          directionCount += 1
        }
      } else {
        for column in 0..<block.order where hasPivot(block, column) {
          for position in column..<block.order { addFactorDirection(block, position, column) }
        }
      }
    }
    for parameter in layout.residualParameters {
      directions[directionCount * n + parameter] = 1
      directionCount += 1
    }
  }

  /// ∂D/∂Λ of one entry of a block's factor.
  private mutating func addFactorDirection(
    _ block: CovarianceLayout.Block, _ position: Int, _ column: Int
  ) {
    let first = block.firstParameter
    let direction = directions + directionCount * n
    for other in column..<block.order {
      direction[parameter(block, position, other)] += factor[first + packedIndex(other, column)]
    }
    direction[parameter(block, position, position)] +=
      factor[first + packedIndex(position, column)]
    directionCount += 1
  }

  /// The effect at each position of a block's factor.
  private func order(_ block: CovarianceLayout.Block) -> UnsafeMutablePointer<Int> {
    orders + block.firstParameter
  }

  /// The parameter of the covariance of the effects at two positions of a block's factor.
  private func parameter(_ block: CovarianceLayout.Block, _ i: Int, _ j: Int) -> Int {
    block.firstParameter + packedIndex(order(block)[i], order(block)[j])
  }

  private func hasPivot(_ block: CovarianceLayout.Block, _ column: Int) -> Bool {
    factor[block.firstParameter + packedIndex(column, column)] != 0
  }

  private func isRegular(_ block: CovarianceLayout.Block) -> Bool {
    for column in 0..<block.order where !hasPivot(block, column) { return false }
    return true
  }

  /// The observed second derivatives along the directions.
  private func fillCurvature(_ evaluation: Evaluation) {
    for row in 0..<directionCount {
      for j in 0..<n {
        var sum = 0.0
        for k in 0..<n {
          sum += directions[row * n + k] * evaluation.observed[packedIndex(k, j)]
        }
        product[row * n + j] = sum
      }
      for other in 0...row {
        var sum = 0.0
        for k in 0..<n { sum += product[row * n + k] * directions[other * n + k] }
        curvature[packedIndex(row, other)] = sum
      }
    }
  }

  /// D is quadratic in Λ: two entries of one column of a singular matrix's factor have the
  /// criterion's own slope as part of their second derivative.
  private func addGradientPart(_ slope: UnsafePointer<Double>) {
    var next = 0
    for block in layout.blocks {
      if isRegular(block) {
        next += block.parameterCount
        continue
      }
      for column in 0..<block.order where hasPivot(block, column) {
        for i in column..<block.order {
          for k in column...i {
            let part = slope[parameter(block, i, k)]
            curvature[packedIndex(next + i - column, next + k - column)] +=
              i == k ? 2 * part : part
          }
        }
        next += block.order - column
      }
    }
  }
}
