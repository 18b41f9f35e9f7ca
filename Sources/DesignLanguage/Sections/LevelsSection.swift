internal import ModelFormula
internal import StudyDesign

/// What a design says of one level.
private struct LevelStatement {
  let name: String
  let entry: DesignNode.Entry
  var parents: [String] = []
  /// The place of the parents' names.
  var parentNode: DesignNode?
  /// The number as written, or the listed values; neither if the level was not understood.
  var count: DesignNode?
  var values: [DesignNode]?
}

extension DesignReading {
  /// `levels`: one chain, top first; each level `N`, `N per PARENT`, or listed values.
  mutating func readLevels() {
    guard let node = root["levels"] else {
      if root["data"] == nil {
        reportMissingSection("levels", example: "{school: 20, pupil: 25 per school}")
      }
      levelsAreWhole = levelsAreWhole && root["data"] != nil
      return
    }
    if root["data"] != nil {
      report(
        .notServed("'levels' beside 'data' (units drawn from a file)"), at: position(of: ["levels"])
      )
      return
    }
    guard let entries = node.mapping, !entries.isEmpty else {
      report(.wantsLevels(found: node.kindInWords), at: node)
      levelsAreWhole = false
      return
    }
    let statements = entries.map { statement(of: $0) }
    for (index, statement) in statements.enumerated() {
      levelsAreWhole = isInChain(index, of: statements) && levelsAreWhole
      append(statement)
    }
    guard levelsAreWhole else { return }
    let problems = LevelRules.problems(levels)
    report(problems)
    levelsAreWhole = problems.isEmpty
  }

  private mutating func statement(of entry: DesignNode.Entry) -> LevelStatement {
    var statement = LevelStatement(name: entry.key, entry: entry)
    switch entry.value.content {
    case .text(let text):
      let size = SizeText(text)
      statement.parents = size.parents
      statement.parentNode = entry.value
      statement.count = entry.value
      statement.count?.content = .text(size.count)
    case .list:
      report(.bareListOfSizes(entry.key), at: entry.value)
    case .mapping:
      readMapping(entry.value, into: &statement)
    }
    return statement
  }

  private mutating func readMapping(_ node: DesignNode, into statement: inout LevelStatement) {
    guard let fields = fields(node, .level) else { return }
    if let parent = fields["per"], let text = parent.text {
      statement.parents = SizeText("1 per " + text).parents
      statement.parentNode = parent
    }
    if let values = fields["values"] {
      statement.values = values.list
      if values.list == nil { report(.wantsList("values", found: values.kindInWords), at: values) }
    } else if !hasRejectedKey(node) {
      report(.levelWithoutSize(statement.name), at: statement.entry.keyPosition)
    }
  }

  /// Where the name of a parent stands.
  private func place(of parent: String, _ statement: LevelStatement) -> Position {
    guard let node = statement.parentNode, !node.isReplacement else {
      return statement.entry.keyPosition
    }
    return node.position(of: parent)
  }

  /// Whether the level lies in the one just above it; reports why not.
  private mutating func isInChain(_ index: Int, of statements: [LevelStatement]) -> Bool {
    let statement = statements[index]
    let names = statements.map(\.name)
    if statement.entry.value.list != nil { return false }
    for parent in statement.parents where !names.contains(parent) {
      let nearest = nearestName(to: parent, among: names)
      report(
        .unknownLevel(parent, nearest: nearest, known: names), at: place(of: parent, statement))
      return false
    }
    if let parent = statement.parents.first(where: {
      isInside($0, statement.name, statements)
    }) {
      report(.levelInsideItself(statement.name), at: place(of: parent, statement))
      return false
    }
    if statement.parents.count > 1 {
      report(
        .crossedLevel(statement.name, of: statement.parents), at: statement.entry.keyPosition)
      return false
    }
    guard let parent = statement.parents.first else {
      // A level that is crossed with another, or stands below what lies in it, is spoken of there.
      let isSpokenOf =
        statements.contains { $0.parents.count > 1 && $0.parents.contains(statement.name) }
        || statements[..<index].contains { $0.parents.contains(statement.name) }
      if index > 0, !isSpokenOf, !hasRejectedKey(statement.entry.value) {
        report(.secondTopLevel(statement.name, first: names[0]), at: statement.entry.keyPosition)
      }
      return index == 0
    }
    if let place = names.firstIndex(of: parent), place > index {
      report(.levelAboveItsParent(statement.name, parent: parent), at: statement.entry.keyPosition)
      return false
    }
    if names[index - 1] != parent {
      if hasRejectedKey(statement.entry.value) { return false }
      report(
        .branchingLevels(statement.name, parent: parent, above: names[index - 1]),
        at: statement.entry.keyPosition)
      return false
    }
    return true
  }

  /// Whether `name` is `level` or lies in it, however deep.
  private func isInside(
    _ name: String, _ level: String, _ statements: [LevelStatement]
  ) -> Bool {
    var seen: Set<String> = []
    var pending = [name]
    while let next = pending.popLast() {
      if next == level { return true }
      guard seen.insert(next).inserted else { continue }
      pending += statements.first { $0.name == next }?.parents ?? []
    }
    return false
  }

  private mutating func append(_ statement: LevelStatement) {
    if let values = statement.values {
      appendListed(statement, values)
      return
    }
    if statement.entry.value["values"] != nil { brokenPredictors.insert(statement.name) }
    let size = statement.count.flatMap { count(of: statement.name, $0) }
    levelsAreWhole = levelsAreWhole && size != nil
    let units = Int(max(-1e9, min((size ?? 1).rounded(), 1e9)))
    levels.append(Level(name: statement.name, units: .counted(perParent: units)))
    statedSizes.append(Scenario.StatedSize(level: statement.name, size: size ?? 1))
  }

  /// A stated size: an expression is rounded, a number must be whole.
  private mutating func count(of level: String, _ node: DesignNode) -> Double? {
    guard let size = number(node) else { return nil }
    if size == size.rounded() { return size }
    if plainNumber(node.text ?? "") != nil {
      report(.wantsWholeNumber(found: size, atLeast: 1), at: node)
      return nil
    }
    let remark = Wording.roundedSize(level: level).sentence
    if !remarks.contains(remark) { remarks.append(remark) }
    return size
  }

  private mutating func appendListed(_ statement: LevelStatement, _ items: [DesignNode]) {
    guard let values = categoryValues(items, of: statement.name) else {
      levelsAreWhole = false
      brokenPredictors.insert(statement.name)
      levels.append(Level(name: statement.name, units: .listed([])))
      return
    }
    let names = items.compactMap(\.text)
    levels.append(Level(name: statement.name, units: .listed(names)))
    statedSizes.append(
      Scenario.StatedSize(level: statement.name, size: Double(names.count)))
    if names.count < 2 {
      report(.tooFewListed(statement.name), at: statement.entry.value)
      levelsAreWhole = false
    }
    reportRepeated(items)
    predictors.append(
      Predictor(
        name: statement.name, level: levels.count - 1, kind: values.kind,
        source: .listed(values.numbers)))
  }
  private mutating func reportRepeated(_ items: [DesignNode]) {
    var seen: Set<String> = []
    for item in items where !seen.insert(item.text ?? "").inserted {
      report(.listedTwice(item.text ?? ""), at: item)
    }
  }
}
