internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a quasi-likelihood reads of a row at a linear predictor η: derivatives of its mean f(η) and what
/// is left of the response, all divided by the standard deviation √v of the response at that mean.
struct WorkingMoments {
  /// f'(η)/√v.
  var slope: Double
  /// f''(η)/√v.
  var curvature: Double
  /// (y - f(η))/√v.
  var residual: Double

  /// A row without information.
  static let none = WorkingMoments(slope: 0, curvature: 0, residual: 0)
}

/// Moments of a distribution with its link.
///
/// η is kept within a range in which none of them overflows; beyond it fitted probabilities are 0 or 1
/// to 12 digits.
protocol WorkingDistribution {
  /// - Parameters:
  ///   - y: successes or a count.
  ///   - trials: of a binomial response.
  func moments(_ eta: Double, _ y: Double, _ trials: Double) -> WorkingMoments
}

/// Binomial, f = m/(1 + e^-η), v = f(1 - f/m) = f'.
struct LogitMoments: WorkingDistribution {
  @inline(__always)
  func moments(_ eta: Double, _ y: Double, _ trials: Double) -> WorkingMoments {
    let eta = min(max(eta, -30), 30)
    let small = exp(-eta.magnitude)
    let larger = 1 / (1 + small)
    let smaller = small * larger
    let deviation = (trials * larger * smaller).squareRoot()
    guard deviation > 0 else { return .none }
    let sign = eta >= 0 ? 1.0 : -1
    // y - mp from the smaller of p and 1 - p, which keeps its digits.
    let residual = eta >= 0 ? trials * smaller - (trials - y) : y - trials * smaller
    return WorkingMoments(
      slope: deviation, curvature: deviation * sign * (smaller - larger),
      residual: residual / deviation)
  }
}

/// Binomial, f = mΦ(η).
struct ProbitMoments: WorkingDistribution {
  @inline(__always)
  func moments(_ eta: Double, _ y: Double, _ trials: Double) -> WorkingMoments {
    let eta = min(max(eta, -7), 7)
    let smaller = 0.5 * erfc(eta.magnitude * 0.5.squareRoot())
    let larger = 1 - smaller
    let deviation = (trials * larger * smaller).squareRoot()
    guard deviation > 0 else { return .none }
    let density = exp(-0.5 * eta * eta) / (2 * Double.pi).squareRoot()
    let residual = eta >= 0 ? trials * smaller - (trials - y) : y - trials * smaller
    let slope = trials * density / deviation
    return WorkingMoments(slope: slope, curvature: -eta * slope, residual: residual / deviation)
  }
}

/// Binomial, f = m(1 - exp(-e^η)).
struct ComplementaryLogMoments: WorkingDistribution {
  @inline(__always)
  func moments(_ eta: Double, _ y: Double, _ trials: Double) -> WorkingMoments {
    let rate = exp(min(max(eta, -30), 3.3))
    let failure = exp(-rate)
    let success = -expm1(-rate)
    let deviation = (trials * success * failure).squareRoot()
    guard deviation > 0 else { return .none }
    let slope = trials * rate * failure / deviation
    return WorkingMoments(
      slope: slope, curvature: slope * (1 - rate),
      residual: (trials * failure - (trials - y)) / deviation)
  }
}

/// Counts, f = e^η, v = f + f²·dispersion: Poisson with dispersion 0, negative binomial with 1/size.
struct CountMoments: WorkingDistribution {
  let dispersion: Double

  @inline(__always)
  func moments(_ eta: Double, _ y: Double, _ trials: Double) -> WorkingMoments {
    let mean = exp(min(max(eta, -30), 100))
    let deviation = (mean * (1 + dispersion * mean)).squareRoot()
    let slope = mean / deviation
    return WorkingMoments(slope: slope, curvature: slope, residual: (y - mean) / deviation)
  }
}

extension Family {
  /// Whether `QuasiLikelihoodFitter` fits it: binomial with logit, probit or cloglog, Poisson with log,
  /// negative binomial of known size with log.
  var hasQuasiLikelihood: Bool {
    switch (distribution, link) {
    case (.binomial, .logit), (.binomial, .probit), (.binomial, .cloglog): true
    case (.poisson, .log): true
    case (.negativeBinomial(let size), .log): size != nil
    default: false
    }
  }
}
