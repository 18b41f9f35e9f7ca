import ModelFormula
import StudyDesign

extension AuditSheet {
  /// The formula, the equations, and the distribution of each level's random effects.
  var model: [Passage] {
    let equations = Equations(study)
    let levels = equations.distributions(variance: variance, correlation: correlation)
    var passages: [Passage] = [.formula(study.model.formula.text)]
    passages += equations.family(dispersion: dispersion).map(Passage.relation)
    passages += (equations.responses + equations.coefficients).map(Passage.equation)
    if !levels.isEmpty {
      passages.append(.distributions(levels))
      passages.append(.remark("where N(0, v) is the normal distribution with variance v"))
    }
    passages += shapes.map(Passage.remark)
    if studies.count < plan.scenarios.count {
      passages.append(
        .paragraph("The grid changes the model; this is the model of the first scenario."))
    }
    if studies.contains(where: { $0.model.residual != study.model.residual }) {
      passages.append(
        .paragraph("The grid changes the residuals; these are those of the first scenario."))
    }
    return passages
  }

  /// Size, shape or precision; empty of other families.
  var dispersion: String {
    let values = studies.compactMap(\.model.family.dispersion)
    return values.isEmpty ? "" : Variety(values).text(NumberText.value)
  }

  /// A variance of a random term, or the residual variance.
  func variance(_ term: Int?, _ place: Int) -> String {
    variety {
      guard let term else { return $0.model.residualVariance }
      return $0.model.randomTerms[term].covariance[place][place]
    }
  }

  /// A correlation within a random term; nil where a variance is 0.
  func correlation(_ term: Int, _ row: Int, _ column: Int) -> String? {
    let values = studies.map {
      let covariance = $0.model.randomTerms[term].covariance
      return covariance[row][column]
        / (covariance[row][row] * covariance[column][column]).squareRoot()
    }
    let defined = values.filter { !$0.isNaN }
    return defined.isEmpty ? nil : Variety(defined).text(NumberText.estimate)
  }
}
