internal import JSONText
internal import MixedModels
public import ModelFrame

/// A fitted model as a JSON object, for machines: full precision, null for what is undefined.
public func fitJSON(_ model: FittedModel) -> String {
  var members: [(key: String, value: JSONValue)] = [
    ("formula", .text(model.formula)),
    ("family", .text(model.family)),
    ("link", .text(model.link)),
    ("estimator", .text(model.method.rawValue)),
    ("observations", .count(model.observations)),
    ("groups", .object(model.groups.map { ($0.name, .count($0.units)) })),
    ("fixed", .list(model.coefficients.map(fixedEffect))),
    ("random", .list(model.randomTerms.map(randomTerm))),
    (
      "residual_sd",
      model.residual?.by == nil && !model.isGeneralised
        ? .number(model.residualVariance.squareRoot()) : .optional(nil)
    ),
    ("log_likelihood", .number(model.logLikelihood)),
    ("deviance", .number(model.deviance)),
    ("aic", .number(model.aic)),
    ("bic", .number(model.bic)),
    ("converged", .boolean(model.outcome.hasEstimates)),
    ("singular", .boolean(model.outcome == .singular)),
    ("iterations", .count(model.iterations)),
  ]
  if let residual = model.residual { members.append(("residual", structure(residual))) }
  if !model.thresholds.isEmpty {
    members.append(("thresholds", .list(model.thresholds.map(threshold))))
  }
  if let dispersion = model.dispersion {
    members.append(("dispersion", .number(dispersion.value)))
  }
  if !model.outcome.hasEstimates { members.append(("outcome", .text("\(model.outcome)"))) }
  if !model.tests.isEmpty {
    let method = JSONValue.text(model.degreesOfFreedomMethod.rawValue)
    members.append(("tests", .list(model.tests.map { jointTest($0, method) })))
  }
  return JSONValue.object(members).lines()
}

/// Null where nothing correlates, or variances are equal.
private func structure(_ residual: FittedModel.Residual) -> JSONValue {
  let null = JSONValue.optional(nil)
  let spreads = residual.standardDeviations.map { ($0.category, JSONValue.number($0.value)) }
  return .object([
    ("structure", .text(residual.pattern.rawValue)),
    ("within", residual.within.map(JSONValue.text) ?? null),
    (
      "correlation",
      residual.correlation.map { .list($0.map { .list($0.map(JSONValue.number)) }) } ?? null
    ),
    ("sd", spreads.isEmpty ? null : .object(spreads)),
  ])
}

/// The statistic is F, or chi-square where `df` is null.
private func jointTest(_ test: FittedModel.JointTest, _ method: JSONValue) -> JSONValue {
  .object([
    ("test", .text(test.name)),
    ("method", method),
    ("numerator_df", .count(test.numeratorDegreesOfFreedom)),
    ("df", .optional(test.degreesOfFreedom)),
    ("statistic", .number(test.degreesOfFreedom == nil ? test.chiSquare : test.statistic)),
    ("p", .number(test.pValue)),
  ])
}

private func threshold(_ cut: FittedModel.Coefficient) -> JSONValue {
  .object([
    ("term", .text(cut.name)), ("estimate", .number(cut.estimate)),
    ("se", .number(cut.standardError)),
  ])
}

private func fixedEffect(_ coefficient: FittedModel.Coefficient) -> JSONValue {
  .object([
    ("term", .text(coefficient.name)),
    ("estimate", .number(coefficient.estimate)),
    ("se", .number(coefficient.standardError)),
    ("df", .optional(coefficient.degreesOfFreedom)),
    ("statistic", .number(coefficient.statistic)),
    ("p", .number(coefficient.pValue)),
  ])
}

private func randomTerm(_ term: FittedModel.RandomTerm) -> JSONValue {
  let indices = term.columns.indices
  return .object([
    ("group", .text(term.group)),
    ("terms", .list(term.columns.map(JSONValue.text))),
    ("sd", .list(term.standardDeviations.map(JSONValue.number))),
    (
      "correlation",
      .list(
        indices.map { row in
          .list(indices.map { .optional(term.correlation(row, $0)) })
        })
    ),
  ])
}
