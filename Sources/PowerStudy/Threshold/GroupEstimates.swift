#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics

/// The figures of one estimator about the published groups, in their order, with 95% intervals.
struct GroupEstimates {
  let value: UnsafeMutablePointer<Double>
  let low: UnsafeMutablePointer<Double>
  let high: UnsafeMutablePointer<Double>
  /// By how much the figure changes if one person answers otherwise: no in the place of yes, or a
  /// standard deviation within groups away; of shrunken figures to first order.
  let change: UnsafeMutablePointer<Double>
  private let arena: Arena

  init(capacity: Int) {
    arena = Arena(doubles: 4 * capacity, pieces: 4)
    value = arena.take(capacity)
    low = arena.take(capacity)
    high = arena.take(capacity)
    change = arena.take(capacity)
  }
}

/// A figure with its 95% interval.
struct IntervalFigure {
  var value: Double
  var low: Double
  var high: Double
}

/// 95% intervals of the figures of groups.
///
/// With finite groups their width falls with the share of members who answered, to nothing where all did.
struct GroupIntervals {
  private let z = StandardNormal.upperQuantile(0.025)
  private let isFinite: Bool
  private let isShare: Bool
  /// Quantiles of t by degrees of freedom, from 1.
  private let quantiles: UnsafeMutablePointer<Double>
  private let arena: Arena

  /// Degrees of freedom with a quantile of their own; beyond, Fisher's expansion is exact to 12 digits.
  private static let listed = 400

  init(isFinite: Bool, isShare: Bool) {
    self.isFinite = isFinite
    self.isShare = isShare
    arena = Arena(doubles: Self.listed + 1, pieces: 1)
    quantiles = arena.take(Self.listed + 1)
    guard !isShare else { return }
    for df in 1...Self.listed {
      quantiles[df] = StudentT(degreesOfFreedom: Double(df)).upperQuantile(0.025)
    }
  }

  /// The share of the members who answered that says something of the others' mean; 0 where members are
  /// without number.
  @inline(__always)
  func fraction(_ answers: Double, of members: Double) -> Double {
    isFinite ? answers / members : 0
  }

  /// The mean of the answers: Wilson's (1927) interval of shares, Student's of means. One answer alone
  /// gives a mean no interval.
  func raw(
    _ mean: Double, deviation: Double, answers n: Double, members: Double
  ) -> IntervalFigure {
    let rest = 1 - fraction(n, of: members)
    if rest <= 0 { return IntervalFigure(value: mean, low: mean, high: mean) }
    if isShare {
      // As many answers of an unlimited group as give the mean its variance.
      let equivalent = isFinite ? n * (members - 1) / (members - n) : n
      return wilson(mean, equivalent)
    }
    guard n > 1 else { return IntervalFigure(value: mean, low: -.infinity, high: .infinity) }
    let half = quantile(n - 1) * deviation * (rest / n).squareRoot()
    return IntervalFigure(value: mean, low: mean - half, high: mean + half)
  }

  private func wilson(_ p: Double, _ n: Double) -> IntervalFigure {
    let square = z * z
    let scale = 1 / (1 + square / n)
    let center = (p + square / (2 * n)) * scale
    let half = z * scale * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
    return IntervalFigure(
      value: p, low: p == 0 ? 0 : center - half, high: p == 1 ? 1 : center + half)
  }

  private func quantile(_ df: Double) -> Double {
    if df <= Double(Self.listed) { return quantiles[Int(df)] }
    let cube = z * z * z
    return z + (cube + z) / (4 * df) + (5 * cube * z * z + 16 * cube + 3 * z) / (96 * df * df)
      + (3 * cube * cube * z + 19 * cube * z * z + 17 * cube - 15 * z) / (384 * df * df * df)
  }

  /// The empirical Bayes estimate: of finite groups the answers as they are, with the model's mean in the
  /// place of those that were not given.
  ///
  /// - Parameters:
  ///   - eta: the group's linear predictor, random effects included.
  ///   - spread: the variance of these given the answers.
  func shrunken(
    _ mean: Double, eta: Double, spread: Double, residualVariance: Double, answers n: Double,
    members: Double
  ) -> IntervalFigure {
    let fraction = fraction(n, of: members)
    let rest = 1 - fraction
    if rest <= 0 { return IntervalFigure(value: mean, low: mean, high: mean) }
    let expected = isShare ? expit(eta) : eta
    let slope = isShare ? expected * (1 - expected) : 1
    let within = isShare ? expected * (1 - expected) : residualVariance
    let others = isFinite ? within / (members - n) : 0
    let sd = rest * (slope * slope * spread + others).squareRoot()
    let value = fraction * mean + rest * expected
    guard isShare else {
      return IntervalFigure(value: value, low: value - z * sd, high: value + z * sd)
    }
    // On the logit scale, where shares have no bounds.
    let logit = log(value / (1 - value))
    let half = z * sd / (value * (1 - value))
    return IntervalFigure(value: value, low: expit(logit - half), high: expit(logit + half))
  }
}
