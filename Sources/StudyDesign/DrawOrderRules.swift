extension Study {
  /// Rules about what must be drawn before what.
  public var drawOrderProblems: [StudyProblem] {
    DrawOrderRules.problems(
      predictors, correlations, levels: levels, redraws: redrawsPredictors)
  }
}

/// Rules about what must be drawn before what.
public enum DrawOrderRules {
  /// What is wrong with when predictors are drawn.
  public static func problems(
    _ predictors: [Predictor], _ correlations: [PredictorCorrelation], levels: [Level],
    redraws: Bool
  ) -> [StudyProblem] {
    let correlated = Set(correlations.flatMap { [$0.first, $0.second] })
    let early = deciding(predictors, levels: levels)
    return predictors.flatMap { predictor -> [StudyProblem] in
      let path = ["predictors", predictor.name]
      var problems: [StudyProblem] = []
      if redraws, predictor.redraws == false, levels.hasDrawnCount(predictor.level) {
        let fact = StudyFact.redrawOfDrawnUnits(
          predictor: predictor.name, level: levels[predictor.level].name)
        problems.append(StudyProblem(path + ["redraw"], fact))
      }
      let isDirect =
        !predictor.hasParts && !predictor.isMean && !predictor.isRescaled
        && predictor.redraws == nil && !correlated.contains(predictor.name)
      if let strata = predictor.strataName, predictor.redraws ?? redraws == false,
        predictors.isRedrawn(strata, unlessStated: redraws)
      {
        let fact = StudyFact.strataDrawnLater(predictor: predictor.name, strata: strata)
        problems.append(StudyProblem(path + ["redraw"], fact))
      }
      if early.contains(predictor.name), !isDirect {
        problems.append(StudyProblem(path, .decidesUnits(predictor: predictor.name)))
      }
      return problems
    }
  }

  /// The predictors that decide sizes or chances, with those from which they are computed.
  private static func deciding(_ predictors: [Predictor], levels: [Level]) -> Set<String> {
    var names: Set<String> = []
    for level in levels {
      for case .proportional(let name) in level.memberships.map(\.rule) { names.insert(name) }
      if case .unequal(.drawn(let sizes)) = level.units, let by = sizes.by { names.insert(by) }
    }
    for predictor in predictors.reversed() where names.contains(predictor.name) {
      names.formUnion(predictor.inputNames)
      if let strata = predictor.strataName { names.insert(strata) }
    }
    return names
  }
}

extension [Predictor] {
  /// Whether a predictor, or any from which it is computed, is drawn anew for each replicate.
  fileprivate func isRedrawn(_ name: String, unlessStated redraws: Bool) -> Bool {
    guard let predictor = first(where: { $0.name == name }) else { return false }
    if predictor.inputNames.isEmpty { return predictor.redraws ?? redraws }
    return predictor.inputNames.contains { isRedrawn($0, unlessStated: redraws) }
  }
}
