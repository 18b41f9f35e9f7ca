internal import Numerics

/// Draws the random effects of one term: q a unit with covariance matrix LL', sums of independent draws.
///
/// - Parameters:
///   - effects: overwritten, q a unit.
///   - factor: L, lower triangular, row by row.
///   - order: q.
///   - draws: the independent draws.
func drawEffects(
  _ effects: UnsafeMutablePointer<Double>, units: Int, factor: UnsafePointer<Double>, order q: Int,
  _ draws: StandardDraws, _ stream: inout RandomStream
) {
  draws.fill(UnsafeMutableBufferPointer(start: effects, count: units * q), &stream)
  if q == 1 {
    let sd = factor[0]
    for unit in 0..<units { effects[unit] *= sd }
    return
  }
  for unit in 0..<units {
    let own = effects + unit * q
    for i in (0..<q).reversed() {
      var sum = 0.0
      for j in 0...i { sum += factor[i * q + j] * own[j] }
      own[i] = sum
    }
  }
}

/// The lower Cholesky factor of a positive semi-definite matrix; zero pivots give zero columns.
func semidefiniteFactor(_ a: [[Double]]) -> [[Double]] {
  let n = a.count
  var l = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
  for j in 0..<n {
    let pivot = a[j][j] - (0..<j).reduce(0) { $0 + l[j][$1] * l[j][$1] }
    guard pivot > 1e-12 * a[j][j] else { continue }
    l[j][j] = pivot.squareRoot()
    for i in j + 1..<max(n, j + 1) {
      l[i][j] = (a[i][j] - (0..<j).reduce(0) { $0 + l[i][$1] * l[j][$1] }) / l[j][j]
    }
  }
  return l
}
