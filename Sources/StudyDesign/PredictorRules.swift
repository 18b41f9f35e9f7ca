internal import ModelFormula

/// Rules of validity of predictors.
public enum PredictorRules {
  /// What is wrong with the predictors of a study with these levels.
  public static func problems(_ predictors: [Predictor], levels: [Level]) -> [StudyProblem] {
    predictors.flatMap { predictor in
      sourceProblems(predictor, levels: levels)
        + AllocationRules.strataProblems(predictor, among: predictors, levels: levels)
        + MeasurementRules.problems(predictor, levels: levels)
        + inputProblems(predictor, among: predictors, levels: levels)
        + meanProblems(predictor, among: predictors, levels: levels)
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
    guard predictor.centre == nil, !predictor.isStandardised, predictor.reliability == nil else {
      return .weightsOfOtherKind(predictor: predictor.name)
    }
    let lowest: Double?
    switch predictor.source {
    case .values(let values), .assign(let values, _, _), .listed(let values):
      lowest = predictor.kind == .numeric ? values.min() : nil
    case .distribution(let distribution):
      let isOfRange = if case .uniform = distribution { true } else { false }
      lowest =
        isOfRange || predictor.kind == .numeric && distribution.possibleValues != nil
        ? distribution.lowest : nil
    case .parts, .meanOf, .sequence, .expression, .column: lowest = nil
    }
    guard let lowest else { return .weightsOfOtherKind(predictor: predictor.name) }
    return lowest > 0 ? nil : .weightNotAboveZero(predictor: predictor.name, value: lowest)
  }

  private static func sourceProblems(_ predictor: Predictor, levels: [Level]) -> [StudyProblem] {
    let path = ["predictors", predictor.name]
    switch predictor.source {
    case .distribution(let distribution):
      return DistributionRules.problems(distribution, path: path + [distribution.key])
    case .values(let values):
      return valuesProblems(values, of: predictor, levels: levels)
    case .assign(let values, let shares, let balance):
      return assignProblems(values, shares, balance, of: predictor, levels: levels)
    case .sequence(let dealt):
      return AllocationRules.sequenceProblems(dealt, of: predictor, levels: levels)
    case .parts(_, let parts):
      return parts.filter { $0.sd < 0 }.map {
        StudyProblem(path + ["normal", "sd", levels[$0.level].name], .sdBelowZero($0.sd))
      }
    case .meanOf, .listed, .expression, .column:
      return []
    }
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
    return problems
      + AllocationRules.dealProblems(
        parts: values.count, to: predictor.level, balance, of: predictor, key: "assign",
        levels: levels)
  }

  private static func inputProblems(
    _ predictor: Predictor, among predictors: [Predictor], levels: [Level]
  ) -> [StudyProblem] {
    return predictor.inputNames.compactMap { name in
      guard let level = level(of: name, predictors: predictors, levels: levels),
        !levels.lies(predictor.level, in: level), !predictor.isMean
      else { return nil }
      let (own, other) = (levels[predictor.level].name, levels[level].name)
      let fact: StudyFact =
        levels.lies(level, in: predictor.level)
        ? .levelAboveInput(level: own, input: name, inputLevel: other)
        : .inputElsewhere(level: own, input: name, inputLevel: other)
      return StudyProblem(["predictors", predictor.name, "level"], fact)
    }
  }

  /// Means are of numbers, over units that lie in those of the predictor.
  private static func meanProblems(
    _ predictor: Predictor, among predictors: [Predictor], levels: [Level]
  ) -> [StudyProblem] {
    guard case .meanOf(let name) = predictor.source,
      let input = predictors.first(where: { $0.name == name })
    else { return [] }
    let path = ["predictors", predictor.name]
    if input.kind != .numeric {
      return [StudyProblem(path + ["mean_of"], .meanOfCategories(predictor: name))]
    }
    guard input.level == predictor.level || !levels.lies(input.level, in: predictor.level) else {
      return []
    }
    let fact = StudyFact.meanNotAbove(
      level: levels[predictor.level].name, input: name, inputLevel: levels[input.level].name)
    return [StudyProblem(path + ["by"], fact)]
  }

  /// The level at which a predictor or the unit number of a level varies.
  public static func level(
    of name: String, predictors: [Predictor], levels: [Level]
  ) -> Int? {
    predictors.first { $0.name == name }?.level ?? levels.firstIndex { $0.name == name }
  }
}
