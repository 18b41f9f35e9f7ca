/// One level of a study's structure.
public struct Level: Sendable, Equatable {
  /// The name in the design, also the name of the grouping factor.
  public var name: String
  /// How many units there are and what they are.
  public var units: Units
  /// The levels (indices into the study's) in whose units those of this one lie: none at a top, one
  /// if it is nested, several if it lies in each combination of their units. Units are in the order
  /// of the first, then of the next, and so on.
  public var parents: [Int]
  /// Further levels in whose units those of this one lie, by a draw.
  public var memberships: [Membership]
  /// Whether no design states the level: it is the crossing of its parents, one unit for each
  /// combination, which a predictor or a random term names.
  public var isImplied: Bool

  /// How the units of a level come about.
  public enum Units: Sendable, Equatable {
    /// This many in each unit of the parent, or in each combination of units of several parents
    /// that lie in the same unit of every level above both; in all, at the top.
    case counted(perParent: Int)
    /// Numbers that differ between the units of the parents.
    case unequal(UnitSizes)
    /// Named units, the same in each unit of the parents; the level is then a predictor too,
    /// stated among the predictors with the source `.listed`.
    case listed([String])
    /// The groups of a grouping factor of the data set; for the last level, its rows.
    case observed(count: Int)
  }

  /// Makes a level.
  public init(
    name: String, units: Units, parents: [Int] = [], memberships: [Membership] = [],
    isImplied: Bool = false
  ) {
    self.name = name
    self.units = units
    self.parents = parents
    self.memberships = memberships
    self.isImplied = isImplied
  }

  /// The levels as a chain: each lies in the one before it.
  public static func chain(_ levels: [Level]) -> [Level] {
    levels.enumerated().map { index, level in
      var level = level
      level.parents = index > 0 ? [index - 1] : []
      return level
    }
  }
}

/// How the units of one level come to lie in units of another that is not its parent.
public struct Membership: Sendable, Equatable {
  /// Index into the levels: that of the other level.
  public var level: Int
  /// How its units are drawn.
  public var rule: Rule

  /// How units are drawn. Those that can be drawn lie in the same unit of every level above both.
  public enum Rule: Sendable, Equatable {
    /// One unit, each with the same chance.
    case random
    /// One unit, each with the same chance but never twice within one parent.
    case distinct
    /// One unit, with chances in proportion to weights.
    case weighted(ChanceTable)
    /// One unit, with chances in proportion to the values of a predictor that varies at its level.
    case proportional(predictor: String)
    /// From `least` to `most` different units, each number and each unit with the same chance; all
    /// have the same weight, and the weights sum to 1.
    case members(least: Int, most: Int)
  }

  /// Makes a membership.
  public init(level: Int, rule: Rule) {
    self.level = level
    self.rule = rule
  }
}

/// Chances of the units of a level, given the units of other levels in which something lies.
public struct ChanceTable: Sendable, Equatable {
  /// Indices of the levels whose units are given; none if the chances are the same everywhere.
  public var given: [Int]
  /// Combinations with their weights; those that are not listed have none.
  public var entries: [Entry]

  /// A unit with its weight.
  public struct Entry: Sendable, Equatable {
    /// One unit of each given level, from 0.
    public var given: [Int]
    /// The unit, from 0.
    public var unit: Int
    /// Its chance, in any unit.
    public var weight: Double

    /// Makes an entry.
    public init(given: [Int], unit: Int, weight: Double) {
      self.given = given
      self.unit = unit
      self.weight = weight
    }
  }

  /// Makes a table.
  public init(given: [Int], entries: [Entry]) {
    self.given = given
    self.entries = entries
  }
}
