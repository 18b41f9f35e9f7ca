public import ModelFormula

extension ModelColumns {
  /// The columns of all linear predictors of a nominal response: for each category but the first, the
  /// reference, those of the formula, called `b.x` and `b.intercept`.
  public func byCategory(_ categories: [String]) -> ModelColumns {
    func named(_ columns: [ColumnRecipe]) -> [ColumnRecipe] {
      categories.dropFirst().flatMap { category in
        columns.map { column in
          let name = column.parts.isEmpty ? "intercept" : column.name
          return ColumnRecipe(name: "\(category).\(name)", term: column.term, parts: column.parts)
        }
      }
    }
    return ModelColumns(
      fixed: named(fixed),
      bars: bars.map { BarColumns(grouping: $0.grouping, columns: named($0.columns)) },
      offsets: offsets)
  }
}

extension Analysis {
  /// The columns of X of one linear predictor: all fixed ones, or of a nominal response those of its
  /// second category, as which the others have the same.
  public var predictorColumns: [ColumnRecipe] {
    Array(columns.fixed.prefix(columns.fixed.count / family.predictorCount))
  }
}
