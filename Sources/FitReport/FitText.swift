internal import MixedModels
public import ModelFrame

/// A fitted model as text to read, laid out like the summary of lme4.
///
/// - Parameter dataName: What the data are called, a file's name.
public func fitText(_ model: FittedModel, dataName: String) -> String {
  let parts = [
    heading(model, dataName), criteria(model), spreads(model), residualStructure(model),
    fixedEffects(model), thresholds(model), jointTests(model), notes(model),
  ]
  return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
    .joined(separator: "\n")
}

private func heading(_ model: FittedModel, _ dataName: String) -> [String] {
  let kind =
    (model.isGeneralised ? "Generalised linear " : "Linear ")
    + (model.randomTerms.isEmpty ? "model" : "mixed model")
  return ["\(kind), \(methodText(model))"] + familyLines(model)
    + ["Formula: " + model.formula, "Data: " + dataName]
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
    let degrees = hasDegrees ? [coefficient.degreesOfFreedom.map(degreesText) ?? "-"] : []
    table.add(
      [
        coefficient.name, style.text(coefficient.estimate), style.text(coefficient.standardError),
      ] + degrees + [
        NumberStyle.decimals(3).text(coefficient.statistic), pValueText(coefficient.pValue),
      ])
  }
  if model.coefficients.isEmpty { return [] }
  return ["Fixed effects:"] + table.lines
}

/// F tests with their two degrees of freedom, or chi-square tests with theirs.
private func jointTests(_ model: FittedModel) -> [String] {
  guard !model.tests.isEmpty else { return [] }
  let isChiSquare = model.tests.contains { $0.degreesOfFreedom == nil }
  var table = TextTable([.left, .right, .right] + (isChiSquare ? [] : [.right]) + [.right])
  table.add(
    isChiSquare
      ? ["", "Chisq", "df", "Pr(>Chisq)"] : ["", "F value", "num df", "den df", "Pr(>F)"])
  for test in model.tests {
    let statistic = isChiSquare ? test.chiSquare : test.statistic
    table.add(
      [test.name, NumberStyle.decimals(3).text(statistic), "\(test.numeratorDegreesOfFreedom)"]
        + (isChiSquare ? [] : [degreesText(test.degreesOfFreedom ?? .nan)])
        + [pValueText(test.pValue)])
  }
  return ["Joint tests:"] + table.lines
}

private func degreesText(_ degrees: Double) -> String {
  NumberStyle.decimals((degrees - degrees.rounded()).magnitude < 1e-4 ? 0 : 1).text(degrees)
}

private func notes(_ model: FittedModel) -> [String] {
  var notes: [String] = []
  if !model.outcome.hasEstimates { notes.append(failureNote(model)) }
  if model.outcome == .singular {
    notes.append("The fit is singular: a variance is 0 or a correlation is -1 or 1.")
  }
  if model.usedExpectedInformation {
    notes.append(
      "The observed information is not positive definite: standard errors are those of given "
        + "variances.")
  }
  notes.append(testNote(model))
  return notes
}

private func testNote(_ model: FittedModel) -> String {
  let letters = model.tests.isEmpty ? "t" : "t and F"
  if model.coefficients.isEmpty { return "Tests: none." }
  switch model.degreesOfFreedomMethod {
  case .satterthwaite: return "Tests: \(letters) with Satterthwaite's degrees of freedom."
  case .kenwardRoger:
    return "Tests: \(letters) with Kenward and Roger's degrees of freedom and standard errors."
  case .betweenWithin: return "Tests: \(letters) with between-within degrees of freedom."
  case .residual: return "Tests: \(letters) with the residual degrees of freedom."
  case .wald:
    let name = model.tests.isEmpty ? "Wald z" : "Wald z and chi-square"
    return "Tests: \(name). "
      + (model.randomTerms.isEmpty
        ? "With few rows its p values are too small."
        : "With few groups its p values are too small.")
  }
}
