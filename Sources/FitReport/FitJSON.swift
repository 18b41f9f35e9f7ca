internal import MixedModels
public import ModelFrame

/// A fitted model as a JSON object, for machines: full precision, null for what is undefined.
public func fitJSON(_ model: FittedModel) -> String {
  JSONValue.object([
    ("formula", .text(model.formula)),
    ("family", .text("normal")),
    ("link", .text("identity")),
    ("estimator", .text(model.method.rawValue)),
    ("observations", .count(model.observations)),
    ("groups", .object(model.groups.map { ($0.name, .count($0.units)) })),
    ("fixed", .list(model.coefficients.map(fixedEffect))),
    ("random", .list(model.randomTerms.map(randomTerm))),
    ("residual_sd", .number(model.residualVariance.squareRoot())),
    ("log_likelihood", .number(model.logLikelihood)),
    ("deviance", .number(model.deviance)),
    ("aic", .number(model.aic)),
    ("bic", .number(model.bic)),
    ("converged", .boolean(model.outcome.hasEstimates)),
    ("singular", .boolean(model.outcome == .singular)),
    ("iterations", .count(model.iterations)),
  ]).lines
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
