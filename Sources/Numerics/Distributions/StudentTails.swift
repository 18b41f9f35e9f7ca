internal import Glibc

/// Tail probabilities of Student's t for many statistics, each with degrees of freedom of its own; several
/// times faster than one by one.
///
/// The incomplete beta function by its continued fraction (Abramowitz & Stegun 26.5.8), four at a time. The
/// relative error is below 1e-12 for tails above 1e-290; it grows with the degrees of freedom, so that those
/// above 10,000 are left to `StudentT`.
public enum StudentTails {
  /// P(T > x) for each x.
  ///
  /// - Parameters:
  ///   - statistics: x; NaN gives NaN.
  ///   - degreesOfFreedom: above 0, as many as there are statistics; NaN and infinity are the normal
  ///     distribution.
  ///   - tails: room for as many.
  public static func upperTails(
    of statistics: UnsafeBufferPointer<Double>, degreesOfFreedom: UnsafeBufferPointer<Double>,
    into tails: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(statistics.count == degreesOfFreedom.count && statistics.count == tails.count)
    for first in stride(from: 0, to: statistics.count, by: 4) {
      let count = min(4, statistics.count - first)
      var x = SIMD4<Double>(repeating: 1)
      var df = SIMD4<Double>(repeating: 10)
      var isDirect = SIMD4<Double>.MaskStorage(repeating: 0)
      for lane in 0..<count {
        let (statistic, degrees) = (statistics[first + lane], degreesOfFreedom[first + lane])
        if abs(statistic) < 1e100, (0.1...1e4).contains(degrees) {
          (x[lane], df[lane]) = (statistic, degrees)
        } else {
          isDirect[lane] = 1
        }
      }
      let four = fourTails(x, df)
      for lane in 0..<count {
        tails[first + lane] =
          isDirect[lane] == 0 && four[lane] >= 0
          ? four[lane] : direct(statistics[first + lane], degreesOfFreedom[first + lane])
      }
    }
  }

  private static func direct(_ statistic: Double, _ degreesOfFreedom: Double) -> Double {
    if statistic.isNaN { return .nan }
    let degrees = degreesOfFreedom.isNaN ? .infinity : degreesOfFreedom
    return StudentT(degreesOfFreedom: degrees).upperTail(statistic)
  }

  /// Four tails; -1 where the fraction does not converge.
  private static func fourTails(_ t: SIMD4<Double>, _ df: SIMD4<Double>) -> SIMD4<Double> {
    let a = df * 0.5
    let s = t * t / df
    let x = 1 / (1 + s)
    let y = s * x
    // I of x, df/2, 1/2, or one less I of 1 - x, 1/2, df/2: the one whose fraction converges faster.
    let isTail = x .< (a + 1) / (a + 2.5)
    let half = SIMD4<Double>(repeating: 0.5)
    let p = half.replacing(with: a, where: isTail)
    let q = a.replacing(with: half, where: isTail)
    let argument = y.replacing(with: x, where: isTail)
    var front = SIMD4<Double>()
    for lane in 0..<4 { front[lane] = exp(-a[lane] * log1p(s[lane])) }
    front *= y.squareRoot() * inverseBeta(a)
    let beta = front / p * fraction(p, q, argument)
    let positive = (1 - beta).replacing(with: beta, where: isTail) * 0.5
    let tail = positive.replacing(with: 1 - positive, where: t .< 0)
    return tail.replacing(with: -1, where: beta .< 0)
  }

  /// The continued fraction of the incomplete beta function, by the recurrence of its numerators and
  /// denominators, which needs one division for two terms; negative where it does not converge.
  private static func fraction(
    _ p: SIMD4<Double>, _ q: SIMD4<Double>, _ x: SIMD4<Double>
  ) -> SIMD4<Double> {
    let one = SIMD4<Double>(repeating: 1)
    var (numerator, denominator) = (one, one)
    var (lastNumerator, lastDenominator) = (one, SIMD4<Double>())
    func take(_ d: SIMD4<Double>) {
      (numerator, lastNumerator) = (numerator + d * lastNumerator, numerator)
      (denominator, lastDenominator) = (denominator + d * lastDenominator, denominator)
    }
    take(-(p + q) * x / (p + 1))
    for term in 1...300 {
      let m = SIMD4<Double>(repeating: Double(term))
      let middle = p + 2 * m
      let scaled = x / ((middle - 1) * middle * (middle + 1))
      let (oldNumerator, oldDenominator) = (numerator, denominator)
      take(m * (q - m) * (middle + 1) * scaled)
      take(-(p + m) * (p + q + m) * (middle - 1) * scaled)
      let (new, old) = (numerator * oldDenominator, oldNumerator * denominator)
      let change = (new - old).replacing(with: old - new, where: new .< old)
      let size = new.replacing(with: -new, where: new .< 0)
      if all(change .<= size * 2e-16) { return denominator / numerator }
    }
    return -one
  }

  /// 1/B(a, 1/2) = Γ(a + 1/2) / (Γ(a) √π).
  ///
  /// Stirling's series of the quotient in powers of 1/(a - 1/4)², which has no odd ones, eight further up.
  private static func inverseBeta(_ a: SIMD4<Double>) -> SIMD4<Double> {
    var (above, below) = (SIMD4<Double>(repeating: 1), SIMD4<Double>(repeating: 1))
    for step in 0..<8 {
      above *= a + Double(step)
      below *= a + (Double(step) + 0.5)
    }
    let w = a + 7.75
    let v = 1 / (w * w)
    var sum = SIMD4<Double>(repeating: 0.02641215466206486)
    sum = sum * v - 0.006670963462056534
    sum = sum * v + 0.002385557512752712
    sum = sum * v - 0.001298762857913971
    sum = sum * v + 0.0012035369873046875
    sum = sum * v - 0.0023193359375
    sum = sum * v + 0.015625
    sum = sum * v + 1
    return above / below * w.squareRoot() * sum * 0.5641895835477563
  }
}
