import Numerics
import StudyDesign

/// Power by the standard error method (Browne, Golalizadeh Lahi & Parker 2009): what the test's
/// reference distribution gives for the assumed effect and the simulated standard errors.
public enum StandardErrorPower: Sendable, Equatable {
  /// Power, and its 95% interval from the Monte Carlo standard error of the mean squared standard
  /// error; no interval from a single replicate.
  case figure(Double, interval: ClosedRange<Double>?)
  /// Not given.
  case withheld(Reason)

  /// Why there is no figure.
  public enum Reason: Sendable, Equatable {
    /// The generating model lacks the coefficient.
    case noTruth
    /// The analysis sees a predictor with error, so that estimates are not about the true value.
    case measuredWithError
    /// The method does not serve the test: likelihood ratios, variances, precisions and tests that are
    /// adjusted for being several.
    case notServed
    /// No replicate has a positive standard error.
    case noStandardErrors
    /// A replicate has so few degrees of freedom that its critical value is beyond all numbers.
    case noCriticalValue
    /// One of at least 100 replicates makes this share, above 5%, of the sum of squared standard
    /// errors.
    case dominated(share: Double)
  }

  /// The figure, if given.
  public var value: Double? {
    if case .figure(let value, _) = self { value } else { nil }
  }

  /// The 95% interval, if given.
  public var interval: ClosedRange<Double>? {
    if case .figure(_, let interval) = self { interval } else { nil }
  }

  /// Computes the figure.
  ///
  /// With S² the mean of the squared standard errors and b the effect, δ = b/S: Φ(|δ| - c) +
  /// Φ(-|δ| - c) for a two-sided z test with critical value c, one of these terms for a one-sided
  /// one. For a t test the statistic is noncentral t with noncentrality δ and the degrees of freedom
  /// whose critical value is `criticalValue`, the mean over the replicates. Equivalence is both of two
  /// such one-sided tests at least: the sum of their powers less 1, or 0.
  ///
  /// - Parameter effect: the distance of the truth from the null value; from 0 for equivalence.
  init(
    effect: Double?, squaredErrors: [Double], criticalValue: Double, test: StudyTest
  ) {
    guard let effect else {
      self = .withheld(.noTruth)
      return
    }
    let moments = Moments(squaredErrors)
    guard let mean = moments.mean, mean > 0, mean.isFinite else {
      self = .withheld(.noStandardErrors)
      return
    }
    guard criticalValue.isFinite else {
      self = .withheld(.noCriticalValue)
      return
    }
    let largest = squaredErrors.max()! / (mean * Double(squaredErrors.count))
    guard squaredErrors.count < 100 || largest <= 0.05 else {
      self = .withheld(.dominated(share: largest))
      return
    }
    let tails = RejectionTails(criticalValue: criticalValue, test: test)
    let power = { (square: Double) in
      let error = max(0, square).squareRoot()
      guard case .equivalence(_, let lower, let upper) = test.hypothesis else {
        return tails.probability(noncentrality: effect == 0 ? 0 : effect / error)
      }
      return tails.between((effect - lower) / error, (effect - upper) / error)
    }
    let value = power(mean)
    let interval = moments.standardErrorOfMean.map { error in
      let half = StandardNormal.upperQuantile(0.025) * error
      let ends = [power(mean - half), value, power(mean + half)]
      return ends.min()!...ends.max()!
    }
    self = .figure(value, interval: interval)
  }
}

/// The probability that a test statistic with a given noncentrality falls where the test rejects.
struct RejectionTails {
  let criticalValue: Double
  let side: StudyTest.Side
  /// Infinite for z tests.
  let degreesOfFreedom: Double

  init(criticalValue: Double, test: StudyTest) {
    self.criticalValue = criticalValue
    side = test.side
    let student =
      test.method.hasDegreesOfFreedom && test.tailProbability < 0.5
      ? StudentT.withCriticalValue(criticalValue, upperTail: test.tailProbability) : nil
    degreesOfFreedom = student?.degreesOfFreedom ?? .infinity
  }

  init(criticalValue: Double, side: StudyTest.Side, degreesOfFreedom: Double) {
    self.criticalValue = criticalValue
    self.side = side
    self.degreesOfFreedom = degreesOfFreedom
  }

  func probability(noncentrality: Double) -> Double {
    let statistic = NoncentralT(
      degreesOfFreedom: degreesOfFreedom, noncentrality: noncentrality)
    return switch side {
    case .two, .none, .upper, .equivalence:
      statistic.upperTail(criticalValue) + statistic.cdf(-criticalValue)
    case .greater: statistic.upperTail(criticalValue)
    case .less: statistic.cdf(-criticalValue)
    }
  }

  /// At least the probability that two statistics with these noncentralities lie above and below the
  /// critical values; NaN noncentralities, of no distance and no error, give 0.
  func between(_ above: Double, _ below: Double) -> Double {
    guard !above.isNaN, !below.isNaN else { return 0 }
    let first = NoncentralT(degreesOfFreedom: degreesOfFreedom, noncentrality: above)
    let second = NoncentralT(degreesOfFreedom: degreesOfFreedom, noncentrality: below)
    return max(0, first.upperTail(criticalValue) + second.cdf(-criticalValue) - 1)
  }
}

extension StudyTest {
  /// The probability of each tail in which the test rejects, or of each that its interval leaves out.
  var tailProbability: Double {
    switch side {
    case .two, .none: alpha / 2
    case .greater, .less, .upper, .equivalence: alpha
    }
  }
}
