import CGSL

/// The noncentral t distribution: of (Z + δ) / √(V/ν) with Z standard normal and V chi-square on ν
/// degrees of freedom, independent of Z.
///
/// Conditional on s = √(V/ν) the statistic is normal (Johnson, Kotz & Balakrishnan 1995, Continuous
/// Univariate Distributions 2, chapter 31), so that
///
///     P(T ≤ x) = ∫ Φ(x s - δ) f(s) ds,
///
/// which is integrated numerically over u = log s, where the density of s is smooth for every ν.
/// Both tails are integrals of positive functions: neither is found by subtraction from 1. Unlike
/// the series of Lenth (1989), nothing underflows when δ is large.
public struct NoncentralT: Sendable, Equatable {
  /// ν, above 0; need not be whole. Infinity is the normal with mean δ and standard deviation 1.
  public let degreesOfFreedom: Double
  /// δ; infinite values put all probability at ±∞.
  public let noncentrality: Double

  /// Makes the distribution.
  public init(degreesOfFreedom: Double, noncentrality: Double) {
    precondition(degreesOfFreedom > 0 && !noncentrality.isNaN)
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// P(T ≤ x) for a finite x, with an error below 1e-10.
  public func cdf(_ x: Double) -> Double {
    precondition(x.isFinite)
    guard isProper else { return StandardNormal.cdf(x - noncentrality) }
    return integrate(Mixture(self, x: x, sign: 1))
  }

  /// P(T > x) for a finite x, with an error below 1e-10.
  public func upperTail(_ x: Double) -> Double {
    precondition(x.isFinite)
    guard isProper else { return StandardNormal.upperTail(x - noncentrality) }
    return integrate(Mixture(self, x: x, sign: -1))
  }

  /// Whether s varies: beyond this ν, and for infinite δ, the distribution is the normal.
  private var isProper: Bool { degreesOfFreedom < 1e15 && noncentrality.isFinite }

  /// Integrates piece by piece: pieces meet at the mode of s, and where x s = δ if that is within
  /// reach, so that no narrow part of the integrand is overlooked.
  private func integrate(_ mixture: Mixture) -> Double {
    let reach = Mixture.largestExponent / degreesOfFreedom
    var borders = [-reach.squareRoot() - reach, 0, reach.squareRoot()]
    let step = mixture.step
    if step > borders[0] && step < borders[2] && step != 0 {
      borders.append(step)
      borders.sort()
    }
    let pieces = zip(borders, borders.dropFirst()).map {
      adaptiveIntegral(mixture, from: $0, to: $1)
    }
    return min(1, max(0, pieces.reduce(0, +)))
  }
}

/// The integrand of one tail over u = log s.
private struct Mixture {
  /// Where the density of u has fallen to exp(-100) of its height the integral ends.
  static let largestExponent = 100.0

  let degreesOfFreedom: Double
  let noncentrality: Double
  let x: Double
  /// 1 for the lower tail, -1 for the upper.
  let sign: Double
  /// log of the density of u at 0, its mode.
  let logHeight: Double

  init(_ distribution: NoncentralT, x: Double, sign: Double) {
    degreesOfFreedom = distribution.degreesOfFreedom
    noncentrality = distribution.noncentrality
    self.x = x
    self.sign = sign
    let half = degreesOfFreedom / 2
    logHeight = (log(2) + log(half / Double.pi)) / 2 - log(gsl_sf_gammastar(half))
  }

  /// The u at which x s = δ; NaN or infinite if there is none.
  var step: Double { log(noncentrality / x) }

  /// Φ(±(x s - δ)) times the density of u. The density is exp(ν (u - (exp(2u) - 1)/2)) times its
  /// height at 0; the height uses Γ*(ν/2), Γ without its leading Stirling terms, which cancel.
  func callAsFunction(_ u: Double) -> Double {
    let exponent = degreesOfFreedom * (u - gsl_expm1(2 * u) / 2)
    let normal = gsl_cdf_ugaussian_P(sign * (x * exp(u) - noncentrality))
    return normal * exp(logHeight + exponent)
  }
}

/// Gauss–Kronrod quadrature with 61 points, bisecting until the relative error is below 1e-12 or
/// rounding forbids more.
private func adaptiveIntegral(_ integrand: Mixture, from low: Double, to high: Double) -> Double {
  precondition(GSLErrors.areReturned)
  let limit = 1000
  guard let workspace = gsl_integration_workspace_alloc(limit) else {
    preconditionFailure("no memory for a workspace")
  }
  defer { gsl_integration_workspace_free(workspace) }
  var integrand = integrand
  return withUnsafeMutablePointer(to: &integrand) { pointer in
    var function = gsl_function(
      function: { u, parameters in
        parameters!.assumingMemoryBound(to: Mixture.self).pointee(u)
      },
      params: UnsafeMutableRawPointer(pointer))
    var result = 0.0
    var error = 0.0
    gsl_integration_qag(
      &function, low, high, 0, 1e-12, limit, Int32(GSL_INTEG_GAUSS61), workspace, &result, &error)
    return result
  }
}
