import StudyDesign

extension AuditSheet {
  /// A sentence for each level whose effects, or whose residual, are not normal.
  var shapes: [String] {
    let terms = study.model.randomTerms
    var seen: Set<Int> = []
    let first = terms.indices.filter { seen.insert(terms[$0].level).inserted }
    let effects = first.compactMap { index -> String? in
      let isCorrelated = terms.contains {
        $0.level == terms[index].level && $0.covariance.count > 1
      }
      let note = isCorrelated ? "; correlated effects are sums of independent draws of it" : ""
      return shape(of: study.levels.title(of: terms[index].level), note) {
        $0.model.randomTerms[index].distribution
      }
    }
    let residual = shape(of: "the residual", "") { $0.model.residualDistribution }
    return effects + [residual].compactMap { $0 }
  }

  /// The shapes over the scenarios; nil if all are normal without saying so.
  private func shape(
    of owner: String, _ note: String, _ distribution: (Study) -> Distribution?
  ) -> String? {
    let found = studies.map(distribution)
    guard found.contains(where: { $0 != nil }) else { return nil }
    let words = found.map { $0?.shapeWords ?? "normal" }
    let distinct = words.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let list =
      distinct.count > 1
      ? distinct.dropLast().joined(separator: ", ") + " or " + distinct.last! : distinct[0]
    return "D(0, v) of \(owner): \(list), centred and scaled to variance v\(note)"
  }
}

extension Distribution {
  /// The shape without mean and SD.
  var shapeWords: String {
    let number = NumberText.value
    let skewed = skewness.map { $0 == 0 ? "" : " (skewness \(NumberText.estimate($0)))" } ?? ""
    switch self {
    case .normal: return "normal"
    case .lognormal(_, let cv): return "lognormal with CV \(number(cv))\(skewed)"
    case .gamma(_, let cv): return "gamma with CV \(number(cv))\(skewed)"
    case .t(let df, _, _): return "t with \(number(df)) degrees of freedom"
    case .exponential: return "exponential\(skewed)"
    case .uniform: return "uniform"
    default: return words(number) + skewed
    }
  }
}
