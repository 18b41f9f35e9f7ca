/// A model formula of lme4's grammar, parsed and expanded into terms.
public struct Formula: Sendable, Hashable {
  /// The formula as it was written, without surrounding white space.
  public var text: String
  /// The left-hand side: a name or a function of one.
  public var response: Expression
  /// Whether the model has an intercept (`0 +` or `- 1` removes it).
  public var hasIntercept: Bool
  /// Fixed terms without the intercept: main effects first, then interactions by order, as R does.
  public var terms: [Term]
  /// The arguments of `offset(...)`.
  public var offsets: [Expression]
  /// Random terms after `||` and `/` are expanded, in the order written.
  public var bars: [Bar]

  /// Makes a formula from its parts.
  public init(
    text: String, response: Expression, hasIntercept: Bool, terms: [Term], offsets: [Expression],
    bars: [Bar]
  ) {
    self.text = text
    self.response = response
    self.hasIntercept = hasIntercept
    self.terms = terms
    self.offsets = offsets
    self.bars = bars
  }
}

/// A product of variables: `x`, `a:b`, `I(x^2)`. No factors at all is the intercept.
public struct Term: Sendable, Hashable {
  /// Variables or functions of variables, in the order of their first appearance in the formula.
  public var factors: [Expression]

  /// Makes a term from its factors.
  public init(_ factors: [Expression]) { self.factors = factors }
}

/// One random term `(terms | grouping)`.
public struct Bar: Sendable, Hashable {
  /// Whether the term has a random intercept.
  public var hasIntercept: Bool
  /// Random slopes.
  public var terms: [Term]
  /// The grouping factor: one name, or several for `a:b`.
  public var grouping: [String]
  /// Whether the bar came from `(... || g)`, where a slope on a factor is not allowed.
  public var isFromDoubleBar: Bool

  /// Makes a bar from its parts.
  public init(
    hasIntercept: Bool, terms: [Term], grouping: [String], isFromDoubleBar: Bool = false
  ) {
    self.hasIntercept = hasIntercept
    self.terms = terms
    self.grouping = grouping
    self.isFromDoubleBar = isFromDoubleBar
  }
}
