import CGSL

/// The F distribution: of two independent chi-square variables, each over its degrees of freedom.
public struct FDistribution: Sendable, Equatable {
  /// Degrees of freedom of the numerator, above 0 and finite; need not be whole.
  public let numerator: Double
  /// Degrees of freedom of the denominator, above 0. Infinity: chi-square over its degrees of freedom.
  public let denominator: Double

  /// Makes the distribution with these degrees of freedom.
  public init(numerator: Double, denominator: Double) {
    precondition(numerator > 0 && numerator.isFinite && denominator > 0)
    self.numerator = numerator
    self.denominator = denominator
  }

  /// P(F ≤ x).
  public func cdf(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    guard x > 0 else { return 0 }
    return isChiSquare ? chiSquare.cdf(x * numerator) : gsl_cdf_fdist_P(x, numerator, denominator)
  }

  /// P(F > x).
  public func upperTail(_ x: Double) -> Double {
    precondition(GSLErrors.areReturned)
    guard x > 0 else { return 1 }
    return isChiSquare
      ? chiSquare.upperTail(x * numerator) : gsl_cdf_fdist_Q(x, numerator, denominator)
  }

  /// The x with P(F > x) = `probability`; infinity and 0 at 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability))
    if probability == 0 { return .infinity }
    if probability == 1 { return 0 }
    if isChiSquare { return chiSquare.upperQuantile(probability) / numerator }
    return probability <= 0.5
      ? root(of: probability, isUpper: true) : root(of: 1 - probability, isUpper: false)
  }

  /// The x with P(F ≤ x) = `probability`; 0 and infinity at 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability))
    if probability == 0 { return 0 }
    if probability == 1 { return .infinity }
    if isChiSquare { return chiSquare.quantile(probability) / numerator }
    return probability <= 0.5
      ? root(of: probability, isUpper: false) : root(of: 1 - probability, isUpper: true)
  }

  /// Where one of the tails has this probability, at most a half.
  ///
  /// Newton's method for the tail's logarithm as a function of log x, which is concave, within bounds
  /// that every step narrows.
  private func root(of probability: Double, isUpper: Bool) -> Double {
    var (low, high) = (-750.0, 750.0)
    var t = 0.0
    for _ in 0..<200 {
      let x = exp(t)
      let tail = isUpper ? upperTail(x) : cdf(x)
      // To the right of the root the upper tail is too small, the lower one too large.
      if (tail > probability) == isUpper { low = t } else { high = t }
      let slope = (isUpper ? -x : x) * gsl_ran_fdist_pdf(x, numerator, denominator) / tail
      let newton = t - (log(tail) - log(probability)) / slope
      let next = newton > low && newton < high ? newton : (low + high) / 2
      if (next - t).magnitude < 1e-14 * max(t.magnitude, 1) { return exp(next) }
      t = next
    }
    return exp(t)
  }

  private var chiSquare: ChiSquare { ChiSquare(degreesOfFreedom: numerator) }

  /// Beyond this the two differ by less than 1e-9 of a probability.
  private var isChiSquare: Bool { denominator > 1e10 }
}

extension FDistribution {
  /// The F distribution with this numerator and P(F > `criticalValue`) = `upperTail`.
  ///
  /// For tails of at most a quarter the critical value falls as the denominator's degrees of freedom
  /// rise; one at or below chi-square's belongs to infinity.
  public static func withCriticalValue(
    _ criticalValue: Double, numerator: Double, upperTail: Double
  ) -> FDistribution {
    precondition(upperTail > 0 && upperTail <= 0.25)
    let limit = FDistribution(numerator: numerator, denominator: .infinity)
    guard limit.upperTail(criticalValue) < upperTail else { return limit }
    let denominator = decreasingRoot(startingAt: 30) {
      FDistribution(numerator: numerator, denominator: $0).upperTail(criticalValue) - upperTail
    }
    return FDistribution(numerator: numerator, denominator: denominator)
  }
}

/// The positive root of a function that falls from above 0 to below, by doubling and bisection of the
/// logarithm; the ends of the doubles where there is none between.
func decreasingRoot(startingAt start: Double, of function: (Double) -> Double) -> Double {
  var low = start
  var high = start
  if function(start) > 0 {
    while function(high) > 0 && high < 1e300 {
      low = high
      high *= 8
    }
  } else {
    while function(low) <= 0 && low > 1e-300 {
      high = low
      low /= 8
    }
  }
  while true {
    let middle = low.squareRoot() * high.squareRoot()
    guard middle > low, middle < high else { return high }
    if function(middle) > 0 { low = middle } else { high = middle }
  }
}
