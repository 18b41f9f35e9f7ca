internal import StudyDesign

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The log density of one response as a function of its linear predictor, with its derivatives.
struct ResponseDensity {
  let family: ResponseFamily
  let residualVariance: Double

  /// The first derivative and minus the second one, which is kept above 0; by differences where the
  /// response is not normal, good to some seven digits.
  func derivatives(
    _ response: Double, trials: Double, at predictor: Double
  ) -> (score: Double, weight: Double) {
    if family.isNormal {
      return ((response - predictor) / residualVariance, 1 / residualVariance)
    }
    let h = 1e-4
    let (low, middle, high) = (
      logDensity(response, trials, predictor - h), logDensity(response, trials, predictor),
      logDensity(response, trials, predictor + h)
    )
    return ((high - low) / (2 * h), max((2 * middle - low - high) / (h * h), 1e-8))
  }

  /// Up to terms that do not depend on the linear predictor.
  private func logDensity(_ y: Double, _ trials: Double, _ predictor: Double) -> Double {
    let mean = family.link.mean(at: predictor)
    switch family.distribution {
    case .normal: return -(y - predictor) * (y - predictor) / (2 * residualVariance)
    case .binomial:
      // The chance of a failure without loss of digits near 1.
      let failure = family.link == .logit ? family.link.mean(at: -predictor) : 1 - mean
      return y * log(max(mean, 1e-300)) + (trials - y) * log(max(failure, 1e-300))
    case .poisson: return y * predictor - mean
    case .negativeBinomial(let size): return y * predictor - (y + size) * log(size + mean)
    case .gamma(let shape): return -shape * (y / mean + predictor)
    case .beta(let precision):
      let (a, b) = (mean * precision, (1 - mean) * precision)
      return a * log(y) + b * log1p(-y) - lgamma(a) - lgamma(b)
    case .ordinal(let cuts):
      let k = Int(y)
      let upper = k < cuts.count ? family.link.mean(at: cuts[k] - predictor) : 1
      let lower = k > 0 ? family.link.mean(at: cuts[k - 1] - predictor) : 0
      return log(max(upper - lower, 1e-300))
    case .nominal: return .nan
    }
  }
}
