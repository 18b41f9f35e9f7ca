internal import ModelFormula
internal import StudyDesign

/// The linear predictor of a fitted model, row by row and at other values of a predictor.
extension FittedDataSet {
  /// A predictor held at a value.
  public struct Setting: Sendable, Equatable {
    /// The predictor's name.
    public var name: String
    /// Its value; of a factor the number of a category.
    public var value: Double

    /// Makes a setting.
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The value of a column of a model matrix in a row.
  func value(of recipe: ColumnRecipe, row: Int, with settings: [Setting] = []) -> Double {
    func variable(_ name: String) -> Double? {
      settings.first { $0.name == name }?.value ?? variables[name]?[row]
    }
    return recipe.parts.reduce(1) { product, part in
      switch part {
      case .numeric(let expression):
        return product * ((try? expression.evaluate(variable)) ?? .nan)
      case .indicator(let factor, let category):
        return product * (self.category(of: factor, variable) == category ? 1 : 0)
      }
    }
  }

  /// The number of the category of a factor, or of `factor(x)` that of the value among those of `x`.
  private func category(of factor: Expression, _ variable: (String) -> Double?) -> Int? {
    guard let name = factor.names.first, let value = variable(name) else { return nil }
    let predictor = study.predictors.first { $0.name == name }
    guard let predictor, predictor.kind == .numeric else { return Int(value) }
    let values = predictor.distinctValues ?? Set(variables[name] ?? []).sorted()
    return values.firstIndex(of: value)
  }

  /// What offsets add in a row; nothing to normal responses, which stand without them.
  func offset(row: Int, with settings: [Setting] = []) -> Double {
    guard !analysis.family.isNormal else { return 0 }
    return analysis.columns.offsets.reduce(0) { sum, offset in
      let value = try? offset.evaluate { name in
        settings.first { $0.name == name }?.value ?? variables[name]?[row]
      }
      return sum + (value ?? .nan)
    }
  }

  /// Xβ̂ and the offsets in a row; nil without estimates, and of categories without order.
  public func fixedPart(row: Int, with settings: [Setting] = []) -> Double? {
    guard let fit, fit.family.predictorCount == 1 else { return nil }
    let sum = zip(analysis.columns.fixed, fit.coefficients).reduce(0.0) {
      $0 + value(of: $1.0, row: row, with: settings) * $1.1
    }
    return sum + offset(row: row, with: settings)
  }

  /// Zû of some random terms in a row, whatever unit it lies in.
  ///
  /// - Parameter deviations: for each random term the effects of one unit; nil where it takes no part.
  func deviation(row: Int, _ deviations: [[Double]?], with settings: [Setting] = []) -> Double {
    zip(analysis.columns.bars, deviations).reduce(0) { sum, term in
      guard let effects = term.1 else { return sum }
      return sum
        + zip(term.0.columns, effects).reduce(0) {
          $0 + value(of: $1.0, row: row, with: settings) * $1.1
        }
    }
  }

  /// The mean over some rows of the linear predictor with a unit's deviations, and with predictors held at
  /// values.
  public func linearPredictor(
    rows: [Int], with settings: [Setting] = [], deviations: [[Double]?] = []
  ) -> Double? {
    guard !rows.isEmpty else { return nil }
    var sum = 0.0
    for row in rows {
      guard let fixed = fixedPart(row: row, with: settings) else { return nil }
      sum += fixed + deviation(row: row, deviations, with: settings)
    }
    return sum.isFinite ? sum / Double(rows.count) : nil
  }
}
