internal import ModelFormula

/// Rules of validity of thresholds of publication.
public enum ThresholdRules {
  /// What is wrong with a threshold by itself; none if nothing is.
  public static func problems(_ threshold: PublicationThreshold) -> [StudyProblem] {
    var problems: [StudyProblem] = []
    func add(_ path: [String], _ fact: ThresholdFact) {
      problems.append(StudyProblem(["threshold"] + path, .threshold(fact)))
    }
    for (index, pair) in zip(threshold.candidates, threshold.candidates.dropFirst()).enumerated()
    where pair.1 <= pair.0 {
      add(["candidates", "\(index + 2)"], .candidatesNotAscending(pair.1, after: pair.0))
    }
    if !(0...1).contains(threshold.leastResponse) {
      add(["response_at_least"], .rateOutside(threshold.leastResponse))
    }
    for (index, estimator) in threshold.estimators.enumerated()
    where threshold.estimators[..<index].contains(estimator) {
      add(["estimators", "\(index + 1)"], .estimatorTwice(estimator))
    }
    if let within = threshold.within, within <= 0 {
      add(["within"], .distanceNotAboveZero(within))
    }
    if let below = threshold.below {
      if below <= 0 { add(["below"], .distanceNotAboveZero(below)) }
      if threshold.benchmark == nil { add(["below"], .belowWithoutBenchmark) }
    }
    if let margin = threshold.benchmark?.margin, margin < 0 {
      add(["benchmark", "margin"], .marginBelowZero(margin))
    }
    return problems
  }

  /// What is wrong with a study's threshold once the study itself is right.
  public static func problems(_ study: Study) -> [StudyProblem] {
    guard let threshold = study.threshold else { return [] }
    if let fact = levelFact(threshold, study) {
      return problems(threshold) + [problem(["level"], fact)]
    }
    return problems(threshold)
      + modelFacts(study, threshold).map { StudyProblem([$0.section], .threshold($0.fact)) }
      + scaleProblems(threshold, study.model.family)
  }

  private static func problem(_ path: [String], _ fact: ThresholdFact) -> StudyProblem {
    StudyProblem(["threshold"] + path, .threshold(fact))
  }

  /// Why the groups of a level cannot be published.
  private static func levelFact(
    _ threshold: PublicationThreshold, _ study: Study
  ) -> ThresholdFact? {
    let name = study.levels[threshold.level].name
    let grouping = study.model.randomTerms.map(\.level)
    if threshold.level == study.levels.count - 1 { return .levelOfRows(name) }
    guard grouping.contains(threshold.level) else {
      return .levelWithoutEffects(name, grouping: grouping.map { study.levels[$0].name })
    }
    let spine = study.levels.spine
    if let drawn = grouping.first(where: { !spine.contains($0) }) {
      return .levelDrawn(study.levels[drawn].name)
    }
    let below = grouping.first {
      $0 != threshold.level && study.levels.lies($0, in: threshold.level)
    }
    return below.map { .effectsBelow(study.levels[$0].name, published: name) }
  }

  /// What of a study's models the groups' figures are not computed for.
  private static func modelFacts(
    _ study: Study, _ threshold: PublicationThreshold
  ) -> [(section: String, fact: ThresholdFact)] {
    let model = study.model
    var facts: [(section: String, fact: ThresholdFact)] = []
    switch model.family.distribution {
    case .normal: break
    case .binomial:
      if model.family.link != .logit { facts.append(("family", .link(model.family.link))) }
      if model.family.trials != nil { facts.append(("family", .trials)) }
      if model.columns.fixed.contains(where: { !$0.parts.isEmpty }) {
        facts.append(("model", .predictorsOfYesNo))
      }
      if model.randomTerms.contains(where: { $0.distribution != nil }) {
        facts.append(("random", .shapeOfYesNo))
      }
    default: facts.append(("family", .family(model.family.name)))
    }
    if let fact = termFact(model.columns, model.randomTerms.map(\.level), study.levels) {
      facts.append(("model", fact))
    }
    if !study.predictorsWithError.isEmpty { facts.append(("predictors", .measurementError)) }
    if model.residual != nil { facts.append(("residual", .residualStructure)) }
    if model.prior != nil { facts.append(("let", .drawnParameters)) }
    return facts + (analysisFact(study, threshold).map { [("analysis", $0)] } ?? [])
  }

  /// Random intercepts alone, of two nested levels at most.
  private static func termFact(
    _ columns: ModelColumns, _ grouping: [Int], _ levels: [Level]
  ) -> ThresholdFact? {
    if !columns.offsets.isEmpty { return .offset }
    for (bar, level) in zip(columns.bars, grouping)
    where bar.columns.count != 1 || !bar.columns[0].parts.isEmpty {
      return .slopes(levels[level].name)
    }
    return Set(grouping).count > 2 || Set(grouping).count < grouping.count
      ? .tooManyGroupings : nil
  }

  /// The first analysis is the one that is fitted.
  private static func analysisFact(
    _ study: Study, _ threshold: PublicationThreshold
  ) -> ThresholdFact? {
    let analysis = study.analyses[0]
    if analysis.family.name != study.model.family.name
      || analysis.family.link != study.model.family.link
    {
      return .otherFamily
    }
    if analysis.residual != nil { return .residualStructure }
    let levels = analysis.groupingLevels
    if let fact = termFact(analysis.columns, levels, study.levels) { return fact }
    let isServed =
      levels.contains(threshold.level)
      && levels.allSatisfy { study.model.randomTerms.map(\.level).contains($0) }
    return isServed ? nil : .otherEffects(study.levels[threshold.level].name)
  }

  /// Shares lie between 0 and 1, and so does what they are compared with.
  private static func scaleProblems(
    _ threshold: PublicationThreshold, _ family: ResponseFamily
  ) -> [StudyProblem] {
    guard family.name == .binomial, let value = threshold.benchmark?.value else { return [] }
    guard value > 0, value < 1 else {
      return [problem(["benchmark", "value"], .benchmarkOutside(value))]
    }
    guard let below = threshold.below, value - below <= 0 else { return [] }
    return [problem(["below"], .belowOutside(value - below))]
  }
}
