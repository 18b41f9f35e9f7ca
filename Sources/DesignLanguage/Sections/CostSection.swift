internal import ModelFormula
internal import StudyDesign

/// What a design says of costs, before its levels and predictors are known.
struct CostStatement {
  let cost: StudyCost
  /// Costs by category, whose order is not known yet.
  let grouped: [(entry: DesignNode.Entry, groups: [(entry: DesignNode.Entry, cost: Double)])]
  let by: DesignNode?
}

extension DesignReading {
  /// `cost: {study: FIXED, LEVEL: PER UNIT}`; by the categories of a predictor with `by`.
  mutating func readCost() -> CostStatement? {
    guard let node = root["cost"] else { return nil }
    guard let entries = node.mapping else {
      report(.wantsCosts(found: node.kindInWords), at: node)
      return nil
    }
    let known = levelNames
    var cost = StudyCost(units: [])
    var grouped: [(entry: DesignNode.Entry, groups: [(entry: DesignNode.Entry, cost: Double)])] = []
    var isWhole = true
    for entry in entries where entry.key != "by" {
      if entry.key == "study" {
        if let fixed = fixedCost(entry.value) { cost.fixed = fixed } else { isWhole = false }
      } else if !known.isEmpty, !known.contains(entry.key) {
        let nearest = nearestName(to: entry.key, among: known + ["study", "by"])
        report(.costOfUnknown(entry.key, nearest: nearest, known: known), at: entry.keyPosition)
        isWhole = false
      } else if let groups = entry.value.mapping {
        let costs = groups.compactMap { group in
          unitCost(group.value, of: entry.key).map { (entry: group, cost: $0) }
        }
        grouped.append((entry, costs))
        isWhole = isWhole && costs.count == groups.count
        if node["by"] == nil {
          report(.costsWithoutBy(entry.key), at: entry.value)
          isWhole = false
        }
      } else if let own = unitCost(entry.value, of: entry.key) {
        cost.units.append(.init(level: entry.key, rate: .each(own)))
      } else {
        isWhole = false
      }
    }
    if let by = node["by"], grouped.isEmpty {
      report(.costByWithoutGroups, at: by)
      return nil
    }
    guard isWhole else { return nil }
    if cost.units.isEmpty, grouped.isEmpty {
      report(.costOfNothing, at: node)
      return nil
    }
    return CostStatement(cost: cost, grouped: grouped, by: node["by"])
  }

  private var levelNames: [String] {
    guard root["data"] == nil else { return [] }
    return root["levels"]?.mapping?.map(\.key) ?? []
  }

  private mutating func fixedCost(_ node: DesignNode) -> Double? {
    guard let cost = number(node) else { return nil }
    if cost >= 0 { return cost }
    report(.fixedCostBelowZero(cost), at: node)
    return nil
  }

  private mutating func unitCost(_ node: DesignNode, of level: String) -> Double? {
    guard let cost = number(node) else { return nil }
    if cost > 0 { return cost }
    report(.costNotAboveZero(level, cost), at: node)
    return nil
  }

  /// The costs of a statement once a scenario says what levels and predictors there are.
  mutating func finishCost(_ statement: CostStatement, of study: Study) -> StudyCost? {
    let known = study.levels.filter { !$0.isImplied }.map(\.name)
    for unit in statement.cost.units where !known.contains(unit.level) {
      let nearest = nearestName(to: unit.level, among: known)
      report(
        .costOfUnknown(unit.level, nearest: nearest, known: known),
        at: position(of: ["cost", unit.level]))
      return nil
    }
    var cost = statement.cost
    for (entry, groups) in statement.grouped {
      guard let by = statement.by, let rate = rate(groups, by: by, entry, study) else {
        return nil
      }
      cost.units.append(.init(level: entry.key, rate: rate))
    }
    return cost
  }

  private mutating func rate(
    _ groups: [(entry: DesignNode.Entry, cost: Double)], by: DesignNode,
    _ entry: DesignNode.Entry, _ study: Study
  ) -> StudyCost.Rate? {
    guard let level = study.levels.firstIndex(where: { $0.name == entry.key }) else {
      let known = study.levels.map(\.name)
      let nearest = nearestName(to: entry.key, among: known)
      report(.costOfUnknown(entry.key, nearest: nearest, known: known), at: entry.keyPosition)
      return nil
    }
    let name = by.text ?? ""
    guard let predictor = study.predictors.first(where: { $0.name == name }) else {
      let known = study.predictors.map(\.name)
      let nearest = nearestName(to: name, among: known)
      report(.unknownPredictor(name, nearest: nearest, known: known), at: by)
      return nil
    }
    guard study.levels.nest(of: level).contains(predictor.level) else {
      report(.costByElsewhere(name, level: entry.key), at: by)
      return nil
    }
    guard let categories = categories(of: predictor), predictor.categoryShares != nil else {
      report(.costByUncounted(name), at: by)
      return nil
    }
    guard
      checkCategories(
        groups.map(\.entry), categories, of: name, at: entry.value, noun: "cost")
    else { return nil }
    return .by(
      predictor: name,
      categories.map { name in groups.first { $0.entry.key == name }!.cost })
  }

  /// `budget: NUMBER`.
  mutating func readBudget() -> Double? {
    guard let node = root["budget"], let budget = number(node) else { return nil }
    if budget > 0 { return budget }
    report(.budgetNotAboveZero(budget), at: node)
    return nil
  }
}
