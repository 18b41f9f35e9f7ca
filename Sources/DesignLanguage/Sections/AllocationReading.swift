internal import ModelFormula
internal import StudyDesign

/// What is dealt to units: `assign`, and `sequence` and `steps` with `over`; `balance` of all three.
extension DesignReading {
  private static let dealt = ["assign", "sequence", "steps"]

  /// Reports `balance` and `over` where there is nothing to balance or to read along.
  mutating func reportIdleKeys(_ fields: Fields, of name: String) {
    if fields["balance"] != nil, fields.given(Self.dealt).isEmpty {
      report(.balanceWithoutAssign, at: fields.position("balance"))
    }
    if fields["by"] != nil, fields["mean_of"] == nil {
      report(.byWithoutMean, at: fields.position("by"))
    }
    if fields["over"] != nil, fields.given(["sequence", "steps"]).isEmpty {
      report(.overWithoutSequence(name), at: fields.position("over"))
    }
  }

  mutating func assigned(
    _ node: DesignNode, _ statement: PredictorStatement, level: Int
  ) -> Predictor? {
    let balance = balance(statement, key: "assign", level: level)
    let stated: (values: CategoryValues, shares: [Double])?
    if let items = node.list {
      stated = categoryValues(items, of: statement.name).map { values in
        (values, Array(repeating: 1, count: items.count))
      }
    } else {
      stated = shares(node, of: statement.name)
    }
    guard let stated, let balance else { return nil }
    return Predictor(
      name: statement.name, level: level, kind: stated.values.kind,
      source: .assign(values: stated.values.numbers, shares: stated.shares, balance: balance))
  }

  /// `sequence: [[A, B], [B, A]]` or `steps: 4`, both with `over: LEVEL`.
  mutating func sequence(_ statement: PredictorStatement, level: Int) -> Predictor? {
    let fields = statement.fields
    guard let key = fields.given(["sequence", "steps"]).first, let node = fields[key] else {
      return nil
    }
    guard let overNode = fields["over"] else {
      let others = levels.indices.filter { !levels.lies(level, in: $0) && !levels[$0].isImplied }
      report(
        .sequenceWithoutOver(key, levels: others.map { levels[$0].name }),
        at: fields.position(key))
      return nil
    }
    let over = self.level(overNode)
    let balance = balance(statement, key: key, level: level)
    let read = key == "steps" ? nil : sequences(node, of: statement.name)
    let steps = key == "steps" ? wholeNumber(node, atLeast: 1) : nil
    guard let over, let balance, let place = place(ofSequence: level, over, overNode) else {
      return nil
    }
    func made(_ kind: VariableKind, _ dealt: DealtSequences) -> Predictor {
      Predictor(name: statement.name, level: place, kind: kind, source: .sequence(dealt))
    }
    if let steps {
      guard steps <= Self.mostSteps else {
        report(.numberTooLarge(node.text ?? "", limit: Self.mostSteps), at: node)
        return nil
      }
      return made(
        .numeric, .staircase(steps: Int(steps), level: level, over: over, balance: balance))
    }
    return read.map { values, rows in
      made(values.kind, DealtSequences(rows: rows, level: level, over: over, balance: balance))
    }
  }

  private static let mostSteps = 10_000.0

  /// The level at which a sequence varies: the crossing of the units that it is dealt to and those
  /// along which it is read.
  private mutating func place(ofSequence level: Int, _ over: Int, _ node: DesignNode) -> Int? {
    // Of levels that hold each other there is no crossing; the rules say so.
    if levels.lies(level, in: over) { return level }
    if let crossing = crossing(of: [level, over]) { return crossing }
    let place = meeting(of: [level, over])
    let areSingle = [level, over].allSatisfy { !levels.isWeighted(place, in: $0) }
    if areSingle, levels.lies(place, in: level), levels.lies(place, in: over) { return place }
    if levelsAreWhole { report(.crossingIsDrawn([level, over].map { levels[$0].name }), at: node) }
    return nil
  }

  private mutating func sequences(
    _ node: DesignNode, of owner: String
  ) -> (values: CategoryValues, rows: [[Double]])? {
    guard let items = node.list, !items.isEmpty else {
      report(.wantsSequences(found: node.kindInWords), at: node)
      return nil
    }
    for item in items {
      guard let row = item.list, !row.isEmpty else {
        report(.wantsSequences(found: "the row \(item.kindInWords)"), at: item)
        return nil
      }
      let length = items[0].list?.count ?? 0
      if row.count != length {
        report(.sequencesOfOtherLength(length, row.count), at: item)
        return nil
      }
    }
    guard let values = categoryValues(items.flatMap { $0.list ?? [] }, of: owner) else {
      return nil
    }
    let length = values.numbers.count / items.count
    let rows = items.indices.map { Array(values.numbers[$0 * length..<($0 + 1) * length]) }
    return (values, rows)
  }

  private mutating func balance(
    _ statement: PredictorStatement, key: String, level: Int
  ) -> Predictor.Balance? {
    let parents = levels[level].parents
    guard let node = statement.fields["balance"] else {
      if parents.count > 1 {
        report(
          .dealtWithoutBalance(key, levels: parents.map { levels[$0].name }),
          at: statement.fields.position(key))
        return nil
      }
      return parents.first.map { .within(level: $0) } ?? .study
    }
    switch node.text {
    case "study": return .study
    case "none": return Predictor.Balance.none
    default: break
    }
    if let name = node.text, !levels.contains(where: { $0.name == name }) {
      if name == statement.name {
        report(.balancedByItself(name), at: node)
        return nil
      }
      if brokenPredictors.contains(name) { return nil }
      if predictor(name) != nil {
        return .strata(predictor: name, within: parents.count == 1 ? parents[0] : nil)
      }
    }
    return self.level(node).map { .within(level: $0) }
  }
}
