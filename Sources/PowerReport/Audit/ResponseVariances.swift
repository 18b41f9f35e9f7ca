import StudyDesign

/// Variances of random effects of responses that are not normal, and what they come to.
extension AuditSheet {
  /// - Parameter partitions: of each scenario, at each point.
  func responseVariances(_ partitions: [[VariancePartition]]) -> [Passage] {
    guard !study.model.randomTerms.isEmpty else { return [] }
    let count = partitions.map(\.count).min() ?? 0
    let tables = (0..<count).flatMap { index in responseTable(partitions.map { $0[index] }) }
    return tables + [.remark(responseVarianceNote)]
  }

  private func responseTable(_ partitions: [VariancePartition]) -> [Passage] {
    let first = partitions[0]
    let isOne = partitions.allSatisfy { $0.condition == first.condition }
    let chosen = isOne ? partitions : [first]
    let condition =
      first.condition.isEmpty ? "" : " at \(first.condition)" + (isOne ? "" : " (first scenario)")
    var table = TextTable(headers: 1)
    var header = ["level", "variance"]
    if first.latentVariance != nil { header.append("latent ICC") }
    header.append("ICC")
    if let ratio = medianNoun { header.append(ratio) }
    table.rows = [header]
    for level in study.levels.indices where chosen.contains(where: { $0.variances[level] != 0 }) {
      func text(_ format: (Double) -> String, _ value: (VariancePartition) -> Double?) -> String {
        let values = chosen.compactMap(value)
        return values.isEmpty ? "" : Variety(values).text(most: 3, format)
      }
      var row = [
        study.levels.title(of: level), text(NumberText.estimate) { $0.variances[level] },
      ]
      if first.latentVariance != nil {
        row.append(text(NumberText.probability) { $0.latentCorrelations?[level] })
      }
      row.append(text(NumberText.probability) { $0.observed?[level] })
      if medianNoun != nil {
        row.append(
          text({ NumberText.fixed($0, decimals: 2) }) {
            study.model.family.medianRatio(variance: $0.variances[level])
          })
      }
      table.rows.append(row)
    }
    return [.heading("Random effects on the scale of the link\(condition)"), .table(table)]
  }

  private var medianNoun: String? {
    switch study.model.family.link {
    case .logit: "median odds ratio"
    case .log: "median rate ratio"
    case .identity, .probit, .cloglog: nil
    }
  }

  private var responseVarianceNote: String {
    var words = "ICC: correlation of the responses of two rows that share a unit of this level"
    words += audit.scenarios.allSatisfy(\.isNested) ? " but none below" : ""
    words += ", predictors at the reference"
    if study.model.family.isOrdinal { words += ", of the ratings as numbers" }
    words += "; an integral over normal effects (Browne, Subramanian, Jones & Goldstein 2005)."
    if study.model.family.latentVariance != nil {
      words += " Latent ICC: of the continuous responses behind them."
    }
    if medianNoun != nil {
      words +=
        " Median ratio: of two units drawn at random, the higher to the lower (Larsen & Merlo "
        + "2005)."
    }
    return words
  }
}
