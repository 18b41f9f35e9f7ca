import Numerics
public import StudyDesign

/// A simulated figure with its Monte Carlo standard error.
public struct Figure: Sendable, Equatable {
  /// The estimate.
  public var value: Double
  /// Its Monte Carlo standard error; nil where a single replicate leaves it undefined.
  public var mcse: Double?

  /// Makes a figure.
  public init(_ value: Double, mcse: Double?) {
    self.value = value
    self.mcse = mcse
  }
}

/// How often something happened among a number of replicates.
public struct Share: Sendable, Equatable {
  /// How often it happened.
  public var count: Int
  /// Among how many; above 0.
  public var total: Int

  /// Makes a share; `total` must be above 0.
  public init(count: Int, total: Int) {
    precondition(total > 0 && (0...total).contains(count))
    self.count = count
    self.total = total
  }

  /// count / total.
  public var value: Double { Double(count) / Double(total) }

  /// The Monte Carlo standard error √(p (1 - p) / n).
  public var mcse: Double { (value * (1 - value) / Double(total)).squareRoot() }

  /// Wilson's (1927) 95% interval, which stays informative at 0 and 1.
  public var interval: ClosedRange<Double> {
    let z = StandardNormal.upperQuantile(0.025)
    let n = Double(total)
    let spread = z * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    let center = value + z * z / (2 * n)
    let scale = 1 + z * z / n
    let low = count == 0 ? 0 : (center - spread) / scale
    let high = count == total ? 1 : (center + spread) / scale
    return low...high
  }

  /// The share as a figure.
  public var figure: Figure { Figure(value, mcse: mcse) }
}

extension StoppingRule {
  /// Whether a power is known well enough: half of Wilson's interval, which is wider than 0 where all
  /// replicates agree, is at most 1.96 Monte Carlo standard errors.
  public func isMet(by power: Share) -> Bool {
    let interval = power.interval
    return (interval.upperBound - interval.lowerBound) / 2 <= 1.96 * mcse
  }
}
