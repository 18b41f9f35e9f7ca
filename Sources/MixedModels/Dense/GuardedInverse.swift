internal import Numerics

/// Inverts small symmetric matrices that should be positive definite but may fail to be.
struct GuardedInverse {
  private let scale: UnsafeMutablePointer<Double>
  private let packed: UnsafeMutablePointer<Double>
  private let square: UnsafeMutablePointer<Double>
  private let vectors: UnsafeMutablePointer<Double>

  /// Relative to the largest, the eigenvalue at or below which a direction counts as without
  /// information.
  private static let tolerance = 1e-9

  static func doubles(_ n: Int) -> Int { n + packedCount(n) + 2 * n * n }
  static let pieces = 4

  /// - Parameter capacity: the largest order.
  init(capacity n: Int, arena: Arena) {
    scale = arena.take(n)
    packed = arena.take(packedCount(n))
    square = arena.take(n * n)
    vectors = arena.take(n * n)
  }

  /// Replaces the packed matrix `a` of order `n` by its inverse.
  ///
  /// The matrix is first scaled to a unit diagonal, so that the units of its rows do not matter. If it
  /// is then not positive definite beyond rounding, only the directions of its positive eigenvalues
  /// are inverted and the others get 0: the result is always positive semi-definite.
  func invert(_ a: UnsafeMutablePointer<Double>, _ n: Int) {
    for i in 0..<n {
      let diagonal = a[packedIndex(i, i)]
      scale[i] = diagonal > 0 && diagonal.isFinite ? 1 / diagonal.squareRoot() : 1
    }
    for i in 0..<n {
      for j in 0...i { packed[packedIndex(i, j)] = a[packedIndex(i, j)] * scale[i] * scale[j] }
    }
    if choleskyPacked(packed, n, tolerance: Self.tolerance) {
      invertFromCholesky(packed, n, into: a)
      for i in 0..<n {
        for j in 0...i { a[packedIndex(i, j)] *= scale[i] * scale[j] }
      }
    } else {
      invertPositiveDirections(a, n)
    }
  }

  private func invertPositiveDirections(_ a: UnsafeMutablePointer<Double>, _ n: Int) {
    for i in 0..<n {
      for j in 0..<n {
        let value = a[packedIndex(i, j)] * scale[i] * scale[j]
        square[i * n + j] = value.isFinite ? value : 0
      }
    }
    diagonalise(square, n, vectors: vectors)
    var largest = 0.0
    for i in 0..<n { largest = max(largest, square[i * n + i]) }
    for index in 0..<packedCount(n) { a[index] = 0 }
    for k in 0..<n where square[k * n + k] > Self.tolerance * largest {
      let inverse = 1 / square[k * n + k]
      for i in 0..<n {
        for j in 0...i {
          a[packedIndex(i, j)] +=
            inverse * vectors[i * n + k] * vectors[j * n + k] * scale[i] * scale[j]
        }
      }
    }
  }
}
