import CGSL

/// Critical values of t or F tests as a function of the degrees of freedom, for tests whose degrees of
/// freedom differ from data set to data set: many times faster than a quantile for each.
///
/// The logarithm of the critical value is interpolated in 1/df by Chebyshev polynomials, from one
/// degree of freedom (two for F) to infinity; below, the quantile itself is computed. The relative
/// error is below 1e-9 for tails of 1e-5 or more (F: numerators up to 10).
public struct CriticalValues: Sendable {
  /// Coefficients of the Chebyshev polynomials, on 1/df from 0 to `end`.
  private let coefficients: [Double]
  private let end: Double
  private let direct: Direct

  private enum Direct {
    case t(upperTail: Double)
    case f(numerator: Double, upperTail: Double)

    func value(_ degreesOfFreedom: Double) -> Double {
      switch self {
      case .t(let tail): StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(tail)
      case .f(let numerator, let tail):
        FDistribution(numerator: numerator, denominator: degreesOfFreedom).upperQuantile(tail)
      }
    }
  }

  /// The x with P(T > x) = `upperTail`, a probability below a half, for Student's t.
  public static func t(upperTail: Double) -> CriticalValues {
    precondition(upperTail > 0 && upperTail < 0.5)
    return CriticalValues(.t(upperTail: upperTail), end: 1)
  }

  /// The x with P(F > x) = `upperTail` for F with this numerator, as a function of the denominator.
  public static func f(numerator: Double, upperTail: Double) -> CriticalValues {
    precondition(upperTail > 0 && upperTail < 1)
    return CriticalValues(.f(numerator: numerator, upperTail: upperTail), end: 0.5)
  }

  private init(_ direct: Direct, end: Double) {
    self.direct = direct
    self.end = end
    let count = 30
    let angles = (0..<count).map { Double.pi * (Double($0) + 0.5) / Double(count) }
    let values = angles.map { angle in
      log(direct.value(2 / (end * (1 + cos(angle)))))
    }
    coefficients = (0..<count).map { order in
      let sum = zip(angles, values).reduce(0) { $0 + $1.1 * cos(Double(order) * $1.0) }
      return sum * (order == 0 ? 1 : 2) / Double(count)
    }
  }

  /// The critical value at these degrees of freedom, above 0; infinity is the limit.
  public func callAsFunction(_ degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0)
    let u = 1 / degreesOfFreedom
    guard u <= end else { return direct.value(degreesOfFreedom) }
    // Clenshaw's recurrence.
    let x = 2 * u / end - 1
    return coefficients.withUnsafeBufferPointer { coefficients in
      var (last, before) = (0.0, 0.0)
      var order = coefficients.count - 1
      while order > 0 {
        (last, before) = (coefficients[order] + 2 * x * last - before, last)
        order -= 1
      }
      return exp(coefficients[0] + x * last - before)
    }
  }
}
