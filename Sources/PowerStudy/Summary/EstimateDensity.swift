import Foundation

/// The sampling distribution of an estimate: a kernel density on equally spaced points.
///
/// Normal kernels with the width .9 min(s, IQR / 1.34) n^(-1/5) (Silverman 1986, Density Estimation, equation
/// 3.31). The points span the estimates and six kernel widths more, but for what is far out in Tukey's (1977)
/// sense, over three IQR beyond a quartile: a single runaway fit would stretch the rest beyond recognition.
public struct EstimateDensity: Sendable, Equatable {
  /// The estimate at the first point.
  public var start: Double
  /// From one point to the next; above 0.
  public var step: Double
  /// The density at each point, per unit of the estimate.
  public var heights: [Double]

  /// Makes a density from its parts.
  public init(start: Double, step: Double, heights: [Double]) {
    self.start = start
    self.step = step
    self.heights = heights
  }

  /// Smooths estimates; nil for fewer than 20 and where all that are not far out are alike.
  ///
  /// - Parameter lowest: a bound that estimates do not fall below; the density does not either.
  init?(_ estimates: [Double], lowest: Double = -.infinity) {
    guard estimates.count >= 20, let range = Range(of: estimates) else { return nil }
    let low = max(range.low - 6 * range.width, lowest)
    let high = range.high + 6 * range.width
    guard range.width > 0, low.isFinite, high.isFinite, high > low else { return nil }
    start = low
    step = (high - low) / Double(Self.intervals)
    heights = Self.smoothed(
      Self.binned(estimates, start: low, step: step), width: range.width / step,
      reflects: low == lowest)
    let scale = 1 / (Double(estimates.count) * step)
    for index in heights.indices { heights[index] *= scale }
  }

  /// The same distribution elsewhere.
  func moved(by distance: Double) -> EstimateDensity {
    EstimateDensity(start: start + distance, step: step, heights: heights)
  }

  private static let intervals = 160

  /// How many estimates belong to each point, shared between its neighbours by distance.
  private static func binned(_ estimates: [Double], start: Double, step: Double) -> [Double] {
    var counts = [Double](repeating: 0, count: intervals + 1)
    for estimate in estimates {
      let place = (estimate - start) / step
      guard place >= 0, place <= Double(intervals) else { continue }
      let index = min(Int(place), intervals - 1)
      let share = place - Double(index)
      counts[index] += 1 - share
      counts[index + 1] += share
    }
    return counts
  }

  /// Sums of kernels of a width in steps; what would lie before the first point is folded back if `reflects`.
  private static func smoothed(_ counts: [Double], width: Double, reflects: Bool) -> [Double] {
    let reach = Int((5 * width).rounded(.up))
    var kernel = (0...reach).map { exp(-0.5 * Double($0 * $0) / (width * width)) }
    let sum = kernel[0] + 2 * kernel.dropFirst().reduce(0, +)
    for index in kernel.indices { kernel[index] /= sum }
    var heights = [Double](repeating: 0, count: counts.count)
    for (center, count) in counts.enumerated() where count > 0 {
      for place in center - reach...center + reach {
        let index = place < 0 && reflects ? -place : place
        guard heights.indices.contains(index) else { continue }
        heights[index] += count * kernel[abs(place - center)]
      }
    }
    // Half of the kernels at a bound lies beyond it, and the bound's own step is half as wide.
    if reflects { heights[0] *= 2 }
    return heights
  }

  /// Where most estimates lie and how widely to smooth them, by a sample of at most 10,000.
  private struct Range {
    var low: Double
    var high: Double
    var width: Double

    init?(of estimates: [Double]) {
      let stride = max(1, estimates.count / 10_000)
      let sample = Swift.stride(from: 0, to: estimates.count, by: stride).map { estimates[$0] }
        .filter(\.isFinite).sorted()
      guard sample.count >= 20 else { return nil }
      func quantile(_ share: Double) -> Double {
        sample[Int((share * Double(sample.count - 1)).rounded())]
      }
      let (lower, upper) = (quantile(0.25), quantile(0.75))
      let spread = upper - lower
      let fences = spread > 0 ? lower - 3 * spread...upper + 3 * spread : sample[0]...sample.last!
      let kept = sample.filter { fences.contains($0) }
      guard let variance = Moments(kept).variance, variance > 0 else { return nil }
      low = kept[0]
      high = kept.last!
      let deviation = variance.squareRoot()
      let scale = spread > 0 ? min(deviation, spread / 1.34) : deviation
      width = 0.9 * scale * pow(Double(estimates.count), -0.2)
    }
  }
}
