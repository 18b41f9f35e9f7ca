internal import ModelFormula
internal import StudyDesign

/// What a name of a test stands for in one analysis.
enum FoundHypothesis {
  case found(StudyTest.Hypothesis)
  /// The analysis has nothing of this name.
  case absent(TestStatement.Name)
  /// It cannot be tested, which has been reported.
  case reported
}

/// One variance of a random term of an analysis.
struct NamedVariance {
  let bar: Int
  let effect: Int
  /// The names of the grouping factor, the usual one first.
  let groups: [String]
  /// The column whose effects vary.
  let column: ColumnRecipe
  /// Whether the grouping factor has other variances too.
  let isOneOfSeveral: Bool

  /// `site`, or `site.treatment` where a site has several variances.
  var statedName: String { isOneOfSeveral ? "\(groups[0]).\(column.statedName)" : groups[0] }

  /// Whether a user can mean it by `text`: the grouping factor alone, or with the term.
  func isMeant(by text: String) -> Bool {
    groups.contains { group in
      if text == group { return true }
      guard text.hasPrefix(group + ".") else { return false }
      return [column].index(ofCoefficient: String(text.dropFirst(group.count + 1))) != nil
    }
  }
}

extension DesignReading {
  /// What the subject of a test is in one analysis; families are none.
  mutating func hypothesis(
    of subject: TestStatement.Subject, in analysis: Analysis
  ) -> FoundHypothesis {
    let fixed = analysis.columns.fixed
    switch subject {
    case .term(let name):
      let found = fixed.indices(ofTerm: name.text)
      if found.isEmpty { return .absent(name) }
      return .found(found.count == 1 ? .coefficient(found[0]) : .joint(found))
    case .joint(let names): return joint(names, fixed)
    case .contrast(let weights): return contrast(weights, fixed)
    case .equivalence(let name, let lower, let upper):
      return single(name, fixed, "an equivalence test").mapped {
        .equivalence($0, lower: lower, upper: upper)
      }
    case .precision(let name, let halfWidth):
      return single(name, fixed, "a precision").mapped { .precision($0, halfWidth: halfWidth) }
    case .variance(let name): return variance(name, analysis)
    case .family: preconditionFailure("a family is not one hypothesis")
    }
  }

  private mutating func joint(
    _ names: [TestStatement.Name], _ fixed: [ColumnRecipe]
  ) -> FoundHypothesis {
    var all: [Int] = []
    for name in names {
      let found = fixed.indices(ofTerm: name.text)
      if found.isEmpty { return .absent(name) }
      if let again = found.first(where: all.contains) {
        report(.coefficientTwice(fixed[again].statedName), at: name.position)
        return .reported
      }
      all += found
    }
    return .found(.joint(all.sorted()))
  }

  /// One coefficient; a term with several is reported.
  private mutating func single(
    _ name: TestStatement.Name, _ fixed: [ColumnRecipe], _ what: String
  ) -> FoundCoefficient {
    let found = fixed.indices(ofTerm: name.text)
    if found.isEmpty { return .absent(name) }
    guard found.count == 1 else {
      let names = found.map { fixed[$0].statedName }
      report(.severalCoefficients(name.text, what, coefficients: names), at: name.position)
      return .reported
    }
    return .found(found[0])
  }

  private enum FoundCoefficient {
    case found(Int)
    case absent(TestStatement.Name)
    case reported

    func mapped(_ make: (Int) -> StudyTest.Hypothesis) -> FoundHypothesis {
      switch self {
      case .found(let index): .found(make(index))
      case .absent(let name): .absent(name)
      case .reported: .reported
      }
    }
  }

  private mutating func contrast(
    _ parts: [TestStatement.Weight], _ fixed: [ColumnRecipe]
  ) -> FoundHypothesis {
    var weights = [Double](repeating: 0, count: fixed.count)
    var seen: Set<Int> = []
    for part in parts {
      let found: [(Int, Double)]
      switch part {
      case .coefficient(let name, let weight):
        switch single(name, fixed, "a weight") {
        case .found(let index): found = [(index, weight)]
        case .absent(let name): return .absent(name)
        case .reported: return .reported
        }
        if !seen.insert(found[0].0).inserted {
          report(.coefficientTwice(fixed[found[0].0].statedName), at: name.position)
          return .reported
        }
      case .categories(let factor, let categories):
        switch byCategory(factor, categories, fixed) {
        case .found(let pairs): found = pairs
        case .absent: return .absent(factor)
        case .reported: return .reported
        }
      }
      for (index, weight) in found { weights[index] += weight }
    }
    guard weights.contains(where: { $0 != 0 }) else {
      report(.contrastOfNothing, at: parts[0].position)
      return .reported
    }
    return .found(.contrast(weights))
  }

  private enum FoundWeights {
    case found([(Int, Double)])
    case absent
    case reported
  }

  /// Weights of categories as weights of coefficients: that of the reference, the first category,
  /// falls away, since the others are differences from it.
  private mutating func byCategory(
    _ factor: TestStatement.Name, _ weights: [(name: TestStatement.Name, weight: Double)],
    _ fixed: [ColumnRecipe]
  ) -> FoundWeights {
    let columns = fixed.indices(ofTerm: factor.text)
    if columns.isEmpty { return .absent }
    guard case .indicator(let variable, _)? = fixed[columns[0]].parts.first,
      fixed[columns[0]].parts.count == 1, case .factor(let categories)? = kind(of: variable)
    else {
      report(.contrastOfNoFactor(factor.text), at: factor.position)
      return .reported
    }
    var found: [(Int, Double)] = []
    for (name, weight) in weights {
      guard let category = categories.firstIndex(of: name.text) else {
        let nearest = nearestName(to: name.text, among: categories)
        report(
          .noCategory(name.text, of: factor.text, nearest: nearest, categories: categories),
          at: name.position)
        return .reported
      }
      let column = columns.first {
        fixed[$0].parts == [.indicator(variable: variable, category: category)]
      }
      if let column { found.append((column, weight)) }
    }
    return .found(found)
  }

  private mutating func variance(
    _ name: TestStatement.Name, _ analysis: Analysis
  ) -> FoundHypothesis {
    let meant = variances(of: analysis).filter { $0.isMeant(by: name.text) }
    guard let first = meant.first else { return .absent(name) }
    guard meant.count == 1 else {
      report(.severalVariances(name.text, names: meant.map(\.statedName)), at: name.position)
      return .reported
    }
    return .found(.variance(bar: first.bar, effect: first.effect))
  }

  /// All variances of the random terms of an analysis.
  func variances(of analysis: Analysis) -> [NamedVariance] {
    let bars = analysis.columns.bars
    return bars.indices.flatMap { bar in
      let level = analysis.groupingLevels[bar]
      let columns = bars[bar].columns
      let isShared =
        columns.count > 1
        || bars.indices.contains { $0 != bar && analysis.groupingLevels[$0] == level }
      return columns.indices.map { effect in
        NamedVariance(
          bar: bar, effect: effect,
          groups: [levels[level].name, bars[bar].grouping.joined(separator: ":")],
          column: columns[effect], isOneOfSeveral: isShared)
      }
    }
  }
}

extension TestStatement.Weight {
  fileprivate var position: Position {
    switch self {
    case .coefficient(let name, _), .categories(let name, _): name.position
    }
  }
}
