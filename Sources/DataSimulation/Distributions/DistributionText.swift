internal import StudyDesign

extension Distribution {
  /// The distribution as part of a canonical path: its key and its parameters.
  var canonicalText: String {
    switch self {
    case .normal(let mean, let sd): return "normal \(mean) \(sd)"
    case .lognormal(let mean, let cv): return "lognormal \(mean) \(cv)"
    case .gamma(let mean, let cv): return "gamma \(mean) \(cv)"
    case .t(let df, let mean, let sd): return "t \(df) \(mean) \(sd)"
    case .uniform(let low, let high): return "uniform \(low) \(high)"
    case .integers(let low, let high): return "integers \(low) \(high)"
    case .exponential(let mean): return "exponential \(mean)"
    case .poisson(let mean): return "poisson \(mean)"
    case .negativeBinomial(let mean, let size): return "negative_binomial \(mean) \(size)"
    case .binary(let probability): return "binary \(probability)"
    case .discrete(let values, let probabilities):
      // The categories of a factor are numbered.
      if values == values.indices.map(Double.init) { return "categories \(probabilities)" }
      return "categories \(values) \(probabilities)"
    case .anyOf(let values): return "any_of \(values)"
    case .mixture(let parts):
      return "mixture \(parts.map { "\($0.weight) \($0.distribution.canonicalText)" })"
    }
  }
}
