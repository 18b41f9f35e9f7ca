/// Solves AX = B for a small general matrix by Gaussian elimination with row exchanges.
///
/// - Parameters:
///   - a: n × n, row by row; overwritten.
///   - b: n × m, row by row; overwritten by X.
/// - Returns: false where A is singular or not finite.
func solveByElimination(
  _ a: UnsafeMutablePointer<Double>, _ n: Int, _ b: UnsafeMutablePointer<Double>, _ m: Int
) -> Bool {
  for k in 0..<n {
    var pivot = k
    var row = k + 1
    while row < n {
      if a[row * n + k].magnitude > a[pivot * n + k].magnitude { pivot = row }
      row += 1
    }
    if pivot != k {
      for j in 0..<n { exchange(a, k * n + j, pivot * n + j) }
      for j in 0..<m { exchange(b, k * m + j, pivot * m + j) }
    }
    let diagonal = a[k * n + k]
    guard diagonal != 0 && diagonal.isFinite else { return false }
    let reciprocal = 1 / diagonal
    row = k + 1
    while row < n {
      let factor = a[row * n + k] * reciprocal
      if factor != 0 {
        for j in k..<n { a[row * n + j] -= factor * a[k * n + j] }
        for j in 0..<m { b[row * m + j] -= factor * b[k * m + j] }
      }
      row += 1
    }
  }
  var row = n - 1
  while row >= 0 {
    let reciprocal = 1 / a[row * n + row]
    for j in 0..<m {
      var sum = b[row * m + j]
      var k = row + 1
      while k < n {
        sum -= a[row * n + k] * b[k * m + j]
        k += 1
      }
      b[row * m + j] = sum * reciprocal
    }
    row -= 1
  }
  return true
}

@inline(__always)
private func exchange(_ a: UnsafeMutablePointer<Double>, _ i: Int, _ j: Int) {
  let value = a[i]
  a[i] = a[j]
  a[j] = value
}
