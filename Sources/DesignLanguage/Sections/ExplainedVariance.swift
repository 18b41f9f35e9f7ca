internal import ModelFormula
internal import StudyDesign

/// A part of a variance that a predictor explains: P of V between the units of a level.
struct ExplainedPart {
  let level: Int
  let share: Quantity
  let variance: Quantity
}

/// Effects stated as shares of variances: `{r2: 0.36}`, or by level `{r2: {school: 0.5, pupil: 0.3}}`.
extension DesignReading {
  /// √(Σ P V) for a predictor of SD 1 that explains the shares P of the variances V between the units of
  /// some levels; they are taken off the variances once all effects are read. Several levels divide
  /// the predictor's own variance in proportion to P V.
  mutating func fromR2(
    _ node: DesignNode, _ fields: Fields, of owner: String, columns found: [Int]
  ) -> Quantity? {
    for other in fields.given(["d", "of"]) {
      report(.twoScales("r2", other, of: "the effect"), at: fields.position(other))
    }
    guard let predictor = predictorOfR2(found, at: node),
      let stated = sharesOfR2(node, of: predictor)
    else { return nil }
    let parts = stated.compactMap { level, value in
      part(
        of: predictor, at: level, value,
        owner: stated.count > 1 ? "\(owner).r2.\(levels[level].name)" : owner + ".r2")
    }
    guard parts.count == stated.count else { return nil }
    for part in parts {
      explained[part.level] = (explained[part.level] ?? Quantity(0)) + part.share
    }
    if parts.count > 1 {
      guard !parts.contains(where: { $0.share.isDrawn || $0.variance.isDrawn }) else {
        report(.notServed("an 'r2' by several levels of variances that are drawn"), at: node)
        return nil
      }
      divide(predictor.name, between: parts)
    }
    return parts.map { $0.share * $0.variance }.sum().squareRoot
  }

  private mutating func part(
    of predictor: Predictor, at level: Int, _ node: DesignNode, owner: String
  ) -> ExplainedPart? {
    guard let share = quantity(node, of: owner, within: .share) else { return nil }
    guard share.value >= 0, share.value < 1 else {
      report(.r2Outside(share.value), at: node)
      return nil
    }
    guard let variance = variance(between: level) else {
      if covariances != nil, residualVariance != nil {
        report(.r2WithoutVariance(predictor.name, level: levels[level].name), at: node)
      }
      return nil
    }
    let sum = (explained[level] ?? Quantity(0)) + share
    guard sum.value < 1 else {
      report(.r2LeavesNothing(level: levels[level].name, sum: sum.value), at: node)
      return nil
    }
    return ExplainedPart(level: level, share: share, variance: variance)
  }

  /// The predictor whose own coefficient it is, normal and without a stated spread.
  private mutating func predictorOfR2(_ found: [Int], at node: DesignNode) -> Predictor? {
    guard let fixed = columns?.fixed, let column = found.first else { return nil }
    guard found.count == 1, fixed[column].parts.count == 1,
      case .numeric(.name(let name)) = fixed[column].parts[0], let predictor = predictor(name),
      let normal = root["predictors"]?[name]?["normal"], normal["sd"] == nil
    else {
      report(.r2OfOther(fixed[column].term.name), at: node)
      return nil
    }
    if correlations.contains(where: { [$0.first, $0.second].contains(name) }) {
      report(.r2OfCorrelated(name), at: node)
      return nil
    }
    return predictor
  }

  /// The levels whose variances are explained, each with the share as stated.
  private mutating func sharesOfR2(
    _ node: DesignNode, of predictor: Predictor
  ) -> [(level: Int, share: DesignNode)]? {
    guard let entries = node.mapping,
      !isDistribution(node, unless: levels.map(\.name))
    else { return [(predictor.level, node)] }
    var found: [(level: Int, share: DesignNode)] = []
    for entry in entries {
      guard let level = levels.firstIndex(where: { $0.name == entry.key }) else {
        let known = levels.filter { !$0.isImplied }.map(\.name)
        let nearest = nearestName(to: entry.key, among: known)
        report(.unknownLevel(entry.key, nearest: nearest, known: known), at: entry.keyPosition)
        return nil
      }
      guard levels.lies(predictor.level, in: level) else {
        report(
          .r2AtOtherLevel(
            predictor.name, level: levels[predictor.level].name, found: entry.key),
          at: entry.keyPosition)
        return nil
      }
      found.append((level, entry.value))
    }
    return found.isEmpty ? nil : found
  }

  /// The levels at which a predictor with `r2` has parts, if they are stated; those that the predictor's
  /// level lies in.
  func levelsOfR2(_ predictor: String, at level: Int) -> [Int] {
    guard let node = root["effects"]?[predictor]?["r2"],
      !isDistribution(node, unless: levels.map(\.name))
    else { return [] }
    return (node.mapping ?? []).compactMap { entry in
      levels.firstIndex { $0.name == entry.key }
    }.filter { levels.lies(level, in: $0) }
  }

  /// Gives a predictor its parts: of its variance, which is 1, in proportion to what they explain; to
  /// the variances themselves where nothing is explained.
  private mutating func divide(_ name: String, between parts: [ExplainedPart]) {
    guard let index = predictors.firstIndex(where: { $0.name == name }),
      case .parts(let mean, _) = predictors[index].source
    else { return }
    let weights = parts.map { $0.share.value * $0.variance.value }
    let isIdle = weights.allSatisfy { $0 == 0 }
    let sizes = isIdle ? parts.map(\.variance.value) : weights
    let total = sizes.reduce(0, +)
    predictors[index].source = .parts(
      mean: mean,
      zip(parts, sizes).map { part, size in
        Predictor.SpreadPart(
          level: part.level, sd: total > 0 ? (size / total).squareRoot() : 0)
      })
  }

  /// The stated variance between the units of a level: of its random intercept, or the residual one.
  private func variance(between level: Int) -> Quantity? {
    if level == levels.count - 1 { return residualVariance }
    return intercept(of: level).flatMap { covariances?[$0.bar][$0.place][$0.place] }
  }

  /// Where the random intercept of a level stands.
  private func intercept(of level: Int) -> (bar: Int, place: Int)? {
    guard let bars = columns?.bars else { return nil }
    for (bar, grouping) in groupingLevels.enumerated() where grouping == level {
      if let place = bars[bar].columns.firstIndex(where: { $0.parts.isEmpty }) {
        return (bar, place)
      }
    }
    return nil
  }

  /// Takes off the variances what predictors with `r2` explain of them; correlations stay.
  mutating func takeExplainedVariances() {
    for (level, share) in explained.sorted(by: { $0.key < $1.key }) {
      let left = Quantity(1) - share
      if level == levels.count - 1 {
        residualVariance = residualVariance.map { left * $0 }
      } else if let (bar, place) = intercept(of: level), var matrix = covariances?[bar] {
        for other in matrix.indices where other != place {
          matrix[place][other] = left.squareRoot * matrix[place][other]
          matrix[other][place] = matrix[place][other]
        }
        matrix[place][place] = left * matrix[place][place]
        covariances?[bar] = matrix
      }
    }
  }
}
