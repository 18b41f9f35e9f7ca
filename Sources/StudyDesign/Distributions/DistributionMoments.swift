/// Moments of distributions. Symbols: m mean, c coefficient of variation.
extension Distribution {
  /// The mean.
  public var mean: Double {
    switch self {
    case .normal(let mean, _), .lognormal(let mean, _), .gamma(let mean, _), .t(_, let mean, _),
      .exponential(let mean), .poisson(let mean), .negativeBinomial(let mean, _):
      mean
    case .uniform(let low, let high), .integers(let low, let high): (low + high) / 2
    case .binary(let probability): probability
    case .discrete(let values, let probabilities):
      zip(values, probabilities).reduce(0) { $0 + $1.0 * $1.1 }
    case .anyOf(let values): values.reduce(0, +) / Double(values.count)
    case .mixture(let parts): parts.reduce(0) { $0 + $1.weight * $1.distribution.mean }
    }
  }

  /// The standard deviation; nil where the distribution has none.
  public var sd: Double? { variance.map { $0.squareRoot() } }

  /// The variance, of the whole distribution; nil where it has none.
  public var variance: Double? { centralMoments?.second }

  /// The skewness; nil where there is none, or no spread.
  public var skewness: Double? {
    guard let moments = centralMoments, moments.second > 0, let third = moments.third else {
      return nil
    }
    return third / (moments.second * moments.second.squareRoot())
  }

  /// Second and third moment about the mean; nil where they do not exist.
  private var centralMoments: (second: Double, third: Double?)? {
    switch self {
    case .normal(_, let sd): return (sd * sd, 0)
    case .lognormal(let mean, let cv):
      return (mean * mean * cv * cv, mean * mean * mean * cv * cv * cv * cv * (3 + cv * cv))
    case .gamma(let mean, let cv):
      return (mean * mean * cv * cv, 2 * mean * mean * mean * cv * cv * cv * cv)
    case .t(let df, _, let sd): return df > 2 ? (sd * sd, df > 3 ? 0 : nil) : nil
    case .uniform(let low, let high): return ((high - low) * (high - low) / 12, 0)
    case .integers(let low, let high): return (((high - low + 1) * (high - low + 1) - 1) / 12, 0)
    case .exponential(let mean): return (mean * mean, 2 * mean * mean * mean)
    case .poisson(let mean): return (mean, mean)
    case .negativeBinomial(let mean, let size):
      let ratio = mean / size
      return (mean * (1 + ratio), mean * (1 + ratio) * (1 + 2 * ratio))
    case .binary(let p): return (p * (1 - p), p * (1 - p) * (1 - 2 * p))
    case .discrete(let values, let probabilities): return moments(values, probabilities)
    case .anyOf(let values):
      return moments(values, Array(repeating: 1 / Double(values.count), count: values.count))
    case .mixture(let parts): return moments(parts)
    }
  }

  private func moments(_ values: [Double], _ weights: [Double]) -> (Double, Double?) {
    let mean = mean
    let pairs = zip(values.map { $0 - mean }, weights)
    return (
      pairs.reduce(0) { $0 + $1.1 * $1.0 * $1.0 },
      pairs.reduce(0) { $0 + $1.1 * $1.0 * $1.0 * $1.0 }
    )
  }

  private func moments(_ parts: [Component]) -> (Double, Double?)? {
    let mean = mean
    var second = 0.0
    var third: Double? = 0
    for part in parts {
      guard let own = part.distribution.centralMoments else { return nil }
      let shift = part.distribution.mean - mean
      second += part.weight * (own.second + shift * shift)
      if let sum = third, let ownThird = own.third {
        third = sum + part.weight * (ownThird + 3 * shift * own.second + shift * shift * shift)
      } else {
        third = nil
      }
    }
    return (second, third)
  }
}
