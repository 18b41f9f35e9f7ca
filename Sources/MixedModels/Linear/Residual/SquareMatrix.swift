#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

// Square matrices of a block of rows, row-major of order m.

/// Writes AB.
func multiplySquare(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ m: Int,
  into target: UnsafeMutablePointer<Double>
) {
  for i in 0..<m {
    let row = target + i * m
    for j in 0..<m { row[j] = 0 }
    for k in 0..<m {
      let factor = a[i * m + k]
      if factor == 0 { continue }
      let other = b + k * m
      for j in 0..<m { row[j] += factor * other[j] }
    }
  }
}

/// tr(AB).
func traceOfSquares(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ m: Int) -> Double {
  var sum = 0.0
  for i in 0..<m {
    for j in 0..<m { sum += a[i * m + j] * b[j * m + i] }
  }
  return sum
}

/// Replaces a symmetric matrix by its inverse.
///
/// - Parameters:
///   - a: only the lower triangle is read.
///   - work: m² numbers.
/// - Returns: log |A|, or nil if A is not positive definite.
func invertSquare(
  _ a: UnsafeMutablePointer<Double>, _ m: Int, work: UnsafeMutablePointer<Double>
) -> Double? {
  for i in 0..<m {
    for j in 0...i { work[packedIndex(i, j)] = a[i * m + j] }
  }
  guard choleskyPacked(work, m) else { return nil }
  var logDeterminant = 0.0
  for i in 0..<m { logDeterminant += log(work[packedIndex(i, i)]) }
  // L⁻¹ over L, then L⁻ᵀL⁻¹.
  for i in 0..<m {
    let row = work + packedCount(i)
    let reciprocal = 1 / row[i]
    for j in 0..<i {
      var sum = 0.0
      for k in j..<i { sum += row[k] * work[packedIndex(k, j)] }
      row[j] = -sum * reciprocal
    }
    row[i] = reciprocal
  }
  for i in 0..<m {
    for j in 0..<m { a[i * m + j] = 0 }
  }
  for k in 0..<m {
    let row = work + packedCount(k)
    for i in 0...k {
      let factor = row[i]
      for j in 0...i { a[i * m + j] += factor * row[j] }
    }
  }
  for i in 0..<m {
    for j in 0..<i { a[j * m + i] = a[i * m + j] }
  }
  return 2 * logDeterminant
}
