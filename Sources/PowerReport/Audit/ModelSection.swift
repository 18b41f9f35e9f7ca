import ModelFormula
import StudyDesign

extension AuditSheet {
  /// The formula, the equations, and the distribution of each level's random effects.
  var model: [String] {
    let equations = Equations(study)
    let responses = equations.responses
    let levels = equations.distributions(variance: variance, correlation: correlation)
    let width = levels.map(\.level.count).max() ?? 0
    var lines = wrapped(study.model.formula.text, first: "Model  ")
    lines += equations.family(dispersion: dispersion).flatMap { wrapped($0, first: "  ") }
    lines += responses.flatMap { response in
      wrapped(response.terms, separator: " +", first: "  \(response.left) = ")
    }
    lines += equations.coefficients.map { "  \($0)" }
    lines += levels.flatMap {
      wrapped($0.text, separator: ",", first: "  \($0.level.padded(to: width))  ")
    }
    if !levels.isEmpty {
      lines.append("  where N(0, v) is the normal distribution with variance v")
    }
    lines += shapes
    if studies.count < plan.scenarios.count {
      lines += wrapped("The grid changes the model; this is the model of the first scenario.")
    }
    if studies.contains(where: { $0.model.residual != study.model.residual }) {
      lines += wrapped("The grid changes the residuals; these are those of the first scenario.")
    }
    return lines
  }

  /// Size, shape or precision; empty of other families.
  private var dispersion: String {
    let values = studies.compactMap(\.model.family.dispersion)
    return values.isEmpty ? "" : Variety(values).text(NumberText.value)
  }

  /// A variance of a random term, or the residual variance.
  private func variance(_ term: Int?, _ place: Int) -> String {
    variety {
      guard let term else { return $0.model.residualVariance }
      return $0.model.randomTerms[term].covariance[place][place]
    }
  }

  /// A correlation within a random term; nil where a variance is 0.
  private func correlation(_ term: Int, _ row: Int, _ column: Int) -> String? {
    let values = studies.map {
      let covariance = $0.model.randomTerms[term].covariance
      return covariance[row][column]
        / (covariance[row][row] * covariance[column][column]).squareRoot()
    }
    let defined = values.filter { !$0.isNaN }
    return defined.isEmpty ? nil : Variety(defined).text(NumberText.estimate)
  }
}
