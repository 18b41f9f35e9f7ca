internal import Numerics

/// Information on the covariance parameters of one model, added up over data sets of one design.
///
/// Where the matrices V_i by which the parameters enter the covariance matrix of the response are
/// linearly dependent, so are the rows of the information of every data set, with the same weights: no
/// data can tell the parameters apart.
public struct InformationSum: Sendable {
  /// Packed; of order 0 until the first data set.
  private var sum: [Double] = []
  private var order = 0

  /// No data set yet.
  public init() {}

  /// Adds the information of a model's last fit: the expected one, or where the kernel has none the
  /// average one.
  public mutating func add(_ fitter: LinearFitter, model: Int) {
    let evaluation = fitter.fitters[model].evaluation
    order = evaluation.parameterCount
    if sum.isEmpty { sum = [Double](repeating: 0, count: packedCount(order)) }
    let information = evaluation.hasObserved ? evaluation.information : evaluation.observed
    for index in sum.indices { sum[index] += information[index] }
  }

  /// Eigenvalues of the information, scaled to a unit diagonal, that rounding cannot tell from 0.
  private static let threshold = 1e-9

  /// The parameters that cannot be told from combinations of others, or from the residual variance.
  public var indistinctParameters: [Int] {
    let n = order
    let scale = (0..<n).map { max(sum[packedIndex($0, $0)], 0).squareRoot() }
    guard n > 0, sum.allSatisfy(\.isFinite), !scale.contains(0) else { return [] }
    var matrix = (0..<n).flatMap { i in
      (0..<n).map { j in sum[packedIndex(i, j)] / (scale[i] * scale[j]) }
    }
    var vectors = [Double](repeating: 0, count: n * n)
    matrix.withUnsafeMutableBufferPointer { matrix in
      vectors.withUnsafeMutableBufferPointer {
        diagonalise(matrix.baseAddress!, n, vectors: $0.baseAddress!)
      }
    }
    let directions = (0..<n).filter { matrix[$0 * n + $0] < Self.threshold }
    return (0..<n).filter { parameter in
      directions.contains { vectors[parameter * n + $0].magnitude > 1e-3 }
    }
  }
}
