internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// X = QR by Householder reflections (LAPACK), so that fits of real data lose no digits to columns
/// that are far from zero or nearly parallel.
struct OrthonormalColumns {
  /// Q, column by column.
  let q: [Double]
  /// R, p × p column-major, upper triangular.
  private let r: [Double]
  let rows: Int
  let columns: Int

  /// - Parameter x: p columns of n values, n ≥ p.
  init(_ x: [[Double]]) {
    columns = x.count
    rows = x.first?.count ?? 0
    var n = Int32(rows)
    var p = Int32(columns)
    var leading = max(n, 1)
    var a = x.flatMap { $0 }
    var tau = [Double](repeating: 0, count: max(columns, 1))
    var length = Int32(64 * max(columns, 1))
    var work = [Double](repeating: 0, count: Int(length))
    var info: Int32 = 0
    dgeqrf_(&n, &p, &a, &leading, &tau, &work, &length, &info)
    precondition(info == 0)
    var r = [Double](repeating: 0, count: columns * columns)
    for j in 0..<columns {
      for i in 0...j { r[j * columns + i] = a[j * rows + i] }
    }
    self.r = r
    dorgqr_(&n, &p, &p, &a, &leading, &tau, &work, &length, &info)
    precondition(info == 0)
    q = a
  }

  /// Columns that are combinations of those before them: what is left of them is below 1e-8 of their
  /// length.
  var dependentColumns: [Int] {
    (0..<columns).filter { j in
      let column = r[j * columns...j * columns + j]
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return !(r[j * columns + j].magnitude > 1e-8 * length)
    }
  }

  /// log of the absolute determinant of R.
  var logDeterminant: Double {
    (0..<columns).reduce(0) { $0 + log(r[$1 * columns + $1].magnitude) }
  }

  /// R⁻¹v: from coefficients of Q to coefficients of X.
  func solve(_ v: [Double]) -> [Double] {
    var x = v
    for i in (0..<columns).reversed() {
      for j in i + 1..<max(columns, i + 1) { x[i] -= r[j * columns + i] * x[j] }
      x[i] /= r[i * columns + i]
    }
    return x
  }

  /// R⁻ᵀv: from weights of coefficients of X to weights of coefficients of Q.
  func solveTransposed(_ v: [Double]) -> [Double] {
    var x = v
    for i in 0..<columns {
      for j in 0..<i { x[i] -= r[i * columns + j] * x[j] }
      x[i] /= r[i * columns + i]
    }
    return x
  }

  /// Q'v.
  func project(_ v: [Double]) -> [Double] {
    (0..<columns).map { j in
      var sum = 0.0
      for i in 0..<rows { sum += q[j * rows + i] * v[i] }
      return sum
    }
  }
}
