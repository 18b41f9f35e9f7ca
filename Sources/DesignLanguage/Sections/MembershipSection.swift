internal import DataTable
internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `in` and `members` of a level whose parents are known.
  mutating func readMemberships(of index: Int, _ statement: LevelStatement) {
    for entry in statement.drawn + statement.members {
      guard let target = levels.firstIndex(where: { $0.name == entry.key }) else { continue }
      let isMember = statement.members.contains { $0.keyPosition == entry.keyPosition }
      guard canBeDrawn(target, for: index, at: entry),
        let rule = isMember ? members(entry) : drawing(entry, of: index, target: target)
      else {
        levelsAreWhole = false
        continue
      }
      levels[index].memberships.append(Membership(level: target, rule: rule))
    }
  }

  /// Whether it makes sense to draw in which unit of `target` a unit of the level lies.
  private mutating func canBeDrawn(
    _ target: Int, for index: Int, at entry: DesignNode.Entry
  ) -> Bool {
    let name = levels[index].name
    if levels.lies(index, in: target) {
      report(.drawnAncestor(name, in: levels[target].name), at: entry.keyPosition)
      return false
    }
    let shared = levels.holders(of: index).intersection(levels.holders(of: target))
    let byParents = shared.intersection(levels.nest(of: target))
    let isWeighted = shared.contains { levels.isWeighted(index, in: $0) }
    if byParents != shared || isWeighted || levels.lowestShared(shared, shared).count > 1 {
      let level = levels[shared.max() ?? target].name
      report(
        .drawnWithinDrawn(name, in: levels[target].name, shared: level), at: entry.keyPosition)
      return false
    }
    return true
  }

  /// `{count: 1..3, weights: equal}`.
  private mutating func members(_ entry: DesignNode.Entry) -> Membership.Rule? {
    guard let fields = fields(entry.value, .members) else { return nil }
    if let node = fields["weights"] {
      guard word(node, of: "weighting", served: ["equal"]) != nil else { return nil }
    }
    guard let node = fields["count"] else {
      if !hasRejectedKey(entry.value) { report(.membersWithoutCount(entry.key), at: entry.value) }
      return nil
    }
    if node.mapping != nil {
      report(.notServed("a 'count' of members from a distribution"), at: node)
      return nil
    }
    guard let range = RangeText(node.text ?? "") else {
      return wholeNumber(node, atLeast: 1).map {
        .members(least: Int(min($0, 1e9)), most: Int(min($0, 1e9)))
      }
    }
    func end(_ text: String) -> DesignNode {
      DesignNode(content: .text(text), position: node.position(of: text))
    }
    if range.step != nil {
      report(.notServed("a 'count' of members in steps"), at: node)
      return nil
    }
    guard let least = wholeNumber(end(range.first), atLeast: 1),
      let most = wholeNumber(end(range.last), atLeast: 1)
    else { return nil }
    guard least <= most else {
      report(.rangeOutOfOrder(node.text ?? ""), at: node)
      return nil
    }
    return .members(least: Int(min(least, 1e9)), most: Int(min(most, 1e9)))
  }

  /// `random`, `distinct`, `{weights: FILE}`, `{weights: PREDICTOR}` or `{table: FILE}`.
  private mutating func drawing(
    _ entry: DesignNode.Entry, of index: Int, target: Int
  ) -> Membership.Rule? {
    if entry.value.mapping == nil {
      switch word(entry.value, of: "draw", served: ["random", "distinct"]) {
      case "random": return .random
      case "distinct": return .distinct
      default: return nil
      }
    }
    guard let fields = fields(entry.value, .drawing) else { return nil }
    let given = fields.given(["weights", "table"])
    guard let key = given.first, let node = fields[key] else {
      if !hasRejectedKey(entry.value) {
        report(
          .wantsWord(
            "draw", found: "a mapping without one",
            words: ["random", "distinct", "{weights: FILE}", "{table: FILE}"]), at: entry.value)
      }
      return nil
    }
    if given.count > 1 {
      report(.twoScales("weights", "table", of: "'\(entry.key)'"), at: fields.position(given[1]))
      return nil
    }
    guard let file = node.text else {
      report(.wantsName(found: node.kindInWords), at: node)
      return nil
    }
    if key == "weights", root["predictors"]?.entry(file) != nil {
      return .proportional(predictor: file)
    }
    return chances(node, file: file, of: index, target: target, usesGiven: key == "table")
      .map { .weighted($0) }
  }
}
