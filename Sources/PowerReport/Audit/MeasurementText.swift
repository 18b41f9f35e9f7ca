import StudyDesign

extension Predictor {
  /// A normal predictor with parts at several levels.
  func partsText(_ mean: Double, _ parts: [SpreadPart], _ levels: [Level]) -> String {
    let list = parts.map { "SD \(NumberText.value($0.sd)) at \(levels.title(of: $0.level))" }
    return "normal, mean \(NumberText.value(mean)), \(list.joined(separator: " and ")), together "
      + "SD \(NumberText.estimate(drawnSD ?? 0))"
  }
}

extension Study {
  /// What is done to a predictor's values, and when they are drawn if not as the others; empty if
  /// there is nothing to say.
  func changes(of predictor: Predictor) -> String {
    var text = ""
    switch predictor.centre {
    case nil: break
    case .grand: text += "; less the mean of all"
    case .within(let level): text += "; less the mean in its \(levels.title(of: level))"
    }
    if predictor.isStandardised { text += "; brought to mean 0 and SD 1 in each data set" }
    if let redraws = predictor.redraws, redraws != redrawsPredictors {
      text += redraws ? "; drawn anew for each replicate" : "; the same in all replicates"
    }
    return text + measurement(of: predictor)
  }

  private func measurement(of predictor: Predictor) -> String {
    guard let reliability = predictor.reliability, let sd = predictor.drawnSD else {
      return predictorsWithError.contains(predictor.name)
        ? "; analyses compute it from what is measured with error" : ""
    }
    guard predictor.errorSD > 0 else { return "" }
    let seen = sd / reliability.squareRoot()
    return "; analyses see it with errors of SD \(NumberText.estimate(predictor.errorSD)), in all "
      + "with SD \(NumberText.estimate(seen)): reliability \(NumberText.value(reliability))"
  }
}

extension AuditSheet {
  /// The correlations of predictors, level by level.
  var correlations: [Passage] {
    guard !study.correlations.isEmpty else { return [] }
    let names = Set(study.correlations.flatMap { [$0.first, $0.second] })
    let areNormal = study.predictors.filter { names.contains($0.name) }.allSatisfy(\.isNormal)
    var table = TextTable(leftColumns: 2)
    table.rows = correlationEntries.map { $0.names + [$0.words] }
    let note = areNormal ? "" : " (of normal scores, before values are made of them)"
    return [.heading("Correlations of predictors\(note)"), .table(table)]
  }
}

extension AuditSheet {
  /// Each level and pair of predictors with their correlation.
  var correlationEntries: [Passage.Entry] {
    study.correlations.enumerated().map { index, pair in
      Passage.Entry(
        study.levels.title(of: pair.level), "\(pair.first), \(pair.second)",
        words: variety {
          $0.correlations.indices.contains(index) ? $0.correlations[index].value : pair.value
        })
    }
  }
}

extension Predictor {
  fileprivate var isNormal: Bool {
    switch source {
    case .parts, .distribution(.normal): true
    default: false
    }
  }
}
