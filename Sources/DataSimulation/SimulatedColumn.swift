public import ModelFormula

extension StudySimulator {
  /// What a column of a model matrix looks like from outside.
  public struct SimulatedColumn {
    /// How it is made.
    public let recipe: ColumnRecipe
    /// Level of the nesting at which it varies.
    public let level: Int
    /// Whether it is the same in every replicate.
    public let isFixed: Bool
    /// One value a unit of its level; of rows those that are analysed.
    public let values: UnsafePointer<Double>
    /// The same of all rows, lost or not.
    public let generatedValues: UnsafePointer<Double>
  }

  /// What the residuals of the rows that are analysed depend on, one value a row.
  public struct ResidualRows {
    /// The number of rows that each row stands after in its unit, lost ones included; nil if they are
    /// independent.
    public let positions: UnsafePointer<Double>?
    /// Categories of variance, from 0; nil if all have one variance.
    public let categories: UnsafePointer<Double>?
    /// Whether they are the same in every data set.
    public let isFixed: Bool

    init(_ draw: ResidualDraw, _ analysed: AnalysedRows?, isComplete: Bool) {
      func left(_ values: UnsafePointer<Double>) -> UnsafePointer<Double> {
        analysed?.column(values) ?? values
      }
      positions = draw.hasUnits ? left(UnsafePointer(draw.positions)) : nil
      categories = draw.categories.map(left)
      isFixed = draw.isFixed && isComplete
    }
  }
}
