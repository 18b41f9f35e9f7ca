internal import Numerics

// Cholesky factors of positive semi-definite matrices, packed as lower triangles.

/// Writes the packed lower Cholesky factor of a packed positive semi-definite matrix.
func packedFactor(_ a: UnsafePointer<Double>, _ n: Int, _ factor: UnsafeMutablePointer<Double>) {
  for j in 0..<n {
    var pivot = a[packedIndex(j, j)]
    for k in 0..<j { pivot -= factor[packedIndex(j, k)] * factor[packedIndex(j, k)] }
    let root = pivot > 1e-14 * a[packedIndex(j, j)] ? pivot.squareRoot() : 0
    factor[packedIndex(j, j)] = root
    var i = j + 1
    while i < n {
      var sum = a[packedIndex(i, j)]
      for k in 0..<j { sum -= factor[packedIndex(i, k)] * factor[packedIndex(j, k)] }
      factor[packedIndex(i, j)] = root > 0 ? sum / root : 0
      i += 1
    }
  }
}

/// Writes LL' for a packed lower triangle.
func multiplyPackedFactor(
  _ l: UnsafePointer<Double>, _ n: Int, _ target: UnsafeMutablePointer<Double>
) {
  for i in (0..<n).reversed() {
    for j in (0...i).reversed() {
      var sum = 0.0
      for k in 0...j { sum += l[packedIndex(i, k)] * l[packedIndex(j, k)] }
      target[packedIndex(i, j)] = sum
    }
  }
}

/// Writes the pivoted lower Cholesky factor L of a packed positive semi-definite matrix A.
///
/// L has the rows of the effects `order[0]`, `order[1]`, ..., so that entry (i, j) of LL' is entry
/// (order[i], order[j]) of A. From the first pivot on that is not positive all columns are 0.
///
/// - Parameters:
///   - information: of all covariance parameters, packed; A's begin at `first`. The pivot that is
///     largest in units of its variance's standard error comes first.
///   - order: receives the order of the effects.
func pivotedFactor(
  _ a: UnsafePointer<Double>, _ n: Int, information: UnsafePointer<Double>, first: Int,
  _ factor: UnsafeMutablePointer<Double>, _ order: UnsafeMutablePointer<Int>
) {
  for i in 0..<n { order[i] = i }
  for j in 0..<n {
    var best = j
    var bestPivot = 0.0
    var bestSize = -Double.infinity
    for i in j..<n {
      var pivot = a[packedIndex(order[i], order[i])]
      for k in 0..<j { pivot -= factor[packedIndex(i, k)] * factor[packedIndex(i, k)] }
      let own = first + packedIndex(order[i], order[i])
      let size = pivot * pivot.magnitude * max(information[packedIndex(own, own)], 1e-300)
      if size > bestSize {
        best = i
        bestPivot = pivot
        bestSize = size
      }
    }
    swapRows(j, best, columns: j, factor, order)
    let root = bestPivot > 1e-14 * a[packedIndex(order[j], order[j])] ? bestPivot.squareRoot() : 0
    factor[packedIndex(j, j)] = root
    var i = j + 1
    while i < n {
      var sum = a[packedIndex(order[i], order[j])]
      for k in 0..<j { sum -= factor[packedIndex(i, k)] * factor[packedIndex(j, k)] }
      factor[packedIndex(i, j)] = root > 0 ? sum / root : 0
      i += 1
    }
  }
}

private func swapRows(
  _ i: Int, _ j: Int, columns: Int, _ factor: UnsafeMutablePointer<Double>,
  _ order: UnsafeMutablePointer<Int>
) {
  guard i != j else { return }
  (order[i], order[j]) = (order[j], order[i])
  for k in 0..<columns {
    let value = factor[packedIndex(i, k)]
    factor[packedIndex(i, k)] = factor[packedIndex(j, k)]
    factor[packedIndex(j, k)] = value
  }
}

/// Writes LL' for a pivoted factor, its effects in their own order again.
func multiplyPivotedFactor(
  _ l: UnsafePointer<Double>, _ n: Int, _ order: UnsafePointer<Int>,
  _ target: UnsafeMutablePointer<Double>
) {
  for i in 0..<n {
    for j in 0...i {
      var sum = 0.0
      for k in 0...j { sum += l[packedIndex(i, k)] * l[packedIndex(j, k)] }
      target[packedIndex(order[i], order[j])] = sum
    }
  }
}
