import ModelFormula
public import StudyDesign

/// What a design says, worked out: title and description, the model as equations, predictors with
/// the level at which they vary, sizes, variances and their shares, design effects, tests, what is
/// looked for or published, and the number of fits. Ends with a line break.
public func auditText(plan: StudyPlan) -> String {
  AuditSheet(plan: plan).text
}

/// The sections of the audit.
struct AuditSheet {
  let plan: StudyPlan
  let audit: Audit
  /// The studies that have the model of the first scenario: all but for grids that sweep the model.
  let studies: [Study]

  init(plan: StudyPlan) {
    precondition(!plan.scenarios.isEmpty)
    self.plan = plan
    audit = Audit(plan: plan)
    let first = plan.scenarios[0].study
    studies = plan.scenarios.map(\.study).filter {
      $0.model.columns == first.model.columns && $0.levels.count == first.levels.count
    }
  }

  var study: Study { studies[0] }

  /// All sections, with empty lines between them.
  var text: String {
    ([introduction] + sections).filter { !$0.isEmpty }
      .map { $0.lines.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  /// All sections after the introduction; some are empty.
  var sections: [[Passage]] {
    [
      model, coefficients, responses, drawn, predictors, correlations, sizes, losses, variances,
      indistinct, designEffects, analyses, search, threshold, simulation,
    ]
  }

  /// A figure over the scenarios.
  func variety(_ value: (Study) -> Double) -> String {
    Variety(studies.map(value)).text(NumberText.value)
  }

  var introduction: [Passage] {
    let paragraphs = (plan.description ?? "").split(separator: "\n\n")
    return [.title(plan.title)] + paragraphs.flatMap { [.gap, .paragraph(String($0))] }
      + plan.remarks.flatMap { [.gap, .paragraph($0, label: "Note")] }
  }

  var coefficients: [Passage] {
    var table = TextTable(leftColumns: 3)
    table.rows = study.model.columns.fixed.enumerated().map { index, column in
      [
        "β\(index + study.firstCoefficient)", column.name,
        variety { $0.model.coefficients[index] },
      ]
    }
    if case .ordinal(let cuts) = study.model.family.distribution {
      for index in cuts.indices {
        let text = variety { study in
          guard case .ordinal(let cuts) = study.model.family.distribution, index < cuts.count else {
            return .nan
          }
          return cuts[index]
        }
        table.rows.append(["cut", "\(index + 1)|\(index + 2)", text])
      }
    }
    let scale = study.model.family.isNormal ? "" : " on the scale of the link"
    return [.heading("Coefficients\(scale)"), .table(table)]
  }

  var predictors: [Passage] {
    guard !study.predictors.isEmpty else { return [] }
    let entries = Passage.entries(
      predictorEntries, widths: [0, study.levels.indices.map { place($0).count }.max() ?? 0])
    guard study.predictors.contains(where: \.isDrawn) else {
      return [.heading("Predictors"), entries]
    }
    let drawn =
      study.redrawsPredictors
      ? "drawn anew for each replicate" : "drawn once, the same in all replicates"
    return [.heading("Predictors (\(drawn))"), entries]
  }

  /// Each predictor with the level that it varies at, and how its values arise.
  var predictorEntries: [Passage.Entry] {
    study.predictors.map {
      Passage.Entry($0.name, place($0.level), words: words(for: $0) + weightedMean(of: $0))
    }
  }

  private func place(_ level: Int) -> String { "varies at \(study.levels.title(of: level))" }

  /// How the values arise and what is done to them, in the first scenario if the grid changes that.
  private func words(for predictor: Predictor) -> String {
    let texts = studies.compactMap { study in
      study.predictors.first { $0.name == predictor.name }.map {
        $0.origin(levels: study.levels) + study.changes(of: $0)
      }
    }
    return texts.allSatisfy { $0 == texts[0] } ? texts[0] : texts[0] + " (first scenario)"
  }

  private func weightedMean(of predictor: Predictor) -> String {
    let rows = study.levels.count - 1
    guard study.levels.isWeighted(rows, in: predictor.level) else { return "" }
    return "; a \(study.levels[rows].name) has the weighted mean over its units"
  }

  var sizes: [Passage] {
    [.heading("Levels"), .entries(levelEntries)] + realisedSizes
  }

  /// Each level with its sizes.
  var levelEntries: [Passage.Entry] {
    let stated = study.levels.indices.filter { !study.levels[$0].isImplied }
    return stated.map {
      Passage.Entry(study.levels[$0].name, words: statedUnits($0) + placement($0))
    }
  }

  /// How many units a crossing has in all, and in which units of other levels they lie by draws.
  private func placement(_ level: Int) -> String {
    let memberships = study.levels[level].memberships
    guard study.data == nil, study.levels[level].parents.count > 1 || !memberships.isEmpty else {
      return ""
    }
    let counts = studies.map { Double($0.unitCount(at: level)) }
    let isTop = study.levels[level].parents.isEmpty
    let total = isTop ? " in all" : ", \(Variety(counts).text(most: 1, wholeNumber)) in all"
    return total + memberships.map { "; \($0.words(levels: study.levels))" }.joined()
  }

  private func statedUnits(_ level: Int) -> String {
    let parents = study.levels[level].parents.map { study.levels[$0].name }
    let above = parents.isEmpty ? "" : " per " + parents.joined(separator: " x ")
    switch study.levels[level].units {
    case .counted:
      let counts = studies.compactMap {
        if case .counted(let count) = $0.levels[level].units { Double(count) } else { nil }
      }
      return Variety(counts).text(NumberText.value) + above
    case .unequal(.listed(let sizes)):
      let shown = sizes.count <= 8 ? sizes : [sizes.min() ?? 0, sizes.max() ?? 0]
      return shown.map(NumberText.count).joined(separator: sizes.count <= 8 ? ", " : " to ")
        + above
    case .unequal(.drawn):
      let means = studies.compactMap { $0.levels[level].meanUnitsPerParent }
      return Variety(means).text(NumberText.value) + above + " on average" + drawnSizes(level)
    case .listed(let names): return names.joined(separator: ", ") + above
    case .observed(let count):
      guard let resampling = study.resampling,
        study.levels.lies(level, in: resampling.level)
      else { return "\(NumberText.count(count)) in the data" }
      let counts = studies.map { Double($0.unitCount(at: level)) }
      let text = Variety(counts).text(wholeNumber)
      return level == resampling.level
        ? "\(text) drawn of the \(NumberText.count(resampling.source)) in the data"
        : "about \(text), as they come with the units drawn"
    }
  }
}

private func wholeNumber(_ value: Double) -> String { NumberText.count(Int(value)) }
