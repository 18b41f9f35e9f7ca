import StudyDesign

extension AuditSheet {
  /// Variances by level, their shares and what they mean for two rows of one unit.
  var variances: [Passage] {
    let audits = zip(plan.scenarios, audit.scenarios).filter { scenario, _ in
      scenario.study.model.columns == study.model.columns
        && scenario.study.levels.count == study.levels.count
    }.map(\.1)
    let count = audits.map(\.partitions.count).min() ?? 0
    if study.model.family.name == .nominal { return [] }
    guard study.model.family.isNormal else { return responseVariances(audits.map(\.partitions)) }
    guard study.levels.count > 1 else {
      return unequalVariances.isEmpty
        ? [.heading("Variance around the fixed part: \(variety { $0.model.residualVariance })")]
        : unequalVariances
    }
    let tables = (0..<count).flatMap { index in
      partitionTable(audits.map { $0.partitions[index] })
    }
    return tables + [.remark(correlationNote + residualNote)] + residualCorrelations
  }

  private var residualNote: String {
    study.model.residual?.within == nil
      ? "" : " It leaves out the correlation of the residuals, which is in the figures below."
  }

  private var correlationNote: String {
    let hasSlopes = audit.scenarios.contains { !$0.partitions[0].condition.isEmpty }
    let rows =
      "ICC: correlation of two rows\(hasSlopes ? " at these values" : "") that share a unit of "
    if audit.scenarios.allSatisfy(\.isNested) { return rows + "this level but none below." }
    let members = study.levels.indices.filter {
      study.levels.isWeighted(study.levels.count - 1, in: $0)
    }
    let names = members.map { study.levels.title(of: $0) }.joined(separator: ", ")
    return rows + "this level, and of no others but those in which it lies."
      + (members.isEmpty ? "" : " Variance of \(names): that of the weighted mean, on average.")
  }

  private func partitionTable(_ partitions: [VariancePartition]) -> [Passage] {
    let conditions = partitions.map(\.condition)
    let isOne = conditions.allSatisfy { $0 == conditions[0] }
    let condition = isOne ? conditions[0] : "\(conditions[0]) (first scenario)"
    let chosen = isOne ? partitions : [partitions[0]]
    let heading = "Variance around the fixed part" + (condition.isEmpty ? "" : " at \(condition)")
    let levels = study.levels.indices.filter { level in
      chosen.contains { $0.variances[level] != 0 }
    }
    var table = TextTable(headers: 1)
    table.rows = [["level", "variance", "share (VPC)", "ICC"]]
    table.rows += levels.map { level in
      [
        study.levels.title(of: level),
        Variety(chosen.map { $0.variances[level] }).text(most: 3, NumberText.estimate),
        Variety(chosen.map { $0.shares[level] }).text(most: 3, NumberText.probability),
        correlation(at: level, chosen),
      ]
    }
    table.rows.append([
      "total", Variety(chosen.map(\.total)).text(most: 3, NumberText.estimate), "", "",
    ])
    return [.heading(heading), .table(table)]
  }

  private func correlation(at level: Int, _ partitions: [VariancePartition]) -> String {
    let values = partitions.compactMap { $0.correlations[level] }
    guard level < study.levels.count - 1, !values.isEmpty else { return "" }
    return Variety(values).text(most: 3, NumberText.probability)
  }

  /// Units, design effect and effective sample size of each size of study in the grid; of more
  /// than 20 sizes the ranges.
  var designEffects: [Passage] {
    let isMultilevel =
      study.model.residual?.within == nil && audit.scenarios.allSatisfy(\.isNested)
      && audit.scenarios.contains { $0.designEffect != 1 }
    let stated = study.levels.indices.filter { !study.levels[$0].isImplied }
    var table = TextTable(headers: 1, leftColumns: 0)
    let figures = isMultilevel ? ["design effect", "effective n"] : []
    let header = stated.dropLast().map { study.levels[$0].name } + ["rows"] + figures
    let different = audit.scenarios.reduce(into: [[ScenarioAudit]]()) { groups, scenario in
      let home = groups.firstIndex { $0[0].units == scenario.units }
      if let home { groups[home].append(scenario) } else { groups.append([scenario]) }
    }
    let groups = different.count > 20 ? [audit.scenarios] : different
    let rows = groups.map { group in
      stated.map { level in
        Variety(group.map { Double($0.units[level]) }).text(most: 1, wholeNumber)
      }
        + (isMultilevel
          ? [
            Variety(group.map(\.designEffect)).text(most: 2, twoDecimals),
            Variety(group.map(\.effectiveRows)).text(most: 2, wholeNumber),
          ] : [])
    }
    table.rows = [header] + rows
    let title = table.rows.count > 2 ? "Units in all, by scenario" : "Units in all"
    return [.heading(title), .table(table)] + (isMultilevel ? [.remark(designEffectNote)] : [])
  }

  private var designEffectNote: String {
    let condition = audit.scenarios[0].partitions[audit.scenarios[0].reference].condition
    return "Design effect: 1 + the sum over levels of VPC × (rows per unit - 1), for a mean or the "
      + "effect of a predictor of the top level"
      + (condition.isEmpty ? "" : ", at \(condition)") + "."
      + (study.data == nil ? "" : " Units of n rows count as Σn²/Σn rows per unit.")
      + " Effective n: rows / design effect."
  }
}

private func wholeNumber(_ value: Double) -> String {
  // Variances that are too small or too large to be added leave no number.
  value.isFinite ? NumberText.count(Int(value.rounded())) : ""
}

private func twoDecimals(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }
