// Small symmetric matrices are stored as their lower triangle, row by row: entry (i, j), i ≥ j, at
// i(i+1)/2 + j.

/// The number of entries of a packed lower triangle of order `n`.
@inline(__always)
func packedCount(_ n: Int) -> Int { n * (n + 1) / 2 }

/// The position of entry (i, j) of a packed symmetric matrix, in either order.
@inline(__always)
func packedIndex(_ i: Int, _ j: Int) -> Int { i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i }

/// Replaces the packed symmetric matrix `a` of order `n` by its lower Cholesky factor.
///
/// - Parameter tolerance: a pivot at or below `tolerance` times the diagonal entry it came from
///   counts as 0.
/// - Returns: false, with `a` partly overwritten, if the matrix is not positive definite.
func choleskyPacked(
  _ a: UnsafeMutablePointer<Double>, _ n: Int, tolerance: Double = 1e-13
) -> Bool {
  for i in 0..<n {
    let rowI = a + i * (i + 1) / 2
    let diagonal = rowI[i]
    for j in 0..<i {
      let rowJ = a + j * (j + 1) / 2
      var sum = rowI[j]
      for k in 0..<j { sum -= rowI[k] * rowJ[k] }
      rowI[j] = sum / rowJ[j]
    }
    var pivot = diagonal
    for k in 0..<i { pivot -= rowI[k] * rowI[k] }
    guard pivot > tolerance * diagonal, pivot.isFinite else { return false }
    rowI[i] = pivot.squareRoot()
  }
  return true
}

/// Solves L x = b in place, with `l` a packed lower triangle of order `n`.
@inline(__always)
func solveLower(_ l: UnsafePointer<Double>, _ n: Int, _ b: UnsafeMutablePointer<Double>) {
  for i in 0..<n {
    let row = l + i * (i + 1) / 2
    var sum = b[i]
    for k in 0..<i { sum -= row[k] * b[k] }
    b[i] = sum / row[i]
  }
}

/// Solves L'x = b in place, with `l` a packed lower triangle of order `n`.
@inline(__always)
func solveLowerTransposed(_ l: UnsafePointer<Double>, _ n: Int, _ b: UnsafeMutablePointer<Double>) {
  var i = n - 1
  while i >= 0 {
    var sum = b[i]
    var k = i + 1
    while k < n {
      sum -= l[k * (k + 1) / 2 + i] * b[k]
      k += 1
    }
    b[i] = sum / l[i * (i + 1) / 2 + i]
    i -= 1
  }
}

/// Writes the inverse of LL' as a packed symmetric matrix.
///
/// - Parameters:
///   - l: a packed lower triangle of order `n`; overwritten by its inverse.
///   - inverse: receives (LL')⁻¹.
func invertFromCholesky(
  _ l: UnsafeMutablePointer<Double>, _ n: Int, into inverse: UnsafeMutablePointer<Double>
) {
  for i in 0..<n {
    let rowI = l + i * (i + 1) / 2
    let reciprocal = 1 / rowI[i]
    for j in 0..<i {
      var sum = 0.0
      for k in j..<i { sum += rowI[k] * l[k * (k + 1) / 2 + j] }
      rowI[j] = -sum * reciprocal
    }
    rowI[i] = reciprocal
  }
  for i in 0..<n {
    for j in 0...i {
      var sum = 0.0
      for k in i..<n { sum += l[k * (k + 1) / 2 + i] * l[k * (k + 1) / 2 + j] }
      inverse[i * (i + 1) / 2 + j] = sum
    }
  }
}

/// x'Ay for a packed symmetric `a` of order `n`.
@inline(__always)
func bilinear(
  _ x: UnsafePointer<Double>, _ a: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ n: Int
) -> Double {
  var sum = 0.0
  for i in 0..<n {
    var row = 0.0
    for j in 0..<n { row += a[packedIndex(i, j)] * y[j] }
    sum += x[i] * row
  }
  return sum
}

/// tr(AB) for two packed symmetric matrices of order `n`.
@inline(__always)
func traceOfProduct(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ n: Int) -> Double {
  var sum = 0.0
  var index = 0
  for i in 0..<n {
    for _ in 0..<i {
      sum += 2 * a[index] * b[index]
      index += 1
    }
    sum += a[index] * b[index]
    index += 1
  }
  return sum
}

/// Writes Ax for a packed symmetric `a` of order `n`; returns x'Ax.
func multiplyPacked(
  _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>, _ n: Int,
  into target: UnsafeMutablePointer<Double>
) -> Double {
  var form = 0.0
  for i in 0..<n {
    var sum = 0.0
    for j in 0..<n { sum += a[packedIndex(i, j)] * x[j] }
    target[i] = sum
    form += x[i] * sum
  }
  return form
}

/// x'Ax for a packed symmetric `a` of order `n`.
func quadraticForm(
  _ x: UnsafePointer<Double>, _ a: UnsafePointer<Double>, _ n: Int
) -> Double {
  var sum = 0.0
  var index = 0
  for i in 0..<n {
    var row = 0.0
    for j in 0..<i {
      row += a[index] * x[j]
      index += 1
    }
    sum += x[i] * (2 * row + a[index] * x[i])
    index += 1
  }
  return sum
}
