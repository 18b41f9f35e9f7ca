internal import ModelFormula
internal import StudyDesign

extension LevelStatement {
  /// Whether numbers of units may differ between the units of the parents.
  var hasUnequalSizes: Bool { sizes != nil || by != nil || count?.mapping != nil }
}

/// Sizes by the categories of a predictor that has not been read yet.
struct SizesByPredictor {
  let level: Int
  let by: DesignNode
  let entries: [(name: DesignNode.Entry, rule: SizeRule)]
}

extension DesignReading {
  /// `sizes: [...]`, `size: {mean: 20, cv: 0.5}` or another distribution, `size: {a: 1, b: 2}` with `by`.
  mutating func readUnequalSizes(of index: Int, _ statement: LevelStatement) {
    guard statement.hasUnequalSizes else { return }
    let units: Level.Units?
    if let node = statement.sizes {
      units = listedSizes(node).map { .unequal(.listed($0)) }
    } else if let by = statement.by {
      units = statement.count.flatMap { sizes($0, by: by, of: index) }
    } else {
      units = statement.count.flatMap { sizeRule($0) }.map {
        .unequal(.drawn(DrawnSizes(rules: [$0])))
      }
    }
    guard let units else {
      levelsAreWhole = false
      return
    }
    levels[index].units = units
    statedSizes[index].size = levels[index].meanUnitsPerParent ?? 1
  }

  private mutating func listedSizes(_ node: DesignNode) -> [Int]? {
    guard let items = node.list, !items.isEmpty else {
      report(.wantsSizes(found: node.kindInWords), at: node)
      return nil
    }
    let sizes = items.compactMap { wholeNumber($0, atLeast: 1) }
    return sizes.count == items.count ? sizes.map { Int(min($0, 1e9)) } : nil
  }

  /// A number, or a distribution with `min` and `max`.
  private mutating func sizeRule(_ node: DesignNode) -> SizeRule? {
    guard node.mapping != nil else {
      return number(node).map { SizeRule(.discrete(values: [$0], probabilities: [1])) }
    }
    guard let fields = fields(node, .size) else { return nil }
    let least = fields["min"].map { wholeNumber($0, atLeast: 0) } ?? 1
    let most = fields["max"].map { wholeNumber($0, atLeast: 1) } ?? .infinity
    guard let distribution = sizeDistribution(fields), let least, let most else { return nil }
    if least > most {
      report(.sizeBoundsOutOfOrder, at: fields.position("min"))
      return nil
    }
    return SizeRule(
      distribution, least: Int(min(least, 1e9)), most: most.isFinite ? Int(min(most, 1e9)) : nil)
  }

  private mutating func sizeDistribution(_ fields: Fields) -> Distribution? {
    let stated = fields.entries.filter { KeyTable.distributions.contains($0.key) }
    let own = fields.entries.filter { ["mean", "cv"].contains($0.key) }
    for extra in stated.dropFirst() {
      report(.twoDistributions(stated[0].key, extra.key), at: extra.keyPosition)
    }
    if let entry = stated.first {
      if let extra = own.first {
        report(.twoDistributions(entry.key, extra.key), at: extra.keyPosition)
      }
      // Of sizes a uniform distribution has whole numbers, both ends included.
      if entry.key == "uniform" {
        return distribution(
          DesignNode.Entry(key: "integers", keyPosition: entry.keyPosition, value: entry.value))
      }
      return distribution(entry)
    }
    guard let mean = fields["mean"], let cv = fields["cv"] else {
      if !hasRejectedKey(fields.node) { report(.sizeWithoutMeanAndCV, at: fields.node) }
      return nil
    }
    guard let mean = number(mean), let cv = number(cv) else { return nil }
    let distribution = Distribution.gamma(mean: mean, cv: cv)
    for problem in DistributionRules.problems(distribution, path: []) {
      report(Wording(problem.fact), at: fields.position(problem.path.first ?? "mean"))
      return nil
    }
    return distribution
  }

  // MARK: By predictor

  private mutating func sizes(
    _ node: DesignNode, by: DesignNode, of index: Int
  ) -> Level.Units? {
    guard let name = by.text else {
      report(.wantsName(found: by.kindInWords), at: by)
      return nil
    }
    guard let entries = node.mapping, !entries.isEmpty else {
      report(.wantsSizesBy(name, found: node.kindInWords), at: node)
      return nil
    }
    let rules = entries.compactMap { entry in
      sizeRule(entry.value).map { (name: entry, rule: $0) }
    }
    guard rules.count == entries.count else { return nil }
    if let level = levels.firstIndex(where: { $0.name == name }),
      case .listed(let names) = levels[level].units
    {
      guard levels.lies(index, in: level) else {
        report(.sizesByElsewhere(name, level: levels[index].name), at: by)
        return nil
      }
      guard let ordered = ordered(rules, names, by: by, at: node) else { return nil }
      return sizes(ordered, byLevel: level, name: name, of: index)
    }
    pendingSizes.append(SizesByPredictor(level: index, by: by, entries: rules))
    return .unequal(.drawn(DrawnSizes(by: name, rules: rules.map(\.rule))))
  }

  /// Sizes by a listed level: fixed where no size is drawn.
  private func sizes(
    _ rules: [SizeRule], byLevel level: Int, name: String, of index: Int
  ) -> Level.Units {
    let fixed = rules.compactMap { rule -> Int? in
      guard case .discrete(let values, _) = rule.distribution, values.count == 1 else { return nil }
      return rule.size(of: values[0])
    }
    if fixed.count == rules.count, let places = levels.placesOfParents(of: index, in: level) {
      return .unequal(.listed(places.map { fixed[$0] }))
    }
    return .unequal(.drawn(DrawnSizes(by: name, rules: rules)))
  }

  /// The rules in the order of the categories; nil if some are missing or unknown.
  private mutating func ordered(
    _ rules: [(name: DesignNode.Entry, rule: SizeRule)], _ categories: [String], by: DesignNode,
    at node: DesignNode
  ) -> [SizeRule]? {
    let entries = rules.map(\.name)
    guard checkCategories(entries, categories, of: by.text ?? "", at: node, noun: "size") else {
      return nil
    }
    return categories.map { name in rules.first { $0.name.key == name }!.rule }
  }

  /// Whether entries name each category once; reports what is unknown and what is missing.
  mutating func checkCategories(
    _ entries: [DesignNode.Entry], _ categories: [String], of predictor: String,
    at node: DesignNode, noun: String
  ) -> Bool {
    var isWhole = true
    for entry in entries where !categories.contains(entry.key) {
      let nearest = nearestName(to: entry.key, among: categories)
      report(
        .unknownCategory(entry.key, of: predictor, nearest: nearest, known: categories),
        at: entry.keyPosition)
      isWhole = false
    }
    let missing = categories.filter { name in !entries.contains { $0.key == name } }
    if !missing.isEmpty {
      report(.categoriesWithout(noun, missing, by: predictor), at: node)
      isWhole = false
    }
    return isWhole
  }

  /// Brings sizes by predictors into the order of the predictors' categories, once these are known.
  mutating func finishSizes() {
    for pending in pendingSizes {
      let name = pending.by.text ?? ""
      guard let predictor = predictor(name) else {
        if !brokenPredictors.contains(name) {
          let known = predictors.map(\.name)
          let nearest = nearestName(to: name, among: known)
          report(.unknownPredictor(name, nearest: nearest, known: known), at: pending.by)
        }
        continue
      }
      let isAbove = levels[pending.level].parents.contains { levels.lies($0, in: predictor.level) }
      guard isAbove, !levels.isDrawn(pending.level, in: predictor.level) else {
        report(.sizesByElsewhere(name, level: levels[pending.level].name), at: pending.by)
        continue
      }
      guard let categories = categories(of: predictor) else {
        report(.sizesByNumbers(name), at: pending.by)
        continue
      }
      let place = levels[pending.level].name
      let node = root["levels"]?[place]?["size"] ?? pending.by
      guard let rules = ordered(pending.entries, categories, by: pending.by, at: node) else {
        continue
      }
      levels[pending.level].units = .unequal(.drawn(DrawnSizes(by: name, rules: rules)))
    }
  }

  /// The names of a predictor's values, where they are finitely many.
  func categories(of predictor: Predictor) -> [String]? {
    if case .factor(let categories) = predictor.kind { return categories }
    return predictor.distinctValues?.map { Expression.number($0).description }
  }
}
