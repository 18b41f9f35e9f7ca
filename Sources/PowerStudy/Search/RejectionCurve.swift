#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics

/// The chance of a rejection along a line of candidates, fitted to counts: Φ(a + b g), g the square root of
/// a size or the value itself, b not below 0 along the line.
///
/// Without an effect a two-sided 5% test has a score of about -1.96; a weak prior on a says so, which lets
/// one candidate already tell where to look.
struct RejectionCurve {
  private var a = -1.96
  private var b = 0.0
  /// The covariance matrix of a and b.
  private var covariance = (aa: 1.0, ab: 0.0, bb: 1e6)

  /// - Parameter points: for each candidate g, rejections and replicates.
  init(_ points: [(g: Double, count: Int, total: Int)]) {
    guard !points.isEmpty else { return }
    let scale = points.map { abs($0.g) }.max()!
    b = 2.8 / max(scale, 1e-12)
    for _ in 0..<100 {
      let step = newtonStep(points)
      a += step.a
      b += step.b
      if abs(step.a) < 1e-10, abs(step.b) * scale < 1e-10 { break }
    }
  }

  /// One step of Fisher scoring for the probit likelihood with the prior of a.
  private mutating func newtonStep(
    _ points: [(g: Double, count: Int, total: Int)]
  ) -> (a: Double, b: Double) {
    var (saa, sab, sbb) = (0.5, 0.0, 0.0)
    var (ga, gb) = (-0.5 * (a + 1.96), 0.0)
    for point in points {
      let score = min(max(a + b * point.g, -6), 6)
      let p = StandardNormal.cdf(score)
      let density = exp(-score * score / 2) / (2 * Double.pi).squareRoot()
      let weight = Double(point.total) * density * density / (p * (1 - p))
      let residual =
        (Double(point.count) - Double(point.total) * p) * density / (p * (1 - p))
      saa += weight
      sab += weight * point.g
      sbb += weight * point.g * point.g
      ga += residual
      gb += residual * point.g
    }
    sbb += 1e-12
    let determinant = saa * sbb - sab * sab
    guard determinant > 0 else { return (0, 0) }
    covariance = (sbb / determinant, -sab / determinant, saa / determinant)
    let step = ((sbb * ga - sab * gb) / determinant, (saa * gb - sab * ga) / determinant)
    // No step so long that the scores leave the range in which they tell anything.
    let longest = points.map { abs(step.0 + step.1 * $0.g) }.max() ?? 0
    let factor = longest > 1 ? 1 / longest : 1
    return (factor * step.0, factor * step.1)
  }

  /// The chance at g, and the error of its score.
  func at(_ g: Double) -> (power: Double, score: Double, error: Double) {
    let score = a + b * g
    let variance = covariance.aa + 2 * g * covariance.ab + g * g * covariance.bb
    return (StandardNormal.cdf(score), score, max(variance, 0).squareRoot())
  }

  /// Whether the chance rises along the line.
  var rises: Bool { b > 0 }
}
