#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import ModelFormula
import StudyDesign

/// What a model says of responses that are not normal, in their own units.
extension AuditSheet {
  /// Means with all predictors at 0 and with each coefficient's at 1, where random effects are 0 and
  /// over them; of ordered responses the chance of each category.
  var responses: [Passage] {
    let family = study.model.family
    switch family.distribution {
    case .normal: return []
    case .nominal(let categories): return choiceTable(categories)
    case .ordinal(let cuts): return ratingTable(count: cuts.count + 1)
    case .binomial, .poisson, .negativeBinomial, .gamma, .beta: return meanTable
    }
  }

  private var hasEffects: Bool { !study.model.randomTerms.isEmpty }

  private var columnsOfMeans: [String] { hasEffects ? ["effects at 0", "over them"] : [""] }

  private var meanTable: [Passage] {
    let family = study.model.family
    var table = TextTable(headers: 1)
    table.rows = [[family.meanNoun] + columnsOfMeans + (family.ratioNoun.map { [$0] } ?? [])]
    for (index, column) in ([nil] + study.model.columns.fixed.map(Optional.init)).enumerated() {
      guard column?.parts.isEmpty != true else { continue }
      let ratio =
        column == nil ? "" : variety(NumberText.estimate) { exp($0.model.coefficients[index - 1]) }
      table.rows.append(
        ["\(column.map { "\($0.name) 1" } ?? "reference")"]
          + means(at: column) + (family.ratioNoun == nil ? [] : [ratio]))
    }
    return [.heading("Response"), .table(table), .remark(note)]
  }

  private func means(at column: ColumnRecipe?) -> [String] {
    let isShare = [.binomial, .beta].contains(study.model.family.name)
    let format = isShare ? shareText : NumberText.estimate
    let kinds = hasEffects ? [false, true] : [false]
    return kinds.map { isMarginal in
      variety(format) { study in
        let (predictor, variance) = study.predictor(at: column)
        return study.model.family.link.marginalMean(
          at: predictor, variance: isMarginal ? variance : 0)
      }
    }
  }

  private func ratingTable(count: Int) -> [Passage] {
    var table = TextTable(headers: 1)
    table.rows = [["probability of"] + (1...count).map(String.init) + ["odds ratio"]]
    if study.model.family.ratioNoun == nil { table.rows[0].removeLast() }
    for (index, column) in ([nil] + study.model.columns.fixed.map(Optional.init)).enumerated() {
      let name = column.map { "\($0.name) 1" } ?? "reference"
      for isMarginal in hasEffects ? [false, true] : [false] {
        let label = hasEffects ? name + (isMarginal ? ", over effects" : ", effects 0") : name
        let chances = (0..<count).map { category in
          variety(shareText) { study in
            let (predictor, variance) = study.predictor(at: column)
            let chances = study.model.family.categoryProbabilities(
              at: predictor, variance: isMarginal ? variance : 0)
            return chances.flatMap { category < $0.count ? $0[category] : nil } ?? .nan
          }
        }
        let ratio =
          column == nil || isMarginal
          ? "" : variety(NumberText.estimate) { exp($0.model.coefficients[index - 1]) }
        table.rows.append(
          [label] + chances + (study.model.family.ratioNoun == nil ? [] : [ratio]))
      }
    }
    return [.heading("Response"), .table(table), .remark(note)]
  }

  /// Chances of categories without order, where random effects are 0.
  private func choiceTable(_ categories: [String]) -> [Passage] {
    var table = TextTable(headers: 1)
    table.rows = [["probability of"] + categories]
    let count = study.model.columns.fixed.count / (categories.count - 1)
    let columns = study.model.columns.fixed.prefix(count)
    for column in [nil] + columns.filter({ !$0.parts.isEmpty }).map(Optional.init) {
      let prefix = categories[1].count + 1
      table.rows.append(
        [column.map { "\($0.name.dropFirst(prefix)) 1" } ?? "reference"]
          + categories.indices.map { category in
            variety(shareText) { $0.choices(at: column)[category] }
          })
    }
    return [
      .heading("Response where random effects are 0"), .table(table),
      .remark(
        "Reference: all predictors at 0, factors at their first category. Other rows: one column of "
          + "the model at 1, the others as there."),
    ]
  }

  private var note: String {
    let offset = study.model.columns.offsets.isEmpty ? "" : ", per unit of exposure"
    let shapes = study.model.randomTerms.contains { $0.distribution != nil }
    return
      "Reference: all predictors at 0, factors at their first category\(offset). Other rows: one "
      + "column of the model at 1, the others as there."
      + (hasEffects
        ? " Effects at 0: in an average unit; over them: the mean over "
          + (shapes ? "random effects as if they were normal." : "all units.") : "")
  }

  /// A figure over the scenarios, in a format.
  func variety(_ format: (Double) -> String, _ value: (Study) -> Double) -> String {
    Variety(studies.map(value)).text(most: 3, format)
  }
}

/// A share with three decimals, or with two digits if it is next to 0 or 1.
private func shareText(_ value: Double) -> String {
  value < 0.01 || value > 0.99
    ? NumberText.significant(value, digits: value < 0.5 ? 2 : 5) : NumberText.probability(value)
}

extension Study {
  /// The chance of each category of a nominal response.
  fileprivate func choices(at column: ColumnRecipe?) -> [Double] {
    let count = model.columns.fixed.count / model.family.predictorCount
    let odds = (0..<model.family.predictorCount).map { category in
      exp(
        (category * count..<(category + 1) * count).reduce(0.0) { sum, index in
          let parts = model.columns.fixed[index].parts
          return sum + (parts.isEmpty || parts == column?.parts ? model.coefficients[index] : 0)
        })
    }
    let total = 1 + odds.reduce(0, +)
    return ([1] + odds).map { $0 / total }
  }

  /// The linear predictor of a row, and the variance of its random effects: all predictors at 0 and
  /// factors at their first category, or one column at 1.
  fileprivate func predictor(at column: ColumnRecipe?) -> (predictor: Double, variance: Double) {
    let point = UnitPoint(column: column)
    var predictor = 0.0
    for (index, other) in model.columns.fixed.enumerated()
    where other.parts.isEmpty || other == column {
      predictor += model.coefficients[index]
    }
    var variance = 0.0
    for (term, bar) in zip(model.randomTerms, model.columns.bars) {
      let z = bar.columns.map { point.value(of: $0) }
      for i in z.indices {
        for j in z.indices { variance += z[i] * z[j] * term.covariance[i][j] }
      }
    }
    return (predictor, variance)
  }
}

/// A row at the reference but for the parts of one column.
private struct UnitPoint {
  let column: ColumnRecipe?

  func value(of other: ColumnRecipe) -> Double {
    other.parts.allSatisfy { part in
      if column?.parts.contains(part) == true { return true }
      guard case .indicator(let variable, 0) = part else { return false }
      return column?.parts.contains { own in
        if case .indicator(variable, _) = own { true } else { false }
      } != true
    } ? 1 : 0
  }
}
