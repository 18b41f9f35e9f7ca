#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import DataSimulation
internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// An expected count that is too large to be drawn, or probabilities that leave nothing to chance, of
/// the data set in hand; with the column that contributes most.
struct ExtremeResponse {
  /// R's name of the coefficient.
  let column: String
  let fact: PlanProblem.Fact

  /// Beyond it a count cannot be told from its neighbours.
  private static let largestCount = 1e9
  /// A probability as far from 0 and 1 as this decides a response in all but one of a billion rows.
  private static let certainty = 1e-9

  /// Nil if there is none.
  init?(study: Study, simulator: StudySimulator) {
    let family = study.model.family
    guard family.link == .log || family.name == .binomial, simulator.nesting.rowCount > 0 else {
      return nil
    }
    let parts = study.model.columns.fixed.enumerated().compactMap { index, recipe in
      Self.rows(of: recipe, simulator).map {
        (recipe: recipe, coefficient: study.model.coefficients[index], rows: $0)
      }
    }
    let offsets = study.model.columns.offsets.compactMap { offset in
      Self.rows(
        of: ColumnRecipe(name: "offset", term: Term([offset]), parts: [.numeric(offset)]), simulator
      )
    }
    guard parts.count == study.model.columns.fixed.count,
      offsets.count == study.model.columns.offsets.count
    else { return nil }
    var predictors = [Double](repeating: 0, count: simulator.nesting.rowCount)
    for part in parts {
      for row in predictors.indices { predictors[row] += part.coefficient * part.rows[row] }
    }
    for offset in offsets { for row in predictors.indices { predictors[row] += offset[row] } }
    let extreme =
      family.link == .log
      ? Self.largeCount(predictors) : Self.certainRows(predictors, study: study)
    guard let (row, value) = extreme else { return nil }
    let guilty = parts.max {
      abs($0.coefficient * $0.rows[row]) < abs($1.coefficient * $1.rows[row])
    }
    guard let guilty else { return nil }
    let mean = guilty.rows.reduce(0, +) / Double(guilty.rows.count)
    column = guilty.recipe.name
    fact =
      family.link == .log
      ? .expectedCount(value, coefficient: guilty.coefficient, mean: mean)
      : .certainResponse(value, coefficient: guilty.coefficient, mean: mean)
  }

  /// The row with the largest mean, if that is too large.
  private static func largeCount(_ predictors: [Double]) -> (row: Int, value: Double)? {
    let row = predictors.indices.max { predictors[$0] < predictors[$1] }!
    let mean = exp(predictors[row])
    return mean > largestCount ? (row, mean) : nil
  }

  /// The middle one of the certain rows, if they are half of all: those that random effects three
  /// standard deviations from 0 do not bring away from 0 and 1.
  private static func certainRows(
    _ predictors: [Double], study: Study
  ) -> (row: Int, value: Double)? {
    var variance = 0.0
    for (term, bar) in zip(study.model.randomTerms, study.model.columns.bars) {
      guard let place = bar.columns.firstIndex(where: { $0.parts.isEmpty }) else { continue }
      variance += term.covariance[place][place]
    }
    let reach = 3 * variance.squareRoot()
    let link = study.model.family.link
    let certain = predictors.indices.filter { row in
      link.mean(at: predictors[row] + reach) < certainty
        || 1 - link.mean(at: predictors[row] - reach) < certainty
    }
    guard 2 * certain.count >= predictors.count else { return nil }
    let ordered = certain.sorted { predictors[$0] < predictors[$1] }
    let row = ordered[ordered.count / 2]
    return (row, link.mean(at: predictors[row]))
  }

  /// The values of a column row by row; nil if no analysis sees it.
  private static func rows(of recipe: ColumnRecipe, _ simulator: StudySimulator) -> [Double]? {
    guard let column = simulator.columns.first(where: { $0.recipe.parts == recipe.parts }) else {
      return nil
    }
    let nesting = simulator.nesting
    return nesting.ancestors(of: nesting.rowLevel, at: column.level).map { column.values[Int($0)] }
  }
}
