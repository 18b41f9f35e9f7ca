internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `correlations`: `{a: {b: r}}` at every level that two predictors share, or `{a: {b: {LEVEL: r}}}`.
  mutating func readCorrelations() {
    defer { checkDrawOrder() }
    guard let node = root["correlations"] else { return }
    guard let outers = node.mapping else {
      report(.wantsCorrelations(found: node.kindInWords), at: node)
      return
    }
    guard namesAreKnown else { return }
    var isWhole = true
    for outer in outers {
      guard let inners = outer.value.mapping else {
        report(.wantsCorrelations(found: outer.value.kindInWords), at: outer.value)
        isWhole = false
        continue
      }
      for inner in inners where !readPair(outer, inner) { isWhole = false }
    }
    guard isWhole, levelsAreWhole else { return }
    report(
      CorrelationRules.problems(correlations, predictors, levels: levels, redraws: redraws))
  }

  private mutating func checkDrawOrder() {
    guard levelsAreWhole else { return }
    report(
      DrawOrderRules.problems(predictors, correlations, levels: levels, redraws: redraws))
  }

  /// False if the pair was not understood, which has then been reported.
  private mutating func readPair(
    _ outer: DesignNode.Entry, _ inner: DesignNode.Entry
  ) -> Bool {
    let first = correlated(outer)
    let second = correlated(inner)
    guard let entries = inner.value.mapping else {
      guard let value = number(inner.value), let first, let second else { return false }
      let shared = first.scoreLevels.filter(second.scoreLevels.contains)
      // Pairs that have no level for another reason are told that by the rules.
      let isClear = first.scoreLevels.isEmpty || second.scoreLevels.isEmpty
      if shared.isEmpty, !isClear {
        report(Wording(.noCommonLevel(first: outer.key, second: inner.key)), at: inner.keyPosition)
        return false
      }
      for level in isClear ? [first.level] : shared {
        correlations.append(
          PredictorCorrelation(outer.key, inner.key, level: level, value: value))
      }
      return true
    }
    var isWhole = true
    for entry in entries {
      let level = level(DesignNode(content: .text(entry.key), position: entry.keyPosition))
      guard let value = number(entry.value), let level, first != nil, second != nil else {
        isWhole = false
        continue
      }
      correlations.append(
        PredictorCorrelation(outer.key, inner.key, level: level, value: value))
    }
    return isWhole
  }

  private mutating func correlated(_ entry: DesignNode.Entry) -> Predictor? {
    if let predictor = predictor(entry.key) { return predictor }
    if brokenPredictors.contains(entry.key) { return nil }
    let nearest = nearestName(to: entry.key, among: predictors.map(\.name))
    report(.unknownVariable(entry.key, nearest: nearest), at: entry.keyPosition)
    return nil
  }
}
