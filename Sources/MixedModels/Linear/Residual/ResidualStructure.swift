/// How the residuals of a linear model vary and correlate; without one they are independent with equal
/// variances.
///
/// Var(e) = σ²SCS: C holds the correlations within units, S the standard deviations of the rows
/// relative to the first category's. Or, without units, Var(e) = σ²x'Ωx row by row, Ω's first entry 1.
public struct ResidualStructure: Sendable, Equatable {
  /// The correlation of two rows of one unit.
  public enum Correlation: Sendable, Equatable {
    /// None.
    case independent
    /// ρ to the power of the distance of their positions.
    case autoregressive
    /// ρ for every pair.
    case compoundSymmetry
    /// One for each pair of positions, of which there are so many.
    case unstructured(positions: Int)

    /// How many parameters it has.
    public var parameterCount: Int {
      switch self {
      case .independent: 0
      case .autoregressive, .compoundSymmetry: 1
      case .unstructured(let positions): positions * (positions - 1) / 2
      }
    }
  }

  /// Between rows of one unit.
  public var correlation: Correlation
  /// The units, which are ranges of rows, as a level of the nesting; nil for independent rows.
  public var within: Int?
  /// The data set's column with each row's position in its unit: whole numbers, from 0 where they
  /// choose a correlation. nil: rows stand next to each other in their order.
  public var position: Int?
  /// The data set's column with each row's category of variance, from 0; nil: variances are equal.
  public var category: Int?
  /// How many categories of variance there are.
  public var categoryCount: Int
  /// The data set's columns x of the variance x'Ωx, the first of them never 0; only where rows are
  /// independent and without categories.
  public var varianceColumns: [Int]

  /// Makes a structure.
  public init(
    correlation: Correlation = .independent, within: Int? = nil, position: Int? = nil,
    category: Int? = nil, categoryCount: Int = 1, varianceColumns: [Int] = []
  ) {
    precondition(correlation == .independent || within != nil)
    precondition(varianceColumns.isEmpty || (within == nil && category == nil))
    self.correlation = correlation
    self.within = within
    self.position = position
    self.category = category
    self.categoryCount = category == nil ? 1 : categoryCount
    self.varianceColumns = varianceColumns
  }

  /// The parameters, which follow the random terms' in this order: correlations, those of an
  /// unstructured matrix row by row below the diagonal; log variance ratios to the first category; the
  /// packed entries of Ω but the first.
  public var parameterCount: Int {
    correlation.parameterCount + categoryCount - 1 + max(packedCount(varianceColumns.count) - 1, 0)
  }

  /// The data set's columns that it reads.
  var columns: [Int] { [position, category].compactMap(\.self) + varianceColumns }
}
