#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What replicates add to figures known without them: the difference, as a straight line along one
/// coordinate of the candidates, by weighted least squares with a prior on the slope.
///
/// Points far away tell little of the difference here: their errors grow with the square of the distance,
/// as those of a line through a curve do.
struct Correction {
  /// How the difference is expected to move along the coordinate, before any replicate.
  struct Prior {
    var slope: Double
    var slopeError: Double
    /// Half of the second derivative that is thought possible.
    var curvature: Double
  }

  private struct Point {
    let x: Double
    let y: Double
    let error: Double
  }

  private let prior: Prior
  private var points: [Point] = []

  init(_ prior: Prior) { self.prior = prior }

  mutating func add(x: Double, difference: Double, error: Double) {
    points.append(Point(x: x, y: difference, error: error))
  }

  /// The difference at a coordinate, and its error; infinite without replicates.
  func at(_ x: Double) -> (value: Double, error: Double) {
    guard !points.isEmpty else { return (0, .infinity) }
    // Parameters: the value at x and the slope.
    var a00 = 0.0
    var a01 = 0.0
    var a11 = 1 / (prior.slopeError * prior.slopeError)
    var b0 = 0.0
    var b1 = prior.slope * a11
    for point in points {
      let d = point.x - x
      let bend = prior.curvature * d * d
      let weight = 1 / (point.error * point.error + bend * bend + 1e-16)
      a00 += weight
      a01 += weight * d
      a11 += weight * d * d
      b0 += weight * point.y
      b1 += weight * d * point.y
    }
    let determinant = a00 * a11 - a01 * a01
    return ((a11 * b0 - a01 * b1) / determinant, (a11 / determinant).squareRoot())
  }
}
