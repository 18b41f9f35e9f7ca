internal import ModelFormula
public import StudyDesign

extension Study {
  /// The study's generating values as text, from which its random streams follow.
  ///
  /// Effects and analyses are left out: scenarios that differ only in them share their streams, and a
  /// value set on the command line gives the same stream as the same value in a grid.
  public var canonicalPath: String {
    var parts = levels.indices.map(Self.describe(levels))
    parts += predictors.map {
      "\($0.name)@\($0.level)=\(Self.describe($0.source))\($0.canonicalChanges)"
    }
    parts += correlations.map { "\($0.first)~\($0.second)@\($0.level)=\($0.value)" }
    for (bar, term) in zip(model.formula.bars, model.randomTerms) {
      let covariance = term.covariance.map { $0.map(Self.briefly) }
      let shape = term.distribution.map { " \($0.canonicalText)" } ?? ""
      parts.append("\(bar.grouping.joined(separator: ":"))~\(covariance)\(shape)")
    }
    if model.family.isNormal {
      let shape = model.residualDistribution.map { " \($0.canonicalText)" } ?? ""
      parts.append("residual=\(Self.briefly(model.residualVariance))\(shape)")
    } else {
      parts.append(model.family.canonicalText)
    }
    if let resampling {
      parts.append("\(resampling.units) drawn of \(levels[resampling.level].name)")
    }
    if let missing { parts.append(Self.describe(missing, levels)) }
    if let prior = model.prior { parts += prior.canonicalParts }
    if let residual = model.residual { parts.append(residual.canonicalText) }
    if !redrawsPredictors { parts.append("once") }
    return parts.joined(separator: ";")
  }

  /// A level's size, and where it lies unless that is the level before it.
  private static func describe(_ levels: [Level]) -> (Int) -> String {
    { index in
      let level = levels[index]
      let size =
        switch level.units {
        case .counted(let count): "\(level.name)=\(count)"
        case .listed(let names): "\(level.name)=[\(names.joined(separator: ","))]"
        case .observed(let count): "\(level.name)=observed \(count)"
        case .unequal(.listed(let sizes)): "\(level.name)=\(sizes)"
        case .unequal(.drawn(let sizes)): "\(level.name)=\(describe(sizes))"
        }
      let isNext = level.parents == (index > 0 ? [index - 1] : [])
      let place =
        isNext ? "" : " per " + level.parents.map { levels[$0].name }.joined(separator: " x ")
      return size + place + level.memberships.map { " " + describe($0, levels) }.joined()
    }
  }

  private static func describe(_ missing: MissingData, _ levels: [Level]) -> String {
    func describe(_ chance: MissingData.Chance) -> String {
      switch chance {
      case .probability(let p): "\(p)"
      case .logit(let expression): "logit \(expression)"
      }
    }
    var parts = missing.rows.map { ["missing \(describe($0))"] } ?? []
    parts += missing.answers.map { ["answers \(describe($0))"] } ?? []
    parts += missing.units.map { "nonresponse \(levels[$0.level].name) \(describe($0.chance))" }
    if let dropout = missing.dropout {
      parts.append(
        "dropout \(levels[dropout.level].name) \(dropout.over) \(dropout.first)..\(dropout.last) "
          + "\(dropout.by ?? "") \(dropout.shares) \(dropout.shape)")
    }
    return parts.joined(separator: ", ")
  }

  private static func describe(_ sizes: DrawnSizes) -> String {
    let rules = sizes.rules.map { rule in
      let most = rule.most.map { " to \($0)" } ?? ""
      return "\(rule.distribution.canonicalText) from \(rule.least)\(most)"
    }
    return rules.joined(separator: " | ") + (sizes.by.map { " by \($0)" } ?? "")
  }

  private static func describe(_ membership: Membership, _ levels: [Level]) -> String {
    let level = levels[membership.level].name
    switch membership.rule {
    case .random: return "in \(level) random"
    case .distinct: return "in \(level) distinct"
    case .members(let least, let most): return "members \(level) \(least)..\(most)"
    case .proportional(let predictor): return "in \(level) by \(predictor)"
    case .weighted(let table):
      let given = table.given.map { levels[$0].name }
      let entries = table.entries.map { "\($0.given) \($0.unit) \($0.weight)" }
      return "in \(level) by \(given): \(entries)"
    }
  }

  /// A variance to seven digits: variances that were fitted or computed may differ in their last
  /// digits between processors, which must not lead to other streams.
  private static func briefly(_ variance: Double) -> Float { Float(variance) }

  private static func describe(_ source: Predictor.Source) -> String {
    switch source {
    case .distribution(let distribution): distribution.canonicalText
    case .values(let values): "values \(values)"
    case .listed(let values): "listed \(values)"
    case .expression(let expression): "value \(expression)"
    case .column: "column"
    case .sequence(let dealt):
      "sequence \(dealt.rows) to \(dealt.level) over \(dealt.over) \(describe(dealt.balance))"
    case .parts(let mean, let parts): "normal \(mean) \(parts.map { "\($0.sd)@\($0.level)" })"
    case .meanOf(let name): "mean of \(name)"
    case .assign(let values, let shares, let balance):
      "assign \(values) \(shares) \(describe(balance))"
    }
  }

  private static func describe(_ balance: Predictor.Balance) -> String {
    switch balance {
    case .within(let level): "within \(level)"
    case .study: "study"
    case .strata(let predictor, let level): "by \(predictor) within \(level ?? -1)"
    case .none: "none"
    }
  }
}

extension Predictor {
  /// What is done to the values; empty if nothing is.
  fileprivate var canonicalChanges: String {
    var text = ""
    switch centre {
    case nil: break
    case .grand: text += " centred"
    case .within(let level): text += " centred@\(level)"
    }
    if isStandardised { text += " standardised" }
    if let reliability { text += " reliability \(reliability)" }
    if let redraws { text += redraws ? " redrawn" : " once" }
    return text
  }
}

extension ParameterPrior {
  /// How variances are drawn, as part of a canonical path; effects are left out.
  fileprivate var canonicalParts: [String] {
    let drawn =
      covariances.joined().joined().compactMap { $0 } + [residualVariance].compactMap { $0 }
    guard !drawn.isEmpty else { return [] }
    let used = draws.filter { draw in drawn.contains { $0.names.contains(draw.name) } }
    return used.map { "\($0.name) ~ \($0.distribution.canonicalText)" } + drawn.map(\.description)
  }
}
