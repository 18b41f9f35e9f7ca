/// What a design looks for: sizes or other values with which its tests reach a power, or the most power
/// that a sum of money buys.
public struct StudySearch: Sendable, Equatable {
  /// What is not known.
  public var unknowns: Unknowns
  /// What a study costs, if stated.
  public var cost: StudyCost?
  /// What it may cost at most; the search is then for the most power.
  public var budget: Double?

  /// What is not known.
  public enum Unknowns: Sendable, Equatable {
    /// Values at one or several paths of the design.
    case values([SearchAxis])
    /// The effects of the tests: the smallest that each detects with the power aimed at.
    case effect
  }

  /// Makes a search.
  public init(unknowns: Unknowns, cost: StudyCost? = nil, budget: Double? = nil) {
    self.unknowns = unknowns
    self.cost = cost
    self.budget = budget
  }

  /// The paths looked at; none of a search for effects.
  public var axes: [SearchAxis] {
    if case .values(let axes) = unknowns { axes } else { [] }
  }
}

/// One path of a design and the values that may stand there.
public struct SearchAxis: Sendable, Equatable {
  /// The path as written.
  public var path: String
  /// From the smallest on; at least one.
  public var values: [Double]
  /// Whether the values are numbers of units: whole and at least 1.
  public var isSize: Bool

  /// Makes an axis.
  public init(path: String, values: [Double], isSize: Bool) {
    precondition(!values.isEmpty)
    self.path = path
    self.values = values
    self.isSize = isSize
  }
}

/// What a study costs: a fixed sum, and one for each unit of its levels.
public struct StudyCost: Sendable, Equatable {
  /// What it costs whatever its size; at least 0.
  public var fixed: Double
  /// At most one for each level; levels without one cost nothing.
  public var units: [UnitCost]

  /// What each unit of a level costs.
  public struct UnitCost: Sendable, Equatable {
    /// The level's name.
    public var level: String
    /// The sum, above 0.
    public var rate: Rate

    /// Makes a cost.
    public init(level: String, rate: Rate) {
      self.level = level
      self.rate = rate
    }
  }

  /// A sum for each unit.
  public enum Rate: Sendable, Equatable {
    /// The same for all.
    case each(Double)
    /// By the categories of a predictor, in its order.
    case by(predictor: String, [Double])
  }

  /// Makes a cost.
  public init(fixed: Double = 0, units: [UnitCost]) {
    self.fixed = fixed
    self.units = units
  }
}

/// Which of several tests must reach the power aimed at.
public enum TargetRule: String, Sendable, Equatable, CaseIterable {
  /// Every one, by itself.
  case each
  /// At least one of them: the chance that any rejects.
  case any
  /// All of them at once: the chance that every one rejects.
  case all
}
