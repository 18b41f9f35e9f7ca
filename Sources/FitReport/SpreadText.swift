internal import ModelFrame

/// Variances and correlations of the random effects and the residual; with the number of rows.
func spreads(_ model: FittedModel) -> [String] {
  if model.randomTerms.isEmpty && model.isGeneralised {
    return dispersionLine(model) + [observations(model)]
  }
  if model.randomTerms.isEmpty {
    if model.residual?.by != nil { return [observations(model)] }
    let residual = model.residualVariance.squareRoot()
    return [
      "Residual SD: " + NumberStyle(showing: [residual]).text(residual), observations(model),
    ]
  }
  return ["Random effects:"] + SpreadTable(model).lines + dispersionLine(model)
    + [observations(model)]
}

/// The table of random effects, one row for each column of a term.
private struct SpreadTable {
  private let variances: NumberStyle
  private let deviations: NumberStyle
  /// Columns for correlations with earlier columns of the same term.
  private let correlationColumns: Int
  private var table: TextTable

  var lines: [String] { table.lines }

  init(_ model: FittedModel) {
    let all =
      model.randomTerms.flatMap { term in term.covariance.indices.map { term.covariance[$0][$0] } }
      + (model.isGeneralised ? [] : [model.residualVariance])
    variances = NumberStyle(showing: all)
    deviations = NumberStyle(showing: all.map { $0.squareRoot() })
    correlationColumns = (model.randomTerms.map(\.columns.count).max() ?? 1) - 1
    table = TextTable(
      [.left, .left, .right, .right] + Array(repeating: .right, count: correlationColumns))
    table.add(["Groups", "Name", "Variance", "Std.Dev."] + padded(["Corr"]))
    for term in model.randomTerms { add(term) }
    if model.residual?.by == nil && !model.isGeneralised {
      add("Residual", "", model.residualVariance, [])
    }
  }

  private mutating func add(_ term: FittedModel.RandomTerm) {
    for (row, column) in term.columns.enumerated() {
      let correlations = (0..<row).map {
        NumberStyle.decimals(2).text(term.correlation(row, $0) ?? .nan)
      }
      add(row == 0 ? term.group : "", column, term.covariance[row][row], correlations)
    }
  }

  private mutating func add(
    _ group: String, _ name: String, _ variance: Double, _ correlations: [String]
  ) {
    table.add(
      [group, name, variances.text(variance), deviations.text(variance.squareRoot())]
        + padded(correlations))
  }

  /// The cells, cut or filled to the number of correlation columns.
  private func padded(_ cells: [String]) -> [String] {
    let missing = max(0, correlationColumns - cells.count)
    return cells.prefix(correlationColumns) + Array(repeating: "", count: missing)
  }
}
