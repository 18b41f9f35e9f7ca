internal import ModelFrame

/// How the residuals vary and correlate, where that was asked for.
func residualStructure(_ model: FittedModel) -> [String] {
  guard let residual = model.residual else { return [] }
  return ["Residuals:"] + correlationLines(residual) + spreadLines(residual)
}

private func correlationLines(_ residual: FittedModel.Residual) -> [String] {
  guard let within = residual.within, let matrix = residual.correlation else { return [] }
  let style = NumberStyle.decimals(3)
  let first = style.text(matrix.count > 1 ? matrix[1][0] : .nan)
  switch residual.pattern {
  case .independent: return []
  case .autoregressive: return ["AR(1) within \(within), correlation of neighbours \(first)"]
  case .compoundSymmetry: return ["Compound symmetry within \(within), correlation \(first)"]
  case .unstructured:
    var table = TextTable([.left] + matrix.dropLast().map { _ in .right })
    table.add([""] + (1..<matrix.count).map { "\($0)" })
    for row in 1..<matrix.count {
      let cells = (0..<matrix.count - 1).map { $0 < row ? style.text(matrix[row][$0]) : "" }
      table.add(["\(row + 1)"] + cells)
    }
    return ["Unstructured within \(within), correlations of rows in their order:"] + table.lines
  }
}

private func spreadLines(_ residual: FittedModel.Residual) -> [String] {
  guard let by = residual.by else { return [] }
  let style = NumberStyle(showing: residual.standardDeviations.map(\.value))
  var table = TextTable([.left, .right])
  table.add([by, "Std.Dev."])
  for spread in residual.standardDeviations {
    table.add([spread.category, style.text(spread.value)])
  }
  return table.lines
}
