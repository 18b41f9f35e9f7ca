internal import MixedModels
public import ModelFrame

/// A fitted model as text to read, laid out like the summary of lme4.
///
/// - Parameter dataName: What the data are called, a file's name.
public func fitText(_ model: FittedModel, dataName: String) -> String {
  let parts = [
    heading(model, dataName), criteria(model), spreads(model), fixedEffects(model),
    notes(model),
  ]
  return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
    .joined(separator: "\n")
}

private func heading(_ model: FittedModel, _ dataName: String) -> [String] {
  let title =
    switch model.method {
    case .reml: "Linear mixed model, restricted maximum likelihood (REML)"
    case .ml: "Linear mixed model, maximum likelihood (ML)"
    case .leastSquares: "Linear model, least squares"
    }
  return [title, "Formula: " + model.formula, "Data: " + dataName]
}

private func criteria(_ model: FittedModel) -> [String] {
  let name = model.method == .reml ? "REML criterion" : "deviance"
  var table = TextTable([.right, .right, .right, .right])
  table.add([name, "logLik", "AIC", "BIC"])
  let values = [model.deviance, model.logLikelihood, model.aic, model.bic]
  table.add(values.map { NumberStyle.decimals(2).text($0) })
  return table.lines
}

/// Rows, units, and rows left out.
func observations(_ model: FittedModel) -> String {
  let groups = model.groups.map { "\($0.name) \($0.units)" }.joined(separator: ", ")
  let dropped = model.droppedRows == 0 ? "" : " (\(model.droppedRows) incomplete left out)"
  return "Observations: \(model.observations)\(dropped)"
    + (groups.isEmpty ? "" : ", groups: " + groups)
}

private func fixedEffects(_ model: FittedModel) -> [String] {
  let hasDegrees = model.coefficients.contains { $0.degreesOfFreedom != nil }
  let letter = hasDegrees ? "t" : "z"
  var table = TextTable(
    [.left, .right, .right] + (hasDegrees ? [.right] : []) + [.right, .right])
  table.add(
    ["", "Estimate", "Std. Error"] + (hasDegrees ? ["df"] : [])
      + ["\(letter) value", "Pr(>|\(letter)|)"])
  let style = NumberStyle(showing: model.coefficients.map(\.standardError))
  for coefficient in model.coefficients {
    let degrees = coefficient.degreesOfFreedom.map { [degreesText($0)] } ?? []
    table.add(
      [
        coefficient.name, style.text(coefficient.estimate), style.text(coefficient.standardError),
      ] + degrees + [
        NumberStyle.decimals(3).text(coefficient.statistic), pValueText(coefficient.pValue),
      ])
  }
  return ["Fixed effects:"] + table.lines
}

private func degreesText(_ degrees: Double) -> String {
  NumberStyle.decimals(degrees == degrees.rounded() ? 0 : 1).text(degrees)
}

private func notes(_ model: FittedModel) -> [String] {
  var notes: [String] = []
  if !model.outcome.hasEstimates {
    notes.append("The fit did not converge: do not rely on these figures.")
  }
  if model.outcome == .singular {
    notes.append("The fit is singular: a variance is 0 or a correlation is -1 or 1.")
  }
  notes.append(
    model.method == .leastSquares
      ? "Tests: t with the residual degrees of freedom."
      : "Tests: Wald z. With few groups its p values are too small.")
  return notes
}
