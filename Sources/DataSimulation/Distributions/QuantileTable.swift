#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A quantile function of normal scores, tabulated and interpolated by cubic polynomials with fourth
/// order slopes.
///
/// The steps of 1/64 keep the relative error below 1e-7 for every gamma and t distribution that has a
/// variance, out to scores of ±8.5, which a Double cannot tell from certainty.
struct QuantileTable: Sendable {
  private static let limit = 8.5
  private static let perUnit = 64.0

  private let nodes: [Double]
  private let slopes: [Double]
  private let areLogarithms: Bool

  /// - Parameters:
  ///   - ofLogarithms: whether `quantile` gives logarithms of values.
  ///   - quantile: smooth and increasing.
  init(ofLogarithms: Bool, _ quantile: (Double) -> Double) {
    areLogarithms = ofLogarithms
    let count = Int(2 * Self.limit * Self.perUnit) + 1
    // Two more nodes at both ends, for slopes.
    let all = (-2..<count + 2).map { quantile(Double($0) / Self.perUnit - Self.limit) }
    nodes = Array(all[2..<count + 2])
    slopes = (2..<count + 2).map {
      let near = all[$0 + 1] - all[$0 - 1]
      let far = all[$0 + 2] - all[$0 - 2]
      return (8 * near - far) / 12
    }
  }

  func value(_ score: Double) -> Double {
    let place = (min(max(score, -Self.limit), Self.limit) + Self.limit) * Self.perUnit
    let index = min(Int(place), nodes.count - 2)
    let t = place - Double(index)
    let rise = nodes[index + 1] - nodes[index]
    let (first, second) = (slopes[index], slopes[index + 1])
    // Hermite's cubic by its deviation from the chord.
    let bend = t * (1 - t) * ((first - rise) * (1 - t) - (second - rise) * t)
    let value = nodes[index] + t * rise + bend
    return areLogarithms ? exp(value) : value
  }
}
