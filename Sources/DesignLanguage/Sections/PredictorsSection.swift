internal import DataTable
internal import ModelFormula
internal import StudyDesign

/// A predictor as far as it can be read before its inputs are known.
struct PredictorStatement {
  let name: String
  let entry: DesignNode.Entry
  let fields: Fields
  /// The stated level, if there is one.
  let level: Int?
}

extension DesignReading {
  private static let sources =
    KeyTable.distributions + ["values", "value", "mean_of", "assign", "sequence", "steps"]

  /// `predictors`: what varies, at which level, and where its values come from.
  mutating func readPredictors() {
    guard namesAreKnown else { return }
    takeColumnsOfData()
    guard let node = root["predictors"] else { return }
    guard let entries = node.mapping else {
      report(.wantsNamedMappings("predictors", found: node.kindInWords), at: node)
      return
    }
    let own = entries.filter { table?[$0.key] == nil }
    brokenPredictors.formUnion(own.map(\.key))
    var pending = own.compactMap { statement(of: $0) }
    while let index = pending.firstIndex(where: { !waits($0, for: pending) }) {
      let statement = pending.remove(at: index)
      guard let predictor = predictor(from: statement) else { continue }
      brokenPredictors.remove(statement.name)
      predictors.append(predictor)
    }
    for statement in pending {
      report(.predictorInItself(statement.name), at: statement.entry.keyPosition)
    }
    if levelsAreWhole { report(PredictorRules.problems(predictors, levels: levels)) }
  }

  private func waits(_ statement: PredictorStatement, for pending: [PredictorStatement]) -> Bool {
    if let strata = statement.fields["balance"]?.text, strata != statement.name,
      pending.contains(where: { $0.name == strata }),
      !levels.contains(where: { $0.name == strata })
    {
      return true
    }
    if let input = statement.fields["mean_of"]?.text {
      return pending.contains { $0.name == input }
    }
    guard let text = statement.fields["value"]?.text,
      let expression = try? sources.expression(text)
    else { return false }
    return pending.contains { expression.names.contains($0.name) }
  }

  private mutating func statement(of entry: DesignNode.Entry) -> PredictorStatement? {
    guard let fields = fields(entry.value, .predictor) else { return nil }
    let given = fields.given(Self.sources)
    if given.isEmpty, !hasRejectedKey(entry.value) {
      report(.predictorWithoutSource(entry.key, sources: Self.sources), at: entry.keyPosition)
    }
    for extra in given.dropFirst() {
      report(.twoSources(entry.key, given[0], extra), at: fields.position(extra))
    }
    if !hasRejectedKey(entry.value) { reportIdleKeys(fields, of: entry.key) }
    guard given.count == 1 else {
      if let level = fields["level"] { _ = self.level(level) }
      return nil
    }
    guard let node = fields["level"] else {
      if fields["value"] == nil, fields["mean_of"] == nil, !isOfParts(fields) {
        report(
          .predictorWithoutLevel(
            entry.key, levels: levels.filter { !$0.isImplied }.map(\.name)),
          at: entry.keyPosition)
        return nil
      }
      return PredictorStatement(name: entry.key, entry: entry, fields: fields, level: nil)
    }
    guard let level = level(node) else { return nil }
    return PredictorStatement(name: entry.key, entry: entry, fields: fields, level: level)
  }

  /// The index of the level that a text names.
  mutating func level(_ node: DesignNode) -> Int? {
    guard let name = node.text else {
      report(.wantsWord("level", found: node.kindInWords, words: levels.map(\.name)), at: node)
      return nil
    }
    if let names = crossedNames(name) { return crossedLevel(names, node) }
    return statedLevel(name, at: node.position)
  }

  private mutating func statedLevel(_ name: String, at place: Position) -> Int? {
    let stated = levels.indices.filter { !levels[$0].isImplied }
    if let index = stated.first(where: { levels[$0].name == name }) { return index }
    let known = stated.map { levels[$0].name }
    let nearest = nearestName(to: name, among: known)
    report(.unknownLevel(name, nearest: nearest, known: known), at: place)
    return nil
  }

  /// The level that is the crossing of others.
  private mutating func crossedLevel(_ names: [String], _ node: DesignNode) -> Int? {
    let some = names.compactMap { statedLevel($0, at: node.position(of: $0)) }
    guard some.count == names.count, levelsAreWhole,
      areSeparate(some, place: { node.position(of: $0) })
    else { return nil }
    if let level = crossing(of: some) { return level }
    report(.crossingIsDrawn(names), at: node)
    return nil
  }

  private mutating func predictor(from statement: PredictorStatement) -> Predictor? {
    let made = made(from: statement)
    let changes = readChanges(statement.fields)
    return made.map { changes.applied(to: $0) }
  }

  private mutating func made(from statement: PredictorStatement) -> Predictor? {
    if let node = statement.fields["value"] { return computed(statement, node) }
    if let node = statement.fields["mean_of"] { return mean(statement, node) }
    if isOfParts(statement.fields) { return sumOfParts(statement) }
    guard let level = statement.level else { return nil }
    func made(_ kind: VariableKind, _ source: Predictor.Source) -> Predictor {
      Predictor(name: statement.name, level: level, kind: kind, source: source)
    }
    let fields = statement.fields
    if let entry = fields.entries.first(where: { KeyTable.distributions.contains($0.key) }) {
      if let standard = standardNormal(entry, of: statement, level: level) {
        return made(.numeric, standard)
      }
      if lacksSD(entry, of: statement) { return nil }
      return statedDistribution(entry, of: statement.name).map {
        made($0.kind, .distribution($0.distribution))
      }
    }
    if let node = fields["values"] {
      guard let items = node.list else {
        report(.wantsList("values", found: node.kindInWords), at: node)
        return nil
      }
      return categoryValues(items, of: statement.name).map { made($0.kind, .values($0.numbers)) }
    }
    if let node = fields["assign"] { return assigned(node, statement, level: level) }
    return sequence(statement, level: level)
  }

  /// A normal predictor with SD 1, because its effect is stated as `r2`; nil if it is none.
  private mutating func standardNormal(
    _ entry: DesignNode.Entry, of statement: PredictorStatement, level: Int
  ) -> Predictor.Source? {
    guard entry.key == "normal", entry.value["sd"] == nil, entry.value.mapping != nil,
      root["effects"]?[statement.name]?["r2"] != nil,
      let fields = fields(entry.value, .parameters(of: "normal"))
    else { return nil }
    let parts = levelsOfR2(statement.name, at: level)
    return (fields["mean"].map { number($0) } ?? 0).map { mean in
      if parts.count < 2 { return .distribution(.normal(mean: mean, sd: 1)) }
      // How its variance divides is known once the model's variances are.
      let sd = (1 / Double(parts.count)).squareRoot()
      return .parts(mean: mean, parts.map { Predictor.SpreadPart(level: $0, sd: sd) })
    }
  }

  /// Whether a normal predictor has no spread: reported, unless `r2` stands for it.
  private mutating func lacksSD(
    _ entry: DesignNode.Entry, of statement: PredictorStatement
  ) -> Bool {
    guard entry.key == "normal", let fields = fields(entry.value, .parameters(of: "normal")) else {
      return false
    }
    if fields["sd"] != nil { return false }
    if root["effects"]?[statement.name]?["r2"] == nil, !hasRejectedKey(entry.value) {
      report(.normalWithoutSD(statement.name), at: entry.keyPosition)
    }
    return true
  }
}
