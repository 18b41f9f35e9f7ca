import ModelFormula
import PowerStudy
import StudyDesign

extension AuditSheet {
  /// The distributions of drawn sizes, where they are the same in all scenarios.
  func drawnSizes(_ level: Int) -> String {
    guard case .unequal(.drawn(let sizes)) = study.levels[level].units,
      studies.allSatisfy({ $0.levels[level].units == study.levels[level].units })
    else { return "" }
    guard let by = sizes.by else { return ": \(words(sizes.rules[0]))" }
    let names = categories(of: by)
    let rules = zip(names, sizes.rules).map { "\($0): \(words($1))" }
    return ", by \(by): " + rules.joined(separator: "; ")
  }

  private func categories(of name: String) -> [String] {
    guard let predictor = study.predictors.first(where: { $0.name == name }) else { return [] }
    if case .factor(let categories) = predictor.kind { return categories }
    return (predictor.distinctValues ?? []).map(NumberText.value)
  }

  private func words(_ rule: SizeRule) -> String {
    if case .discrete(let values, _) = rule.distribution, values.count == 1 {
      return NumberText.count(rule.size(of: values[0]))
    }
    let least = rule.least != 1 ? ", at least \(rule.least)" : ""
    let most = rule.most.map { ", at most \(NumberText.count($0))" } ?? ""
    return rule.distribution.words(NumberText.value) + least + most
  }

  /// What the sizes come to in the first data sets.
  var realisedSizes: [Passage] {
    let surveys = audit.scenarios.compactMap(\.survey)
    guard let first = surveys.first, !first.sizes.isEmpty else { return [] }
    let all = surveys.flatMap(\.sizes)
    let isRaised = all.contains { $0.raised > 0 }
    let isLowered = all.contains { $0.lowered > 0 }
    var table = TextTable(headers: 1)
    table.rows = [
      ["realised sizes", "mean", "CV", "smallest", "largest"]
        + (isRaised ? ["raised"] : []) + (isLowered ? ["lowered"] : [])
    ]
    table.rows += first.sizes.indices.map { index in
      let own = surveys.compactMap { $0.sizes.indices.contains(index) ? $0.sizes[index] : nil }
      func text(_ figure: (UnitSurvey.Sizes) -> Double, _ format: (Double) -> String) -> String {
        Variety(own.map(figure)).text(most: 2, format)
      }
      return [
        study.levels[first.sizes[index].level].name,
        text(\.mean, threeDigits), text(\.cv, twoDecimals),
        text({ Double($0.smallest) }, wholeNumber), text({ Double($0.largest) }, wholeNumber),
      ] + (isRaised ? [text(\.raised, NumberText.percent)] : [])
        + (isLowered ? [text(\.lowered, NumberText.percent)] : [])
    }
    return [.table(table)]
  }

  /// What is lost of each data set, as stated and in the first data sets.
  var losses: [Passage] {
    let losses = lossSentences
    return losses.isEmpty
      ? [] : [.heading("Losses (drawn anew for each replicate)")] + losses.map(Passage.statement)
  }

  /// Each loss in words, then what they come to in all.
  var lossSentences: [String] {
    guard let missing = study.missing else { return [] }
    var losses: [String] = []
    if let rows = missing.rows {
      losses.append("missing responses: " + words(rows, rows: true))
    }
    if let answers = missing.answers {
      losses.append("answers: " + answerWords(answers))
    }
    for loss in missing.units {
      losses.append("whole units of \(study.levels[loss.level].name): " + words(loss.chance))
    }
    if let dropout = missing.dropout { losses.append(words(dropout)) }
    let surveys = audit.scenarios.compactMap(\.survey)
    let rows = Variety(surveys.map(\.lostRows)).text(most: 2, NumberText.percent)
    let units = study.levels.indices.dropLast().compactMap { level -> String? in
      let shares = surveys.compactMap { $0.lostUnits[level] }
      guard !study.levels[level].isImplied, shares.contains(where: { $0 > 0 }) else { return nil }
      let text = Variety(shares).text(most: 2, NumberText.percent)
      return "\(text) of units of \(study.levels[level].name)"
    }
    return losses + ["in all: " + (["\(rows) of rows"] + units).joined(separator: ", ")]
  }

  /// The chance to answer.
  private func answerWords(_ chance: MissingData.Chance) -> String {
    switch chance {
    case .probability:
      let rates = studies.compactMap { study -> Double? in
        guard case .probability(let rate)? = study.missing?.answers else { return nil }
        return rate
      }
      return "a chance of \(Variety(rates).text(NumberText.value))"
    case .logit(let expression):
      let isOne = studies.allSatisfy { $0.missing?.answers == study.missing?.answers }
      return "logit of the chance \(expression)" + (isOne ? "" : " (first scenario)")
    }
  }

  private func words(_ chance: MissingData.Chance, rows: Bool = false) -> String {
    switch chance {
    case .probability: return Variety(probabilities(rows)).text(NumberText.value)
    case .logit(let expression):
      let previous = expression.names.contains(MissingData.previous)
      let isOne = studies.allSatisfy { $0.missing?.rows == study.missing?.rows }
      return "logit of the chance \(expression)" + (isOne ? "" : " (first scenario)")
        + (previous ? "; previous: the response of the row before in the same unit" : "")
    }
  }

  private func probabilities(_ rows: Bool) -> [Double] {
    studies.flatMap { study -> [Double] in
      guard let missing = study.missing else { return [] }
      let chances = rows ? [missing.rows].compactMap { $0 } : missing.units.map(\.chance)
      return chances.compactMap { if case .probability(let p) = $0 { p } else { nil } }
    }
  }

  private func words(_ dropout: MissingData.Dropout) -> String {
    let shares = dropout.shares.indices.map { index -> String in
      let all = studies.compactMap { study -> Double? in
        guard let shares = study.missing?.dropout?.shares, shares.indices.contains(index) else {
          return nil
        }
        return shares[index]
      }
      let text = Variety(all).text(NumberText.percent)
      return dropout.by.map { "\(text) (\(categories(of: $0)[index]))" } ?? text
    }
    let name = study.levels[dropout.level].name
    let shape = Variety(studies.compactMap { $0.missing?.dropout?.shape }).text(NumberText.value)
    return "dropout of units of \(name): \(shares.joined(separator: ", ")) gone at "
      + "\(dropout.over) = \(NumberText.value(dropout.last)) (Weibull, shape \(shape))"
  }
}

private func threeDigits(_ value: Double) -> String { NumberText.significant(value, digits: 3) }

private func twoDecimals(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }

private func wholeNumber(_ value: Double) -> String { NumberText.count(Int(value)) }
