extension Distribution {
  /// The largest value that can occur; ∞ if there is none.
  public var highest: Double {
    switch self {
    case .normal, .t, .exponential, .poisson, .negativeBinomial: .infinity
    case .lognormal(let mean, let cv), .gamma(let mean, let cv): cv > 0 ? .infinity : mean
    case .uniform(_, let high), .integers(_, let high): high
    case .binary: 1
    case .discrete(let values, _), .anyOf(let values): values.max() ?? 0
    case .mixture(let parts): parts.map(\.distribution.highest).max() ?? 0
    }
  }
}
