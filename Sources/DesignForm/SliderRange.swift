internal import DesignLanguage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How far the slider of a value reaches: what a person would try, the present value included.
struct SliderRange {
  private let quantity: Quantity

  /// What a number is, for how it may be moved.
  enum Quantity {
    /// Units; at least this many.
    case size(least: Double)
    case replicates
    case effect
    /// Odds and rates in relation to others.
    case ratio
    /// From 0 to 1.
    case share
    case variance
    case positive
    case correlation
    case level
    case unknown
    /// A number that nobody slides: a seed.
    case fixed
  }

  init(steps: [String], _ statement: DesignStatement) {
    quantity = Self.quantity(steps, statement)
  }

  /// - Parameter typed: the number as it is typed, whose decimals the slider keeps.
  func slider(around value: Double, typed: String) -> FormSlider? {
    let size = abs(value)
    switch quantity {
    case .fixed: return nil
    case .size(let least):
      let most = max(Self.nice(2.5 * size), 5)
      return slider(min(least, value), most, Self.nice(most / 500, atLeast: 1), typed)
    case .replicates:
      return slider(min(100, value), max(5000, Self.nice(2 * size)), 100, typed)
    case .effect:
      let reach = size == 0 ? 1 : Self.nice(4 * size)
      return slider(-reach, reach, reach / 100, typed)
    case .ratio:
      let most = max(3, Self.nice(2 * size))
      return slider(min(0.1, value), most, most > 10 ? 0.5 : 0.1, typed)
    case .share:
      guard (0...1).contains(value) else { return nil }
      return slider(0, 1, 0.01, typed)
    case .level: return slider(min(0.005, value), max(0.2, value), 0.005, typed)
    case .correlation:
      guard size <= 1 else { return nil }
      return slider(-1, 1, 0.05, typed)
    case .variance:
      guard value >= 0 else { return nil }
      let most = size == 0 || (0.05...0.8).contains(size) ? 1 : Self.nice(2 * size)
      return slider(0, most, most / 100, typed)
    case .positive:
      guard value >= 0 else { return nil }
      let most = size == 0 ? 1 : Self.nice(2.5 * size)
      return slider(0, most, most / 100, typed)
    case .unknown: return guessed(value, typed)
    }
  }

  /// A named number may be anything: by its look a share, a count, or an effect.
  private func guessed(_ value: Double, _ typed: String) -> FormSlider? {
    let quantity: Quantity =
      if value > 0, value < 1 { .share } else if value >= 2, value == value.rounded() {
        .size(least: 1)
      } else { .effect }
    return SliderRange(quantity).slider(around: value, typed: typed)
  }

  private init(_ quantity: Quantity) { self.quantity = quantity }

  /// Steps are so fine that the present value is one of them.
  private func slider(
    _ least: Double, _ most: Double, _ step: Double, _ typed: String
  ) -> FormSlider? {
    guard least < most, most.isFinite else { return nil }
    let decimals = typed.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first
    let own = pow(10, -Double(min(decimals?.count ?? 0, 6)))
    let isWhole = step == step.rounded()
    var step = decimals == nil || decimals?.isEmpty == true ? step : min(step, own)
    // A whole number of units that the steps would pass by.
    if let value = Double(typed), isWhole, decimals == nil,
      (value - least).remainder(dividingBy: step) != 0
    {
      step = 1
    }
    // Numbers so small that cleaning takes them away, or too large for it, have no slider.
    let reach = FormSlider(least: Self.clean(least), most: Self.clean(most), step: Self.clean(step))
    return reach.step > 0 && reach.least < reach.most && reach.most < 1e12 ? reach : nil
  }

  /// The next of 1, 2, 5 times a power of ten.
  static func nice(_ value: Double, atLeast least: Double = 0) -> Double {
    guard value > 0, value.isFinite else { return max(least, 1) }
    let power = pow(10, log10(value).rounded(.down))
    let factor = [1.0, 2, 5, 10].first { $0 * power >= value * (1 - 1e-9) } ?? 10
    return max(least, factor * power)
  }

  /// Without the dust of binary fractions.
  private static func clean(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }
}

extension SliderRange {
  private static func quantity(_ steps: [String], _ statement: DesignStatement) -> Quantity {
    guard let last = steps.last else { return .fixed }
    switch last {
    case "seed": return .fixed
    case "replicates", "at_most": return .replicates
    case "alpha", "mcse": return .level
    case "odds_ratio", "rate_ratio": return .ratio
    case "icc", "r2", "share", "reliability", "probability", "latent", "observed", "power",
      "binary", "response_at_least":
      return .share
    case "correlation", "ar1": return .correlation
    case "variance", "sd", "total_variance", "total_sd", "covariance": return .variance
    case "cv", "df", "shape", "rate", "exponential", "poisson", "precision", "weight":
      return .positive
    case "min", "max", "members", "agq": return .size(least: 1)
    default: return byPlace(steps, statement)
    }
  }

  private static func byPlace(_ steps: [String], _ statement: DesignStatement) -> Quantity {
    switch steps[0] {
    case "levels":
      let isTop = steps.count == 2 && steps[1] == statement.levels.first
      return .size(least: isTop && statement.levels.count > 1 ? 2 : 1)
    case "effects": return steps.contains("probabilities") ? .share : .effect
    case "random", "residual":
      let isCorrelation = steps.contains("correlation")
      return isCorrelation ? .correlation : steps.count > 1 ? .variance : .fixed
    case "correlations": return .correlation
    case "missing", "nonresponse", "response_rate", "dropout": return .share
    case "cost", "budget": return .positive
    case "let": return .unknown
    case "tests": return .effect
    case "threshold": return steps.contains("candidates") ? .size(least: 1) : .share
    case "predictors":
      if steps.contains("categories") { return .share }
      let positive = ["assign", "gamma", "lognormal", "negative_binomial"]
      return steps.contains(where: positive.contains) ? .positive : .effect
    default: return .fixed
    }
  }
}
