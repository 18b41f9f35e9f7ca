/// Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations.
///
/// - Parameters:
///   - a: the matrix, row-major of order `n`; overwritten, the eigenvalues on its diagonal.
///   - vectors: receives the eigenvectors as columns, row-major.
func diagonalise(
  _ a: UnsafeMutablePointer<Double>, _ n: Int, vectors: UnsafeMutablePointer<Double>
) {
  for i in 0..<n {
    for j in 0..<n { vectors[i * n + j] = i == j ? 1 : 0 }
  }
  for _ in 0..<30 {
    var off = 0.0
    for i in 0..<n {
      for j in 0..<i {
        off += a[i * n + j] * a[i * n + j]
        rotate(a, vectors, n, j, i)
      }
    }
    if off == 0 { break }
  }
}

private func rotate(
  _ a: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ n: Int, _ i: Int, _ j: Int
) {
  let off = a[i * n + j]
  guard off.magnitude > 1e-300 else { return }
  let ratio = (a[j * n + j] - a[i * n + i]) / (2 * off)
  let tangent = (ratio >= 0 ? 1 : -1) / (ratio.magnitude + (1 + ratio * ratio).squareRoot())
  let cosine = 1 / (1 + tangent * tangent).squareRoot()
  let sine = tangent * cosine
  for k in 0..<n {
    let x = a[k * n + i]
    let y = a[k * n + j]
    a[k * n + i] = cosine * x - sine * y
    a[k * n + j] = sine * x + cosine * y
  }
  for k in 0..<n {
    let x = a[i * n + k]
    let y = a[j * n + k]
    a[i * n + k] = cosine * x - sine * y
    a[j * n + k] = sine * x + cosine * y
    let vx = v[k * n + i]
    let vy = v[k * n + j]
    v[k * n + i] = cosine * vx - sine * vy
    v[k * n + j] = sine * vx + cosine * vy
  }
}
