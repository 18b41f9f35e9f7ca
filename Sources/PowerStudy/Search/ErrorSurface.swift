#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Squared standard errors as a function of several sizes, from replicates at some of their combinations:
/// sums of multiples, none below 0, of 1 over the product of any of the sizes (1/N, 1/n, 1/(N n), ...).
struct ErrorSurface {
  private let coefficients: [[Double]]

  /// - Parameter candidates: with replicates, more than there are sizes.
  init(_ candidates: [Candidate]) {
    let tests = candidates[0].curves?.count ?? 0
    coefficients = (0..<tests).map { test in
      let points = candidates.compactMap { candidate -> (row: [Double], square: Double)? in
        guard let figures = candidate.inReplicates?[test], figures.square > 0 else { return nil }
        return (Self.terms(candidate.values), figures.square)
      }
      return Self.fit(points)
    }
  }

  func logSquare(of test: Int, at values: [Double]) -> Double {
    let sum = zip(coefficients[test], Self.terms(values)).reduce(0) { $0 + $1.0 * $1.1 }
    return log(max(sum, 1e-300))
  }

  /// 1 over the product of the sizes in each subset.
  private static func terms(_ values: [Double]) -> [Double] {
    (0..<(1 << values.count)).map { subset in
      values.indices.reduce(1.0) { subset >> $1 & 1 == 1 ? $0 / values[$1] : $0 }
    }
  }

  /// Least squares of relative errors by descent along one coefficient after the other.
  private static func fit(_ points: [(row: [Double], square: Double)]) -> [Double] {
    guard let first = points.first else { return [] }
    let scales = first.row.indices.map { term in
      points.reduce(0) { $0 + ($1.row[term] / $1.square) * ($1.row[term] / $1.square) }
    }
    var beta = first.row.map { _ in 0.0 }
    for _ in 0..<20_000 {
      var largest = 0.0
      for term in beta.indices where scales[term] > 0 {
        var slope = 0.0
        for point in points {
          let fitted = zip(beta, point.row).reduce(0) { $0 + $1.0 * $1.1 }
          slope += (1 - fitted / point.square) * point.row[term] / point.square
        }
        let next = max(0, beta[term] + slope / scales[term])
        largest = max(largest, abs(next - beta[term]) * scales[term].squareRoot())
        beta[term] = next
      }
      if largest < 1e-9 { break }
    }
    return beta
  }
}
