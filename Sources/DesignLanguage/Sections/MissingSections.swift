internal import ModelFormula
internal import StudyDesign

/// `missing`, `nonresponse` and `dropout`: what of each data set is lost.
extension DesignReading {
  /// `missing: P`, or `{logit: EXPR}` over predictors, the response and `previous`.
  mutating func readMissing() {
    guard let node = root["missing"], namesAreKnown else { return }
    var names: [String] = [MissingData.previous]
    if case .name(let response)? = formula?.response { names.append(response) }
    missing.rows = chance(node, level: levels.count - 1, besides: names)
  }

  /// `response_rate: P`, or `{logit: EXPR}` as in `missing`: the chance of each row to be answered.
  mutating func readResponseRate() {
    guard let node = root["response_rate"], namesAreKnown else { return }
    if node.mapping == nil {
      guard let rate = number(node) else { return }
      if rate > 0 && rate <= 1 {
        missing.answers = .probability(rate)
      } else {
        report(Wording(.threshold(.rateOutside(rate))), at: node)
      }
      return
    }
    var names: [String] = [MissingData.previous]
    if case .name(let response)? = formula?.response { names.append(response) }
    missing.answers = chance(node, level: levels.count - 1, besides: names)
  }

  /// `nonresponse: {LEVEL: P}`: whole units.
  mutating func readNonresponse() {
    guard let node = root["nonresponse"], namesAreKnown else { return }
    guard let entries = node.mapping, !entries.isEmpty else {
      report(.wantsNonresponse(found: node.kindInWords), at: node)
      return
    }
    for entry in entries {
      guard let level = lossLevel(entry.key, at: entry.keyPosition),
        let chance = chance(entry.value, level: level, besides: [])
      else { continue }
      missing.units.append(MissingData.UnitLoss(level: level, chance: chance))
    }
  }

  /// The level of units that are lost as a whole.
  private mutating func lossLevel(_ name: String, at place: Position) -> Int? {
    let stated = levels.indices.filter { !levels[$0].isImplied }
    guard let level = stated.first(where: { levels[$0].name == name }) else {
      let known = stated.map { levels[$0].name }
      let nearest = nearestName(to: name, among: known)
      report(.unknownLevel(name, nearest: nearest, known: known), at: place)
      return nil
    }
    guard levelsAreWhole, !levels.isWeighted(levels.count - 1, in: level) else {
      if levelsAreWhole { report(.lossOfMembers(name), at: place) }
      return nil
    }
    return level
  }

  /// A probability, or `{logit: EXPR}`.
  private mutating func chance(
    _ node: DesignNode, level: Int, besides names: [String]
  ) -> MissingData.Chance? {
    guard node.mapping != nil else {
      guard let value = number(node) else { return nil }
      if value >= 0 && value <= 1 { return .probability(value) }
      report(Wording(.probabilityOutsideUnitInterval(value)), at: node)
      return nil
    }
    guard let fields = fields(node, .chance) else { return nil }
    guard let logit = fields["logit"], let text = logit.text else {
      if !hasRejectedKey(node) { report(.wantsChance(found: node.kindInWords), at: node) }
      return nil
    }
    guard let written = expression(text, at: logit) else { return nil }
    if written.names.contains(where: brokenLets.contains) || reportDrawn(written, at: logit) {
      return nil
    }
    let expression = written.substituting { lets[$0].map { .number($0) } }
    guard namesAreUsable(expression, level: level, besides: names, at: logit) else { return nil }
    return .logit(expression)
  }

  /// Whether an expression is a number for each unit of a level.
  private mutating func namesAreUsable(
    _ expression: Expression, level: Int, besides names: [String], at node: DesignNode
  ) -> Bool {
    var areUsable = true
    for name in expression.names where !names.contains(name) {
      if let home = PredictorRules.level(of: name, predictors: predictors, levels: levels) {
        if levels.lies(level, in: home) { continue }
        report(.chanceBelowLevel(name, level: levels[level].name), at: node.position(of: name))
      } else if !brokenPredictors.contains(name) {
        let known = predictors.map(\.name) + names
        let nearest = nearestName(to: name, among: known)
        report(.unknownVariable(name, nearest: nearest), at: node.position(of: name))
      }
      areUsable = false
    }
    guard areUsable else { return false }
    do {
      _ = try CompiledExpression(expression) { name in
        predictor(name)?.kind ?? .numeric
      }
      return true
    } catch {
      report(.plain("\(error)"), at: node)
      return false
    }
  }

  // MARK: Dropout

  /// `dropout: {level, over, share, shape: 1, by}`.
  mutating func readDropout() {
    guard let node = root["dropout"], namesAreKnown, let fields = fields(node, .dropout) else {
      return
    }
    let lacking = ["level", "over", "share"].filter { fields[$0] == nil }
    guard lacking.isEmpty, let levelNode = fields["level"], let over = fields["over"],
      let share = fields["share"]
    else {
      if !hasRejectedKey(node) { report(.dropoutWithout(lacking), at: position(of: ["dropout"])) }
      return
    }
    let shape = fields["shape"].map { positive($0) } ?? 1
    let level = levelNode.text.flatMap { lossLevel($0, at: levelNode.position) }
    if levelNode.text == nil { report(.wantsName(found: levelNode.kindInWords), at: levelNode) }
    guard let level else { return }
    let times = occasions(over, within: level)
    let shares = shares(share, by: fields["by"], level: level)
    guard let times, let shares, let shape else { return }
    missing.dropout = MissingData.Dropout(
      level: level, over: over.text ?? "", first: times.first, last: times.last,
      by: fields["by"]?.text, shares: shares, shape: shape)
  }

  private mutating func positive(_ node: DesignNode) -> Double? {
    guard let value = number(node) else { return nil }
    if value > 0 { return value }
    report(.shapeNotAboveZero(value), at: node)
    return nil
  }

  /// The first and the last time that a predictor has.
  private mutating func occasions(
    _ node: DesignNode, within level: Int
  ) -> (first: Double, last: Double)? {
    guard let predictor = knownPredictor(node) else { return nil }
    guard predictor.kind == .numeric, let values = predictor.distinctValues,
      let first = values.min(), let last = values.max(), first < last
    else {
      report(.occasionsWanted(predictor.name), at: node)
      return nil
    }
    guard levels.lies(predictor.level, in: level), predictor.level != level else {
      report(.occasionsNotBelow(predictor.name, level: levels[level].name), at: node)
      return nil
    }
    return (first, last)
  }

  private mutating func knownPredictor(_ node: DesignNode) -> Predictor? {
    guard let name = node.text else {
      report(.wantsName(found: node.kindInWords), at: node)
      return nil
    }
    if let known = predictor(name) { return known }
    if !brokenPredictors.contains(name) {
      let known = predictors.map(\.name)
      report(
        .unknownPredictor(name, nearest: nearestName(to: name, among: known), known: known),
        at: node)
    }
    return nil
  }

  /// One share, or one for each category of `by`.
  private mutating func shares(
    _ node: DesignNode, by: DesignNode?, level: Int
  ) -> [Double]? {
    guard let by else { return dropoutShare(node).map { [$0] } }
    guard let predictor = knownPredictor(by) else { return nil }
    guard levels.lies(level, in: predictor.level) else {
      report(.chanceBelowLevel(predictor.name, level: levels[level].name), at: by)
      return nil
    }
    guard let categories = categories(of: predictor) else {
      report(.sizesByNumbers(predictor.name), at: by)
      return nil
    }
    guard let entries = node.mapping else {
      report(.wantsSharesBy(predictor.name, found: node.kindInWords), at: node)
      return nil
    }
    guard checkCategories(entries, categories, of: predictor.name, at: node, noun: "share") else {
      return nil
    }
    let shares = categories.compactMap { name in
      dropoutShare(entries.first { $0.key == name }!.value)
    }
    return shares.count == categories.count ? shares : nil
  }

  private mutating func dropoutShare(_ node: DesignNode) -> Double? {
    guard let value = number(node) else { return nil }
    if value >= 0 && value < 1 { return value }
    report(.dropoutShareOutside(value), at: node)
    return nil
  }
}
