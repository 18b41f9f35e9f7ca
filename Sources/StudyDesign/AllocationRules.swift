internal import ModelFormula

/// Rules of validity of what is dealt to units: `assign`, `sequence` and `steps`.
enum AllocationRules {
  /// What is wrong with the dealing of `parts` values or sequences to the units of a level.
  static func dealProblems(
    parts: Int, to level: Int, _ balance: Predictor.Balance, of predictor: Predictor, key: String,
    levels: [Level]
  ) -> [StudyProblem] {
    let path = ["predictors", predictor.name]
    var problems: [StudyProblem] = []
    let units = LevelRules.unitCount(at: level, of: levels)
    if units < Double(parts), balance != .none {
      let fact = StudyFact.fewerUnitsThanValues(
        units: Int(units), values: parts, level: levels[level].name)
      problems.append(StudyProblem(path + [key], fact))
    }
    if case .within(let holder) = balance, let fact = balanceFact(holder, of: level, levels) {
      problems.append(StudyProblem(path + ["balance"], fact))
    }
    return problems
  }

  private static func balanceFact(_ balance: Int, of level: Int, _ levels: [Level]) -> StudyFact? {
    let (above, below) = (levels[balance].name, levels[level].name)
    if balance == level || !levels.lies(level, in: balance) {
      return .balanceNotAbove(balance: above, level: below)
    }
    return levels.isDrawn(level, in: balance) ? .balanceByDraw(balance: above, level: below) : nil
  }

  /// What is wrong with sequences along the units of a level.
  static func sequenceProblems(
    _ dealt: DealtSequences, of predictor: Predictor, levels: [Level]
  ) -> [StudyProblem] {
    let key = dealt.isStaircase ? "steps" : "sequence"
    let path = ["predictors", predictor.name, key]
    let over = levels[dealt.over]
    guard !levels.lies(dealt.level, in: dealt.over) else {
      let fact = StudyFact.sequenceOverHolder(level: levels[dealt.level].name, over: over.name)
      return [StudyProblem(["predictors", predictor.name, "over"], fact)]
    }
    var problems: [StudyProblem] = []
    if dealt.rows.count < 2, !dealt.isStaircase {
      problems.append(StudyProblem(path, .tooFewValues(count: dealt.rows.count)))
    }
    let length = dealt.rows.first?.count ?? 0
    if let units = over.unitsPerParent, length > 0 {
      if dealt.isStaircase, units != length {
        let fact = StudyFact.stepsOverOtherPeriods(
          steps: length - 1, level: over.name, units: units)
        problems.append(StudyProblem(path, fact))
      } else if units % length != 0 {
        let fact = StudyFact.valuesDoNotDivideUnits(values: length, units: units, level: over.name)
        problems.append(StudyProblem(path, fact))
      }
    }
    return problems
      + dealProblems(
        parts: dealt.rows.count, to: dealt.level, dealt.balance, of: predictor, key: key,
        levels: levels)
  }

  /// What is wrong with the predictor within whose values another one is balanced.
  static func strataProblems(
    _ predictor: Predictor, among predictors: [Predictor], levels: [Level]
  ) -> [StudyProblem] {
    let level: Int
    let balance: Predictor.Balance
    switch predictor.source {
    case .assign(_, _, let stated): (level, balance) = (predictor.level, stated)
    case .sequence(let dealt): (level, balance) = (dealt.level, dealt.balance)
    default: return []
    }
    guard case .strata(let name, _) = balance,
      let strata = predictors.first(where: { $0.name == name })
    else { return [] }
    let path = ["predictors", predictor.name, "balance"]
    guard levels.lies(level, in: strata.level), !levels.isWeighted(level, in: strata.level) else {
      let fact = StudyFact.strataElsewhere(
        predictor: name, level: levels[level].name, predictorLevel: levels[strata.level].name)
      return [StudyProblem(path, fact)]
    }
    let isShort =
      strata.kind != .numeric || strata.distinctValues != nil || strata.source == .column
    return isShort ? [] : [StudyProblem(path, .strataOfMany(predictor: name))]
  }
}
