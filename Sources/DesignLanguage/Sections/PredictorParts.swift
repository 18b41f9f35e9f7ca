internal import ModelFormula
internal import StudyDesign

// Predictors that are put together: of parts at several levels, or as means of others.

extension DesignReading {
  /// Whether a predictor is normal with an SD for each of several levels.
  func isOfParts(_ fields: Fields) -> Bool { fields["normal"]?["sd"]?.mapping != nil }

  /// `normal: {sd: {school: 1, pupil: 2}}`: independent parts by level. The predictor varies at the
  /// lowest of them.
  mutating func sumOfParts(_ statement: PredictorStatement) -> Predictor? {
    guard let node = statement.fields["normal"],
      let fields = fields(node, .parameters(of: "normal")),
      let entries = fields["sd"]?.mapping
    else { return nil }
    let mean = fields["mean"].map { number($0) } ?? 0
    let parts = entries.compactMap { part($0) }
    guard let mean, parts.count == entries.count, !parts.isEmpty else { return nil }
    let level = statement.level ?? meeting(of: parts.map(\.level))
    return Predictor(
      name: statement.name, level: level, kind: .numeric, source: .parts(mean: mean, parts))
  }

  private mutating func part(_ entry: DesignNode.Entry) -> Predictor.SpreadPart? {
    let name = DesignNode(content: .text(entry.key), position: entry.keyPosition)
    let level = level(name)
    guard let sd = number(entry.value), let level else { return nil }
    return Predictor.SpreadPart(level: level, sd: sd)
  }

  /// `mean_of: x, by: school`: the mean of a predictor over the units in those of a level.
  mutating func mean(_ statement: PredictorStatement, _ node: DesignNode) -> Predictor? {
    guard let by = statement.fields["by"] else {
      if !hasRejectedKey(statement.entry.value) {
        report(.meanOfWithoutBy(statement.name), at: statement.fields.position("mean_of"))
      }
      return nil
    }
    guard let name = node.text else {
      report(.wantsName(found: node.kindInWords), at: node)
      return nil
    }
    let level = level(by)
    guard predictor(name) != nil else {
      if !brokenPredictors.contains(name) {
        let nearest = nearestName(to: name, among: predictors.map(\.name))
        report(.unknownVariable(name, nearest: nearest), at: node)
      }
      return nil
    }
    guard let level else { return nil }
    if let stated = statement.level, stated != level {
      report(
        .levelOfMean(levels[stated].name, by: levels[level].name),
        at: statement.fields.position("level"))
      return nil
    }
    return Predictor(name: statement.name, level: level, kind: .numeric, source: .meanOf(name))
  }
}
