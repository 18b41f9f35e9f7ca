internal import ModelFormula

/// Rules of validity of predictors.
public enum PredictorRules {
  /// What is wrong with the predictors of a study with these levels.
  public static func problems(_ predictors: [Predictor], levels: [Level]) -> [StudyProblem] {
    predictors.flatMap { predictor in
      sourceProblems(predictor, levels: levels)
        + inputProblems(predictor, among: predictors, levels: levels)
    } + levels.flatMap { weightProblems(of: $0, predictors, levels: levels) }
  }

  /// Weights of draws are known before anything is drawn that depends on them, and above 0.
  private static func weightProblems(
    of level: Level, _ predictors: [Predictor], levels: [Level]
  ) -> [StudyProblem] {
    level.memberships.compactMap { membership in
      guard case .proportional(let name) = membership.rule,
        let predictor = predictors.first(where: { $0.name == name })
      else { return nil }
      let target = levels[membership.level].name
      let path = ["levels", level.name, "in", target, "weights"]
      if predictor.level != membership.level {
        return StudyProblem(path, .weightsAtOtherLevel(predictor: name, level: target))
      }
      return weightFact(predictor).map { StudyProblem(path, $0) }
    }
  }

  private static func weightFact(_ predictor: Predictor) -> StudyFact? {
    let lowest: Double?
    switch predictor.source {
    case .values(let values), .assign(let values, _, _), .listed(let values):
      lowest = predictor.kind == .numeric ? values.min() : nil
    case .uniform(let low, _): lowest = low
    case .normal, .binary, .categories, .expression, .column: lowest = nil
    }
    guard let lowest else { return .weightsOfOtherKind(predictor: predictor.name) }
    return lowest > 0 ? nil : .weightNotAboveZero(predictor: predictor.name, value: lowest)
  }

  private static func sourceProblems(_ predictor: Predictor, levels: [Level]) -> [StudyProblem] {
    let path = ["predictors", predictor.name]
    switch predictor.source {
    case .normal(_, let sd):
      return sd < 0 ? [StudyProblem(path + ["normal", "sd"], .sdBelowZero(sd))] : []
    case .uniform(let low, let high):
      let fact = StudyFact.boundsOutOfOrder(low: low, high: high)
      return low < high ? [] : [StudyProblem(path + ["uniform"], fact)]
    case .binary(let probability):
      let fact = StudyFact.probabilityOutsideUnitInterval(probability)
      return isProbability(probability) ? [] : [StudyProblem(path + ["binary"], fact)]
    case .categories(let probabilities):
      return categoryProblems(probabilities, path: path + ["categories"])
    case .values(let values):
      return valuesProblems(values, of: predictor, levels: levels)
    case .assign(let values, let shares, let balance):
      return assignProblems(values, shares, balance, of: predictor, levels: levels)
    case .listed, .expression, .column:
      return []
    }
  }

  static func isProbability(_ value: Double) -> Bool { value >= 0 && value <= 1 }

  private static func categoryProblems(
    _ probabilities: [Double], path: [String]
  ) -> [StudyProblem] {
    if let wrong = probabilities.first(where: { !isProbability($0) }) {
      return [StudyProblem(path, .probabilityOutsideUnitInterval(wrong))]
    }
    if probabilities.count < 2 {
      return [StudyProblem(path, .tooFewValues(count: probabilities.count))]
    }
    let sum = probabilities.reduce(0, +)
    return abs(sum - 1) < 1e-9 ? [] : [StudyProblem(path, .probabilitiesDoNotSumToOne(sum: sum))]
  }

  private static func valuesProblems(
    _ values: [Double], of predictor: Predictor, levels: [Level]
  ) -> [StudyProblem] {
    let path = ["predictors", predictor.name, "values"]
    guard values.count >= 2 else { return [StudyProblem(path, .tooFewValues(count: values.count))] }
    let level = levels[predictor.level]
    guard let units = level.unitsPerParent, units % values.count != 0 else { return [] }
    let fact = StudyFact.valuesDoNotDivideUnits(
      values: values.count, units: units, level: level.name)
    return [StudyProblem(path, fact)]
  }

  private static func assignProblems(
    _ values: [Double], _ shares: [Double], _ balance: Predictor.Balance,
    of predictor: Predictor, levels: [Level]
  ) -> [StudyProblem] {
    let path = ["predictors", predictor.name]
    var problems: [StudyProblem] = []
    if values.count < 2 {
      problems.append(StudyProblem(path + ["assign"], .tooFewValues(count: values.count)))
    }
    if let wrong = shares.first(where: { !($0 > 0) }) {
      problems.append(StudyProblem(path + ["assign"], .shareNotAboveZero(wrong)))
    }
    let units = LevelRules.unitCount(at: predictor.level, of: levels)
    if units < Double(values.count), balance != .none {
      let fact = StudyFact.fewerUnitsThanValues(
        units: Int(units), values: values.count, level: levels[predictor.level].name)
      problems.append(StudyProblem(path + ["assign"], fact))
    }
    if case .within(let level) = balance,
      let fact = balanceFact(level, of: predictor.level, levels: levels)
    {
      problems.append(StudyProblem(path + ["balance"], fact))
    }
    return problems
  }

  private static func balanceFact(
    _ balance: Int, of level: Int, levels: [Level]
  ) -> StudyFact? {
    let (above, below) = (levels[balance].name, levels[level].name)
    if balance == level || !levels.lies(level, in: balance) {
      return .balanceNotAbove(balance: above, level: below)
    }
    return levels.isDrawn(level, in: balance) ? .balanceByDraw(balance: above, level: below) : nil
  }

  private static func inputProblems(
    _ predictor: Predictor, among predictors: [Predictor], levels: [Level]
  ) -> [StudyProblem] {
    guard case .expression(let expression) = predictor.source else { return [] }
    return expression.names.compactMap { name in
      guard let level = level(of: name, predictors: predictors, levels: levels),
        !levels.lies(predictor.level, in: level)
      else { return nil }
      let (own, other) = (levels[predictor.level].name, levels[level].name)
      let fact: StudyFact =
        levels.lies(level, in: predictor.level)
        ? .levelAboveInput(level: own, input: name, inputLevel: other)
        : .inputElsewhere(level: own, input: name, inputLevel: other)
      return StudyProblem(["predictors", predictor.name, "level"], fact)
    }
  }

  /// The level at which a predictor or the unit number of a level varies.
  public static func level(
    of name: String, predictors: [Predictor], levels: [Level]
  ) -> Int? {
    predictors.first { $0.name == name }?.level ?? levels.firstIndex { $0.name == name }
  }
}
