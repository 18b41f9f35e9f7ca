/// A probability distribution of numbers, or of a factor's categories by their indices, as a design
/// states it.
public indirect enum Distribution: Sendable, Equatable {
  case normal(mean: Double, sd: Double)
  /// Logarithms are normal; `cv` is SD / mean of the values themselves.
  case lognormal(mean: Double, cv: Double)
  case gamma(mean: Double, cv: Double)
  /// Student's t moved to this mean and stretched to this SD; needs more than 2 degrees of freedom.
  case t(degreesOfFreedom: Double, mean: Double, sd: Double)
  case uniform(low: Double, high: Double)
  /// Whole numbers from `low` to `high`, both included, with equal chances.
  case integers(low: Double, high: Double)
  case exponential(mean: Double)
  case poisson(mean: Double)
  /// Counts with variance mean + mean²/size.
  case negativeBinomial(mean: Double, size: Double)
  /// 1 with this probability, else 0.
  case binary(probability: Double)
  /// These values with these probabilities, which sum to 1.
  case discrete(values: [Double], probabilities: [Double])
  /// These values with equal chances: a stated list, or a column of a file that is resampled.
  case anyOf([Double])
  /// One of the components, chosen by their weights, which sum to 1.
  case mixture([Component])

  /// A part of a mixture.
  public struct Component: Sendable, Equatable {
    /// The probability of the part.
    public var weight: Double
    /// What is drawn if it is chosen.
    public var distribution: Distribution

    /// Makes a component.
    public init(weight: Double, _ distribution: Distribution) {
      self.weight = weight
      self.distribution = distribution
    }
  }
}

extension Distribution {
  /// Whether every value is a whole number.
  public var isWhole: Bool {
    switch self {
    case .integers, .poisson, .negativeBinomial, .binary: true
    case .discrete(let values, _), .anyOf(let values): values.allSatisfy { $0 == $0.rounded() }
    case .mixture(let parts): parts.allSatisfy(\.distribution.isWhole)
    case .normal, .lognormal, .gamma, .t, .uniform, .exponential: false
    }
  }

  /// The distinct values in increasing order where they are a finite list; nil where there is a
  /// continuum of them or no end to them, or where they are more than `longestList`.
  public var possibleValues: [Double]? {
    switch self {
    case .normal, .lognormal, .gamma, .t, .uniform, .exponential, .poisson, .negativeBinomial:
      return nil
    case .integers(let low, let high):
      return high - low < Double(Self.longestList)
        ? Array(stride(from: low, through: high, by: 1)) : nil
    case .binary: return [0, 1]
    case .discrete(let values, _), .anyOf(let values): return Set(values).sorted()
    case .mixture(let parts):
      let lists = parts.map(\.distribution.possibleValues)
      guard !lists.contains(nil) else { return nil }
      return Set(lists.compactMap { $0 }.joined()).sorted()
    }
  }

  /// No list of whole numbers is longer.
  static let longestList = 1000

  /// The smallest value that can occur; -∞ if there is none.
  public var lowest: Double {
    switch self {
    case .normal, .t: -.infinity
    case .lognormal, .gamma, .exponential, .poisson, .negativeBinomial, .binary: 0
    case .uniform(let low, _), .integers(let low, _): low
    case .discrete(let values, _), .anyOf(let values): values.min() ?? 0
    case .mixture(let parts): parts.map(\.distribution.lowest).min() ?? 0
    }
  }
}
