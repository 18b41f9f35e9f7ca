import Foundation

@testable import MixedModels

/// Laplace's approximation of -2 log likelihood with dense matrices, written down plainly: for checks
/// only.
///
/// All linear predictors of all rows lie in one vector, predictor by predictor.
struct DenseLaplace {
  /// Columns of X and ZΛ over all predictors.
  let x: [[Double]]
  let z: [[Double]]
  let offset: [Double]
  /// Σ log p of a vector of linear predictors, its gradient, and its Hessian times a vector.
  let density: ([Double]) -> (value: Double, gradient: [Double], hessian: ([Double]) -> [Double])

  func deviance(_ beta: [Double]) -> Double {
    let size = offset.count
    var u = [Double](repeating: 0, count: z.count)
    var logDeterminant = 0.0
    var value = 0.0
    for _ in 0..<12 {
      var eta = offset
      for (column, weight) in zip(x, beta) { for i in 0..<size { eta[i] += weight * column[i] } }
      for (column, weight) in zip(z, u) { for i in 0..<size { eta[i] += weight * column[i] } }
      let figures = density(eta)
      value = -2 * figures.value + u.reduce(0) { $0 + $1 * $1 }
      var matrix = (0..<z.count).map { i in (0..<z.count).map { $0 == i ? 1.0 : 0 } }
      var score = u.map { -$0 }
      for i in z.indices {
        score[i] += zip(z[i], figures.gradient).reduce(0) { $0 + $1.0 * $1.1 }
        let product = figures.hessian(z[i])
        for j in 0...i { matrix[i][j] -= zip(z[j], product).reduce(0) { $0 + $1.0 * $1.1 } }
      }
      let (step, determinant) = Self.solve(matrix, score)
      logDeterminant = determinant
      for i in u.indices { u[i] += step[i] }
    }
    return value + logDeterminant
  }

  /// The solution of Ax = b by Cholesky factors, and log |A|.
  private static func solve(_ a: [[Double]], _ b: [Double]) -> ([Double], Double) {
    let n = b.count
    var l = a
    var logDeterminant = 0.0
    for j in 0..<n {
      for k in 0..<j { l[j][j] -= l[j][k] * l[j][k] }
      l[j][j] = l[j][j].squareRoot()
      logDeterminant += 2 * log(l[j][j])
      for i in j + 1..<max(n, j + 1) {
        for k in 0..<j { l[i][j] -= l[i][k] * l[j][k] }
        l[i][j] /= l[j][j]
      }
    }
    var x = b
    for i in 0..<n {
      for k in 0..<i { x[i] -= l[i][k] * x[k] }
      x[i] /= l[i][i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<max(n, i + 1) { x[i] -= l[k][i] * x[k] }
      x[i] /= l[i][i]
    }
    return (x, logDeterminant)
  }
}
