import ModelFormula
import StudyDesign

extension AuditSheet {
  /// What is drawn for each replicate, and which parameters follow from it.
  var drawn: [Passage] {
    let entries = drawnEntries
    guard !entries.isEmpty else { return [] }
    let some = priors.count < plan.scenarios.count ? " in some scenarios" : ""
    return [
      .heading("Parameters drawn anew for each replicate\(some)"), .entries(entries),
      .remark(
        "Power is then assurance, its mean over these. \(followers)What is shown here holds at their "
          + "means."),
    ]
  }

  /// Each parameter that is drawn, with its distribution.
  var drawnEntries: [Passage.Entry] {
    let draws = priors.flatMap(\.draws).reduce(into: [ParameterPrior.Draw]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return draws.map {
      Passage.Entry($0.name, words: $0.distribution.words(NumberText.value))
    }
  }

  private var priors: [ParameterPrior] { plan.scenarios.compactMap(\.study.model.prior) }

  /// The coefficients and variances that differ between replicates.
  private var followers: String {
    let names = study.model.columns.fixed.map(\.name)
    var parts = names.indices.filter { index in
      priors.contains { index < $0.coefficients.count && $0.coefficients[index] != nil }
    }.map { names[$0] }
    for (term, bar) in zip(study.model.randomTerms.indices, study.model.columns.bars)
    where priors.contains(where: { term < $0.covariances.count && $0.isDrawn(term: term) }) {
      parts.append("the variances of \(bar.grouping.joined(separator: ":"))")
    }
    if priors.contains(where: { $0.residualVariance != nil }) {
      parts.append("the residual variance")
    }
    guard let last = parts.last else { return "" }
    let all = parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + " and " + last
    return "With them \(parts.count == 1 && !last.hasPrefix("the variances") ? "varies" : "vary") "
      + "\(all). "
  }
}

extension ParameterPrior {
  /// Whether any variance or covariance of a random term is drawn.
  fileprivate func isDrawn(term: Int) -> Bool {
    covariances[term].joined().contains { $0 != nil }
  }
}
