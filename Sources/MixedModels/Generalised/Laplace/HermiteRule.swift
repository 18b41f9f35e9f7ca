#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Gauss and Hermite's quadrature: ∫ f(x) exp(-x²) dx ≈ Σ w_k f(x_k).
struct HermiteRule {
  /// x_k, ascending.
  let nodes: [Double]
  /// log(w_k exp(x_k²)).
  let logWeights: [Double]

  /// Nodes are the eigenvalues of Jacobi's matrix (Golub & Welsch 1969); w_k exp(x_k²) is one over the
  /// sum of the squares of the orthonormal Hermite functions below the number of points, so that the
  /// weights of the outermost nodes are as accurate as those of the others.
  init(points n: Int) {
    precondition(n > 0)
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 1..<max(n, 1) {
      matrix[i * n + i - 1] = (Double(i) / 2).squareRoot()
      matrix[(i - 1) * n + i] = matrix[i * n + i - 1]
    }
    var vectors = matrix
    matrix.withUnsafeMutableBufferPointer { matrix in
      vectors.withUnsafeMutableBufferPointer { vectors in
        diagonalise(matrix.baseAddress!, n, vectors: vectors.baseAddress!)
      }
    }
    let roots = (0..<n).map { matrix[$0 * n + $0] }.sorted()
    // The nodes lie symmetrically around 0.
    nodes = roots.indices.map { (roots[$0] - roots[n - 1 - $0]) / 2 }
    logWeights = nodes.map { x in
      // The functions without their factor exp(-x²/2).
      var before = 0.0
      var function = 1 / Double.pi.squareRoot().squareRoot()
      var sum = function * function
      for j in 1..<max(n, 1) {
        let order = Double(j)
        let next =
          (2 / order).squareRoot() * x * function - ((order - 1) / order).squareRoot() * before
        before = function
        function = next
        sum += function * function
      }
      return x * x - log(sum)
    }
  }
}
