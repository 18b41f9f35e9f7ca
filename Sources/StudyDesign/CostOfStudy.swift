internal import ModelFormula

extension Predictor {
  /// The share of units that has each of the predictor's categories, or each of its distinct values from
  /// the smallest on, to be expected; nil where it does not follow from how the predictor comes about.
  public var categoryShares: [Double]? {
    let pairs: [(value: Double, share: Double)]
    switch source {
    case .assign(let values, let shares, _): pairs = zip(values, shares).map { ($0, $1) }
    case .listed(let values), .values(let values), .distribution(.anyOf(let values)):
      pairs = values.map { ($0, 1) }
    case .distribution(.discrete(let values, let probabilities)):
      pairs = zip(values, probabilities).map { ($0, $1) }
    case .distribution(.binary(let probability)):
      pairs = [(0, 1 - probability), (1, probability)]
    case .distribution, .parts, .meanOf, .sequence, .expression, .column: return nil
    }
    let total = pairs.reduce(0) { $0 + $1.share }
    let values: [Double]
    if case .factor(let categories) = kind {
      values = categories.indices.map { Double($0) }
    } else if let distinct = distinctValues {
      values = distinct
    } else {
      return nil
    }
    return values.map { value in
      pairs.filter { $0.value == value }.reduce(0) { $0 + $1.share } / total
    }
  }
}

extension StudyCost {
  /// What a study costs, with the numbers of units to be expected.
  public func total(of study: Study) -> Double {
    units.reduce(fixed) { total, unit in
      guard let level = study.levels.firstIndex(where: { $0.name == unit.level }) else {
        return total
      }
      switch unit.rate {
      case .each(let cost): return total + cost * LevelRules.unitCount(at: level, of: study.levels)
      case .by(let name, let costs):
        let counts = study.unitCounts(at: level, byCategoriesOf: name)
        return zip(costs, counts).reduce(total) { $0 + $1.0 * $1.1 }
      }
    }
  }
}

extension Study {
  /// Units of a level in each category of a predictor that varies at it or above, to be expected; sizes
  /// that go by the same predictor are those of the category.
  func unitCounts(at level: Int, byCategoriesOf name: String) -> [Double] {
    guard let predictor = predictors.first(where: { $0.name == name }),
      let shares = predictor.categoryShares
    else { return [] }
    if case .listed = predictor.source,
      let counts = fixedCounts(of: level, inUnitsOf: predictor.level, count: shares.count)
    {
      return counts
    }
    let above = levels.nest(of: predictor.level)
    let below = levels.nest(of: level).subtracting(above).sorted()
    let units = LevelRules.unitCount(at: predictor.level, of: levels)
    return shares.indices.map { category in
      below.reduce(units * shares[category]) { count, index in
        count * mean(of: levels[index], inCategory: category, of: name)
      }
    }
  }

  /// Units of a level in each unit of a listed one, where all sizes between are fixed; else nil.
  private func fixedCounts(of level: Int, inUnitsOf holder: Int, count: Int) -> [Double]? {
    guard level != holder, let places = levels.placesOfParents(of: level, in: holder) else {
      return nil
    }
    var sizes = places.map { _ in 0.0 }
    switch levels[level].units {
    case .counted(let size): sizes = places.map { _ in Double(size) }
    case .listed(let names): sizes = places.map { _ in Double(names.count) }
    case .unequal(.listed(let listed)) where listed.count == places.count:
      sizes = listed.map { Double($0) }
    case .unequal, .observed: return nil
    }
    var counts = [Double](repeating: 0, count: count)
    for (place, size) in zip(places, sizes) { counts[place] += size }
    return counts
  }

  private func mean(of level: Level, inCategory category: Int, of name: String) -> Double {
    if case .unequal(.drawn(let sizes)) = level.units, sizes.by == name,
      sizes.rules.indices.contains(category)
    {
      return sizes.rules[category].distribution.mean
    }
    return level.meanUnitsPerParent ?? 1
  }
}
