internal import ModelFormula

/// Numbers of units that are not the same in each unit of the parents.
public enum UnitSizes: Sendable, Equatable {
  /// One number for each unit of the parent, or for each combination of units of several parents, in
  /// their order.
  case listed([Int])
  /// Drawn for each of them.
  case drawn(DrawnSizes)
}

/// How numbers of units are drawn.
public struct DrawnSizes: Sendable, Equatable {
  /// A predictor that varies at a parent or above and decides which rule holds; nil if there is one.
  public var by: String?
  /// One for each category of `by`, in the order of its values.
  public var rules: [SizeRule]

  /// Makes drawn sizes.
  public init(by: String? = nil, rules: [SizeRule]) {
    self.by = by
    self.rules = rules
  }

  /// The mean of the distributions, as stated: over the categories with equal weight.
  public var statedMean: Double {
    rules.reduce(0) { $0 + $1.distribution.mean } / Double(rules.count)
  }
}

extension Study {
  /// Whether the number of rows that are analysed differs between data sets.
  public var hasVaryingRows: Bool {
    missing != nil || resampling != nil || levels.contains(where: \.hasDrawnSize)
  }
}

extension Study {
  /// Whether units of a level differ in size, or data sets in what is left of them.
  public var hasDifferingUnits: Bool {
    hasVaryingRows
      || levels.contains { if case .unequal = $0.units { true } else { false } }
  }
}

extension Study {
  /// Whether the numbers of a level's units within their parents are used by predictors or by what is
  /// lost.
  public func usesUnitNumbers(of level: String) -> Bool {
    if missing?.rowExpressions.contains(where: { $0.names.contains(level) }) == true {
      return true
    }
    let losses = missing?.units.contains { loss in
      if case .logit(let expression) = loss.chance {
        expression.names.contains(level)
      } else {
        false
      }
    }
    return losses == true || predictors.contains { $0.inputNames.contains(level) }
  }
}

/// The distribution of a number of units: rounded to a whole number, then kept between bounds.
public struct SizeRule: Sendable, Equatable {
  /// What is drawn, before rounding.
  public var distribution: Distribution
  /// The smallest number; at least 0.
  public var least: Int
  /// The largest number; nil if there is none.
  public var most: Int?

  /// Makes a rule.
  public init(_ distribution: Distribution, least: Int = 1, most: Int? = nil) {
    self.distribution = distribution
    self.least = least
    self.most = most
  }

  /// The number that a drawn value gives.
  public func size(of value: Double) -> Int {
    let whole = min(max(value.rounded(), Double(least)), Double(most ?? 1_000_000_000))
    return Int(whole)
  }
}
