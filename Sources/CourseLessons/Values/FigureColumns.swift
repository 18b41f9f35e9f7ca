internal import PowerReport
internal import PowerStudy

/// The figures of a design that a lesson may ask for.
struct FigureColumns {
  let names: [String]

  init(isThreshold: Bool) {
    names =
      isThreshold
      ? ThresholdFigure.allCases.map(\.name)
      : PowerColumn.all.map(\.name).filter { !Self.words.contains($0) } + Self.ofSizes
  }

  /// Columns of `power.csv` that hold no numbers.
  private static let words = ["analysis", "test", "method", "side", "against", "adjust"]

  /// Those that follow from sizes and variances without simulating.
  static let ofSizes = ["design_effect", "effective_rows"]

  func contains(_ name: String) -> Bool { names.contains(name) }
}

extension FigureName {
  /// Columns that pick a row among those of a scenario; other conditions are values of the design.
  private static let ofRows = [
    "analysis", "test", "method", "side", "alpha", "level", "estimator", "view", "answers_from",
    "answers_to",
  ]

  /// What picks the row.
  var rowConditions: [Condition] { conditions.filter { Self.ofRows.contains($0.column) } }

  /// Values of the design.
  var settings: [Condition] { conditions.filter { !Self.ofRows.contains($0.column) } }
}
