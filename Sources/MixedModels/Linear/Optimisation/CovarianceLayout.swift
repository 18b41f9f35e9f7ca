/// Where the covariance parameters of a model stand.
///
/// The parameters ψ are the entries of the relative covariance matrices D = ΛΛ' (in units of σ²) of
/// all random terms, one packed lower triangle after another. Terms at one level together make its
/// block-diagonal D.
struct CovarianceLayout: Sendable {
  /// One random term.
  struct Block: Sendable {
    /// Index among the model's grouping levels, top first.
    let level: Int
    /// Position of the term's first column among the random-effects columns of its level.
    let firstColumn: Int
    /// The order q of the term's covariance matrix.
    let order: Int
    /// Position of its first parameter in ψ.
    let firstParameter: Int

    /// The number of parameters, q(q+1)/2.
    var parameterCount: Int { packedCount(order) }
  }

  let blocks: [Block]
  /// The number of random-effects columns of each grouping level.
  let levelOrders: [Int]
  /// The number of covariance parameters.
  let parameterCount: Int
  /// Where the parameters of the residuals' structure begin, behind those of the random terms; they
  /// have no bounds here: where they cannot be, the criterion is infinite.
  let residualStart: Int

  /// - Parameters:
  ///   - terms: for each random term its grouping level (0 is the top) and its order.
  ///   - residualCount: the number of parameters of the residuals' structure.
  init(terms: [(level: Int, order: Int)], levelCount: Int, residualCount: Int = 0) {
    var orders = [Int](repeating: 0, count: levelCount)
    var next = 0
    blocks = terms.map { term in
      let block = Block(
        level: term.level, firstColumn: orders[term.level], order: term.order, firstParameter: next)
      orders[term.level] += term.order
      next += block.parameterCount
      return block
    }
    levelOrders = orders
    residualStart = next
    parameterCount = next + residualCount
  }

  /// Whether every term is a single variance.
  var isScalar: Bool { blocks.allSatisfy { $0.order == 1 } }

  /// The parameters of the residuals' structure.
  var residualParameters: Range<Int> { residualStart..<parameterCount }

  /// Writes Λ of one level, row-major of order `levelOrders[level]`, lower triangular.
  func writeFactor(
    level: Int, from psi: UnsafePointer<Double>, to factor: UnsafeMutablePointer<Double>
  ) {
    let q = levelOrders[level]
    for index in 0..<q * q { factor[index] = 0 }
    for block in blocks where block.level == level {
      let corner = factor + block.firstColumn * q + block.firstColumn
      semidefiniteFactor(psi + block.firstParameter, block.order, corner, rowLength: q)
    }
  }
}

/// The relative size of a pivot below which a covariance matrix counts as singular.
let singularPivot = 1e-8

/// Writes the lower Cholesky factor of a packed positive semi-definite matrix.
///
/// A pivot that is not positive, relative to its diagonal entry, makes its whole column 0.
func semidefiniteFactor(
  _ a: UnsafePointer<Double>, _ n: Int, _ factor: UnsafeMutablePointer<Double>, rowLength: Int
) {
  for j in 0..<n {
    let diagonal = a[packedIndex(j, j)]
    var pivot = diagonal
    for k in 0..<j { pivot -= factor[j * rowLength + k] * factor[j * rowLength + k] }
    let root = pivot > 1e-14 * diagonal ? pivot.squareRoot() : 0
    factor[j * rowLength + j] = root
    for i in j + 1..<max(n, j + 1) {
      var sum = a[packedIndex(i, j)]
      for k in 0..<j { sum -= factor[i * rowLength + k] * factor[j * rowLength + k] }
      factor[i * rowLength + j] = root > 0 ? sum / root : 0
    }
  }
}
