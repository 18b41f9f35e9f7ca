import ModelFormula
import StudyDesign

/// Values of the predictors that have random slopes, at which the variance is reported.
struct SlopePoint: Equatable {
  /// A number, or for factors the index of a category.
  var values: [String: Double]
  /// The values of the predictors with slopes: `time = 4, arm = new`.
  var text: String

  /// Without slopes one point, else the low ends of the predictors, their middles where any has one,
  /// and their high ends.
  static func points(of study: Study) -> [SlopePoint] {
    let names = study.slopeVariables
    guard !names.isEmpty else { return [SlopePoint(values: [:], text: "")] }
    let ranges = PredictorRange.ranges(of: study)
    let used = names.compactMap { ranges[$0] }
    var picks: [(PredictorRange) -> Double] = [{ $0.low }, { $0.high }]
    if used.contains(where: { $0.middle != nil }) { picks.insert({ $0.middle ?? $0.low }, at: 1) }
    let points = picks.map { pick in
      let values = ranges.mapValues(pick)
      let parts = names.map { "\($0) = \(study.text(of: values[$0] ?? 0, for: $0))" }
      return SlopePoint(values: values, text: parts.joined(separator: ", "))
    }
    return points.reduce(into: []) { kept, point in
      if !kept.contains(where: { $0.text == point.text }) { kept.append(point) }
    }
  }

  /// The value of a column at this point; 0 for what cannot be evaluated.
  func value(of column: ColumnRecipe) -> Double {
    column.parts.reduce(1) { product, part in
      switch part {
      case .numeric(let expression):
        product * ((try? expression.evaluate { values[$0] }) ?? 0)
      case .indicator(let variable, let category):
        product * (values[variable.description] == Double(category) ? 1 : 0)
      }
    }
  }
}

extension Study {
  /// The variables of the random slopes, each once.
  fileprivate var slopeVariables: [String] {
    let parts = model.columns.bars.flatMap(\.columns).flatMap(\.parts)
    let names = parts.flatMap { part in
      switch part {
      case .numeric(let expression): expression.names
      case .indicator(let variable, _): [variable.description]
      }
    }
    return names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// A value of a variable, with the names of categories.
  fileprivate func text(of value: Double, for name: String) -> String {
    let predictor = predictors.first { $0.name == name }
    if case .factor(let categories)? = predictor?.kind { return categories[Int(value)] }
    return predictor == nil ? categoryName(of: name, index: Int(value)) : NumberText.estimate(value)
  }

  /// The category of `factor(x)`, from the name of its column (`factor(x)3`).
  private func categoryName(of variable: String, index: Int) -> String {
    let column = model.columns.bars.flatMap(\.columns).first {
      guard $0.parts.count == 1, case .indicator(let owner, index)? = $0.parts.first else {
        return false
      }
      return owner.description == variable
    }
    return column.map { String($0.name.dropFirst(variable.count)) } ?? "its first category"
  }
}
