#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The mean of `f(mean + sd Z)`, Z standard normal, of a bounded smooth function.
///
/// Trapezoidal sums, whose error for analytic integrands that vanish at both ends falls exponentially
/// with the number of points (Trefethen & Weideman 2014, SIAM Review 56(3)): near rounding for
/// logistic curves and others no steeper. The step is a tenth of the narrower of Z's spread and of the
/// curve's.
public func normalAverage(
  mean: Double, sd: Double, _ f: (Double) -> Double
) -> Double {
  guard sd > 0 else { return f(mean) }
  let reach = 9.0
  let step = 0.1 / max(1, sd)
  let count = Int((reach / step).rounded(.up))
  var sum = 0.0
  var weights = 0.0
  for index in -count...count {
    let z = Double(index) * step
    let weight = exp(-z * z / 2)
    weights += weight
    sum += weight * f(mean + sd * z)
  }
  return sum / weights
}
