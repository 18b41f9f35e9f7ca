/// What a variable of a formula is.
public enum VariableKind: Sendable, Hashable {
  case numeric
  /// Categories in order; the first is the reference of treatment contrasts.
  case factor(categories: [String])
}

/// One column of a model matrix, as a product of numeric expressions and category indicators.
public struct ColumnRecipe: Sendable, Hashable {
  /// R's name of the coefficient: `(Intercept)`, `x`, `armnew`, `x:armnew`.
  public var name: String
  /// The term of the formula to which the column belongs.
  public var term: Term
  /// Factors of the product; none for the intercept.
  public var parts: [Part]

  /// One factor of the product that makes a column.
  public enum Part: Sendable, Hashable {
    /// A numeric variable or expression.
    case numeric(Expression)
    /// 1 where the factor `variable` has the category with this index, else 0.
    case indicator(variable: Expression, category: Int)
  }

  /// Makes a recipe from its parts.
  public init(name: String, term: Term, parts: [Part]) {
    self.name = name
    self.term = term
    self.parts = parts
  }
}

/// The columns of one random term.
public struct BarColumns: Sendable, Hashable {
  /// The grouping factor: one name, or several for `a:b`.
  public var grouping: [String]
  /// Columns of the random-effects model matrix of one unit.
  public var columns: [ColumnRecipe]

  /// Makes the columns of a random term.
  public init(grouping: [String], columns: [ColumnRecipe]) {
    self.grouping = grouping
    self.columns = columns
  }
}

/// All columns of a formula once the kind of each variable is known.
public struct ModelColumns: Sendable, Hashable {
  /// Columns of X, the intercept first.
  public var fixed: [ColumnRecipe]
  /// One entry for each bar of the formula, in its order.
  public var bars: [BarColumns]
  /// Added to the linear predictor with coefficient 1.
  public var offsets: [Expression]

  /// Makes the columns of a model.
  public init(fixed: [ColumnRecipe], bars: [BarColumns], offsets: [Expression]) {
    self.fixed = fixed
    self.bars = bars
    self.offsets = offsets
  }
}
