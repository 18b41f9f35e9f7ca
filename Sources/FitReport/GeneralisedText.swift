internal import MixedModels
internal import ModelFrame

/// How the estimates were found.
func methodText(_ model: FittedModel) -> String {
  switch model.method {
  case .reml: "restricted maximum likelihood (REML)"
  case .ml: "maximum likelihood (ML)"
  case .leastSquares: "least squares"
  case .laplace: "maximum likelihood by Laplace's approximation"
  case .quadrature:
    "maximum likelihood by adaptive quadrature with \(model.quadraturePoints ?? 0) points"
  case .conditionalModes:
    "Laplace's approximation with the coefficients of the conditional modes (nAGQ = 0)"
  case .mql1: "marginal quasi-likelihood of order 1 (MQL1)"
  case .mql2: "marginal quasi-likelihood of order 2 (MQL2)"
  case .pql1: "penalised quasi-likelihood of order 1 (PQL1)"
  case .pql2: "penalised quasi-likelihood of order 2 (PQL2)"
  }
}

/// Distribution and link, what counts as success, and the order of categories.
func familyLines(_ model: FittedModel) -> [String] {
  guard model.isGeneralised else { return [] }
  let name = model.family == "negative_binomial" ? "negative binomial" : model.family
  var lines = ["Family: \(name), link \(model.link)"]
  switch model.family {
  case "binomial" where model.categories.count == 2:
    lines.append("Success: \(model.categories[1]), against \(model.categories[0])")
  case "ordinal": lines.append("Categories: " + model.categories.joined(separator: " < "))
  case "nominal":
    lines.append(
      "Categories: \(model.categories.dropFirst().joined(separator: ", ")), each against "
        + model.categories[0])
  default: break
  }
  return lines
}

/// The cuts of ordered categories.
func thresholds(_ model: FittedModel) -> [String] {
  guard !model.thresholds.isEmpty else { return [] }
  var table = TextTable([.left, .right, .right])
  table.add(["", "Estimate", "Std. Error"])
  let style = NumberStyle(showing: model.thresholds.map(\.standardError))
  for cut in model.thresholds {
    table.add([cut.name, style.text(cut.estimate), style.text(cut.standardError)])
  }
  return ["Thresholds:"] + table.lines
}

/// The dispersion of a distribution that has one.
func dispersionLine(_ model: FittedModel) -> [String] {
  guard let dispersion = model.dispersion else { return [] }
  let style = NumberStyle(showing: [dispersion.value])
  let name = dispersion.name.prefix(1).uppercased() + dispersion.name.dropFirst()
  return [
    "\(name): \(style.text(dispersion.value)) (standard error of its logarithm "
      + "\(NumberStyle(showing: [dispersion.logError]).text(dispersion.logError)))"
  ]
}

/// Why there are no estimates to rely on.
func failureNote(_ model: FittedModel) -> String {
  let reason =
    switch model.outcome {
    case .allZero:
      model.categories.isEmpty
        ? "All responses are 0" : "All responses are in the first category"
    case .allOne:
      model.categories.isEmpty
        ? "Every trial is a success" : "All responses are in the last category"
    case .separated:
      "Predictors tell the responses apart (separation), so that a coefficient has no bound"
    case .diverging: "A coefficient or a standard deviation grows without bound"
    case .rankDeficient: "Predictors are combinations of each other"
    case .degenerate: "The data hold too little for the model"
    case .converged, .singular, .expectedInformation, .notConverged: "The fit did not converge"
    }
  return reason + ": do not rely on these figures."
}
