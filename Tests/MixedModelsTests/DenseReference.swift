import Foundation

/// The profiled criterion from the n × n matrix V, by plain Gaussian elimination: slow and simple.
struct DenseReference {
  let x: [[Double]]
  let y: [Double]
  let isREML: Bool

  struct Value {
    var criterion: Double
    var beta: [Double]
    var c: [[Double]]
    var residualSumOfSquares: Double
  }

  /// - Parameter v: V, n × n.
  func evaluate(_ v: [[Double]]) -> Value {
    let n = y.count
    let p = x.count
    let right = (0..<n).map { row in x.map { $0[row] } + [y[row]] }
    let (solved, logDeterminant) = Self.solve(v, right)
    func product(_ a: [Double], _ column: Int) -> Double {
      (0..<n).reduce(0) { $0 + a[$1] * solved[$1][column] }
    }
    let xx = x.map { a in (0..<p).map { product(a, $0) } }
    let xy = x.map { product($0, p) }
    let unit = (0..<p).map { i in (0..<p).map { $0 == i ? 1.0 : 0 } }
    let (c, logXX) = Self.solve(xx, unit)
    let beta = (0..<p).map { i in (0..<p).reduce(0) { $0 + c[i][$1] * xy[$1] } }
    let rss = product(y, p) - zip(beta, xy).reduce(0) { $0 + $1.0 * $1.1 }
    let nu = Double(isREML ? n - p : n)
    let criterion =
      logDeterminant + (isREML ? logXX : 0) + nu * (1 + log(2 * .pi * rss / nu))
    return Value(criterion: criterion, beta: beta, c: c, residualSumOfSquares: rss)
  }

  /// A⁻¹B and log |A|, with pivoting.
  static func solve(_ a: [[Double]], _ b: [[Double]]) -> ([[Double]], Double) {
    let n = a.count
    var rows = zip(a, b).map { $0 + $1 }
    var logDeterminant = 0.0
    for k in 0..<n {
      let pivot = (k..<n).max { rows[$0][k].magnitude < rows[$1][k].magnitude }!
      rows.swapAt(k, pivot)
      logDeterminant += log(rows[k][k].magnitude)
      for i in 0..<n where i != k {
        let factor = rows[i][k] / rows[k][k]
        if factor == 0 { continue }
        for j in k..<rows[i].count { rows[i][j] -= factor * rows[k][j] }
      }
    }
    return (rows.indices.map { i in rows[i][n...].map { $0 / rows[i][i] } }, logDeterminant)
  }
}
