public import ModelFormula

/// What of each data set is lost before it is analysed. Every kind is drawn on its own; a row is lost if
/// any of them takes it.
public struct MissingData: Sendable, Equatable {
  /// The chance of each row's response to be missing.
  public var rows: Chance?
  /// The chance of each row to have been answered; nil if there is no question of it.
  public var answers: Chance?
  /// Losses of whole units.
  public var units: [UnitLoss]
  /// Units that leave and do not come back.
  public var dropout: Dropout?

  /// A probability.
  public enum Chance: Sendable, Equatable {
    /// The same everywhere.
    case probability(Double)
    /// The inverse logit of an expression over predictors and, for rows, the response and `previous`.
    case logit(Expression)
  }

  /// The loss of whole units of a level.
  public struct UnitLoss: Sendable, Equatable {
    /// Index into the levels.
    public var level: Int
    /// The chance of each unit to be lost.
    public var chance: Chance

    /// Makes a loss.
    public init(level: Int, chance: Chance) {
      self.level = level
      self.chance = chance
    }
  }

  /// Units of which rows are lost from some time on. The share that is still there at time t is
  /// (1 - share)^((t/T)^shape), with t and T counted from the first occasion (Weibull).
  public struct Dropout: Sendable, Equatable {
    /// Index of the level whose units leave.
    public var level: Int
    /// The predictor that holds the time of each row.
    public var over: String
    /// The time of the first occasion.
    public var first: Double
    /// The time of the last occasion.
    public var last: Double
    /// A predictor of the units that decides between the shares; nil if there is one.
    public var by: String?
    /// The shares gone at the last occasion, by the categories of `by`.
    public var shares: [Double]
    /// The Weibull distribution's shape: below 1 most leave early, above 1 late.
    public var shape: Double

    /// Makes a dropout.
    public init(
      level: Int, over: String, first: Double, last: Double, by: String? = nil, shares: [Double],
      shape: Double
    ) {
      self.level = level
      self.over = over
      self.first = first
      self.last = last
      self.by = by
      self.shares = shares
      self.shape = shape
    }
  }

  /// The name that stands for the response of the row before in the same unit of the level above; where
  /// there is none, a row is not lost by that chance.
  public static let previous = "previous"

  /// Makes a description of losses.
  public init(
    rows: Chance? = nil, answers: Chance? = nil, units: [UnitLoss] = [], dropout: Dropout? = nil
  ) {
    self.rows = rows
    self.answers = answers
    self.units = units
    self.dropout = dropout
  }

  /// The expressions over rows from which chances follow.
  public var rowExpressions: [Expression] {
    [rows, answers].compactMap { if case .logit(let expression)? = $0 { expression } else { nil } }
  }

  /// Whether what is lost depends on responses; those of this name.
  public func depends(onResponse name: String) -> Bool {
    rowExpressions.contains { expression in
      expression.names.contains { $0 == name || $0 == Self.previous }
    }
  }
}

extension Study {
  /// Whether what is lost depends on the responses: estimates then do not move with the effects.
  public var losesByResponse: Bool {
    missing?.depends(onResponse: model.formula.response.description) ?? false
  }
}
