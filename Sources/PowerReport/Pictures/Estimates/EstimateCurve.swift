import Glibc
import Numerics
import PowerStudy
import StudyDesign

/// A density as a line: points from left to right.
struct EstimateCurve: Equatable {
  /// Values of the estimate, and the density per unit of it.
  var points: [Point]

  /// What was simulated, without tails too thin to see.
  init(_ density: EstimateDensity) {
    let peak = density.heights.max() ?? 0
    let visible = density.heights.indices.filter { density.heights[$0] > 0.002 * peak }
    let range = visible.isEmpty ? 0..<0 : visible[0]..<visible[visible.count - 1] + 1
    points = range.map { Point(density.start + Double($0) * density.step, density.heights[$0]) }
  }

  /// Student's t (the normal where `degreesOfFreedom` is nil) with this middle and scale.
  init(middle: Double, scale: Double, degreesOfFreedom: Double?) {
    let freedom = degreesOfFreedom ?? .infinity
    // 3.5 standard errors hold nearly all of a normal; few degrees of freedom reach further.
    let reach = freedom < 10 ? 5.0 : 3.5
    points = (-60...60).map { step in
      let z = reach * Double(step) / 60
      return Point(middle + z * scale, Self.density(z, freedom) / scale)
    }
  }

  var peak: Double { points.map(\.y).max() ?? 0 }

  /// The part of the line between two values, its ends by interpolation; empty if it does not reach there.
  func part(from low: Double, to high: Double) -> [Point] {
    guard let first = points.first, let last = points.last, low < last.x, high > first.x else {
      return []
    }
    let (from, to) = (max(low, first.x), min(high, last.x))
    let inner = points.filter { $0.x > from && $0.x < to }
    return [Point(from, height(at: from))] + inner + [Point(to, height(at: to))]
  }

  private func height(at value: Double) -> Double {
    guard let next = points.firstIndex(where: { $0.x >= value }) else { return 0 }
    guard next > 0, points[next].x > value else { return points[next].y }
    let (a, b) = (points[next - 1], points[next])
    return a.y + (value - a.x) / (b.x - a.x) * (b.y - a.y)
  }

  private static func density(_ z: Double, _ freedom: Double) -> Double {
    guard freedom.isFinite else { return exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
    let scale = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - 0.5 * log(freedom * .pi)
    return exp(scale - (freedom + 1) / 2 * log1p(z * z / freedom))
  }
}

/// What a test makes of estimates: its null values, and which estimates it rejects at its mean standard
/// error.
struct RejectionRegion: Equatable {
  /// One value, or the two margins of an equivalence.
  var nullValues: [Double]
  /// Where estimates lie that the test rejects.
  var rejected: [ClosedRange<Double>] = []
  /// The scale of the distribution that the test takes estimates to have at a null value.
  var scale: Double?

  /// Nil for tests without a null value. A test that is adjusted with others rejects at no fixed value.
  init?(_ test: TestSummary) {
    switch test.test.hypothesis {
    case .coefficient, .contrast: nullValues = [test.test.against]
    case .equivalence(_, let lower, let upper): nullValues = [lower, upper]
    case .variance: nullValues = [0]
    case .precision, .joint, .any, .all: return nil
    }
    guard let error = test.modelSE?.value, error > 0, error.isFinite else { return }
    scale = error
    guard test.adjustment == nil, test.test.alpha < 0.5 else { return }
    let tail = test.test.side == .two ? test.test.alpha / 2 : test.test.alpha
    let quantile =
      test.meanDF.map { StudentT(degreesOfFreedom: $0).upperQuantile(tail) }
      ?? StandardNormal.upperQuantile(tail)
    let distance = quantile * error
    guard distance.isFinite else { return }
    let (first, last) = (nullValues[0], nullValues[nullValues.count - 1])
    switch test.test.side {
    case .two: rejected = [-.infinity...first - distance, first + distance ... .infinity]
    case .greater: rejected = [first + distance ... .infinity]
    case .less: rejected = [-.infinity...first - distance]
    case .equivalence:
      if first + distance < last - distance { rejected = [first + distance...last - distance] }
    case .upper, .none: break
    }
  }
}
