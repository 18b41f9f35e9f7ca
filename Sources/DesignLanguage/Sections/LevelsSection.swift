internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `levels`: each `N`, `N per A`, `N per A x B`, listed values, or a mapping.
  mutating func readLevels() {
    guard let node = root["levels"] else {
      if root["data"] == nil {
        reportMissingSection("levels", example: "{school: 20, pupil: 25 per school}")
      }
      levelsAreWhole = levelsAreWhole && root["data"] != nil
      return
    }
    if root["data"] != nil { return readDrawnUnits(node) }
    guard let entries = node.mapping, !entries.isEmpty else {
      report(.wantsLevels(found: node.kindInWords), at: node)
      levelsAreWhole = false
      return
    }
    guard entries.count <= Self.mostLevels else {
      report(.tooMany(entries.count, "levels", most: Self.mostLevels), at: node)
      levelsAreWhole = false
      return
    }
    let statements = entries.map { levelStatement(of: $0) }
    for (index, statement) in statements.enumerated() {
      append(statement)
      if findPlace(of: index, among: statements) {
        readUnequalSizes(of: index, statement)
        readMemberships(of: index, statement)
      } else {
        levelsAreWhole = false
      }
    }
    guard levelsAreWhole else { return }
    let problems = LevelRules.problems(levels)
    report(problems)
    levelsAreWhole = problems.isEmpty
    if levelsAreWhole { addImpliedCrossings() }
  }

  /// Gives a level its parents; false if there is something wrong with where it lies, which has then
  /// been reported.
  private mutating func findPlace(of index: Int, among statements: [LevelStatement]) -> Bool {
    let statement = statements[index]
    let names = statements.map(\.name)
    if statement.entry.value.list != nil { return false }
    for holder in statement.holders where !names.contains(holder) {
      let nearest = nearestName(to: holder, among: names)
      report(
        .unknownLevel(holder, nearest: nearest, known: names), at: statement.place(of: holder))
      return false
    }
    for holder in statement.holders {
      if isInside(holder, statement.name, statements) {
        report(.levelInsideItself(statement.name), at: statement.place(of: holder))
        return false
      }
      if let place = names.firstIndex(of: holder), place > index {
        report(
          .levelAboveItsParent(statement.name, parent: holder), at: statement.entry.keyPosition)
        return false
      }
    }
    let parents = statement.parents.compactMap { names.firstIndex(of: $0) }
    guard areSeparate(parents, place: { statement.place(of: $0) }) else { return false }
    levels[index].parents = parents
    return true
  }

  /// Whether levels that are to be crossed differ and do not lie in each other.
  mutating func areSeparate(_ parents: [Int], place: (String) -> Position) -> Bool {
    for (position, parent) in parents.enumerated() {
      let name = levels[parent].name
      if parents[..<position].contains(parent) {
        report(.crossedWithItself(name), at: place(name))
        return false
      }
      if let inner = parents.first(where: { $0 != parent && levels.lies($0, in: parent) }) {
        report(.crossedWithHolder(name, inner: levels[inner].name), at: place(name))
        return false
      }
      for other in parents[..<position] {
        let shared = levels.holders(of: parent).intersection(levels.holders(of: other))
        let stated = levels.nest(of: parent).intersection(levels.nest(of: other))
        guard let drawn = shared.subtracting(stated).min() else { continue }
        report(
          .crossedWithinDrawn(levels[other].name, name, shared: levels[drawn].name),
          at: place(name))
        return false
      }
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
      pending += statements.first { $0.name == next }?.holders ?? []
    }
    return false
  }

  private mutating func append(_ statement: LevelStatement) {
    if let values = statement.values {
      appendListed(statement, values)
      return
    }
    if statement.entry.value["values"] != nil { brokenPredictors.insert(statement.name) }
    if statement.hasUnequalSizes {
      // The sizes are read once it is known where the level lies.
      levels.append(Level(name: statement.name, units: .counted(perParent: 1)))
      statedSizes.append(Scenario.StatedSize(level: statement.name, size: 1))
      return
    }
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
