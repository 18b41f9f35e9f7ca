internal import ModelFormula
internal import StudyDesign

/// Effects stated as shares of variances: `{d: 0.4, of: total}` and `{r2: 0.36}`.
extension DesignReading {
  /// The coefficient in units of the response.
  mutating func scaled(_ node: DesignNode, of owner: String, columns found: [Int]) -> Quantity? {
    guard let fields = fields(node, .effect) else { return nil }
    if residualModel?.hasUnequalVariances == true, !fields.given(["r2", "d"]).isEmpty {
      report(.scaleOfUnequalResiduals, at: node)
      return nil
    }
    if let share = fields["r2"] { return fromR2(share, fields, of: owner, columns: found) }
    guard let size = fields["d"] else {
      if !hasRejectedKey(node) { report(.effectWithoutNumber, at: node) }
      return nil
    }
    var scale = "total"
    if let of = fields["of"] {
      guard let stated = word(of, of: "scale", served: ["total", "residual"]) else { return nil }
      scale = stated
    }
    guard let d = quantity(size, of: owner + ".d"), let residualVariance, let covariances else {
      return nil
    }
    let variance =
      scale == "residual" ? residualVariance : residualVariance + intercepts(covariances)
    return d * variance.squareRoot
  }

  private func intercepts(_ matrices: [[[Quantity]]]) -> Quantity {
    guard let columns else { return Quantity(0) }
    return zip(columns.bars, matrices).reduce(Quantity(0)) { sum, pair in
      let intercept = pair.0.columns.firstIndex { $0.parts.isEmpty }
      return intercept.map { sum + pair.1[$0][$0] } ?? sum
    }
  }

  /// √(P V) for a predictor of SD 1 that explains the share P of a variance V between the units of its
  /// level; the variance is taken off it once all effects are read.
  private mutating func fromR2(
    _ node: DesignNode, _ fields: Fields, of owner: String, columns found: [Int]
  ) -> Quantity? {
    for other in fields.given(["d", "of"]) {
      report(.twoScales("r2", other, of: "the effect"), at: fields.position(other))
    }
    guard let predictor = predictorOfR2(found, at: node),
      let (level, value) = levelOfR2(node, of: predictor),
      let share = quantity(value, of: owner + ".r2", within: .share)
    else { return nil }
    guard share.value >= 0, share.value < 1 else {
      report(.r2Outside(share.value), at: value)
      return nil
    }
    guard let variance = variance(between: level) else {
      if covariances != nil, residualVariance != nil {
        report(
          .r2WithoutVariance(predictor.name, level: levels[level].name), at: node)
      }
      return nil
    }
    let sum = (explained[level] ?? Quantity(0)) + share
    guard sum.value < 1 else {
      report(.r2LeavesNothing(level: levels[level].name, sum: sum.value), at: value)
      return nil
    }
    explained[level] = sum
    return (share * variance).squareRoot
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

  /// The level whose variance is explained, that of the predictor, and the share.
  private mutating func levelOfR2(
    _ node: DesignNode, of predictor: Predictor
  ) -> (level: Int, share: DesignNode)? {
    guard let entries = node.mapping,
      !isDistribution(node, unless: levels.map(\.name))
    else { return (predictor.level, node) }
    let own = levels[predictor.level].name
    for entry in entries where entry.key != own {
      if levels.contains(where: { $0.name == entry.key }) {
        report(
          .r2AtOtherLevel(predictor.name, level: own, found: entry.key), at: entry.keyPosition)
      } else {
        let known = levels.filter { !$0.isImplied }.map(\.name)
        let nearest = nearestName(to: entry.key, among: known)
        report(.unknownLevel(entry.key, nearest: nearest, known: known), at: entry.keyPosition)
      }
      return nil
    }
    return entries.first.map { (predictor.level, $0.value) }
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
