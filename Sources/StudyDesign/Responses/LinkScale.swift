#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Numerics

extension ResponseFamily.Link {
  /// The mean at a linear predictor; of ordered responses the cumulative probability at a cut.
  public func mean(at predictor: Double) -> Double {
    switch self {
    case .identity: predictor
    case .log: exp(predictor)
    case .logit:
      predictor < 0
        ? exp(predictor) / (1 + exp(predictor)) : 1 / (1 + exp(-predictor))
    case .probit: StandardNormal.cdf(predictor)
    case .cloglog: -expm1(-exp(predictor))
    }
  }

  /// The linear predictor of a mean; ∓∞ at the ends of what means can be.
  public func predictor(of mean: Double) -> Double {
    switch self {
    case .identity: mean
    case .log: logarithm(mean)
    case .logit: logarithm(mean) - log1p(-mean)
    case .probit: StandardNormal.quantile(mean)
    case .cloglog: logarithm(-log1p(-mean))
    }
  }
}

/// The natural logarithm, which within `Link` would be the link of that name.
private func logarithm(_ value: Double) -> Double { log(value) }
