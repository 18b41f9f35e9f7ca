import ModelFormula

/// Rules of validity of what is done to a predictor's values: centring, errors of measurement, and
/// when they are drawn.
enum MeasurementRules {
  static func problems(_ predictor: Predictor, levels: [Level]) -> [StudyProblem] {
    let path = ["predictors", predictor.name]
    var problems: [StudyProblem] = []
    func report(_ key: String, _ fact: StudyFact?) {
      if let fact { problems.append(StudyProblem(path + [key], fact)) }
    }
    if predictor.kind != .numeric {
      let stated = [
        ("centre", predictor.centre != nil), ("standardise", predictor.isStandardised),
        ("reliability", predictor.reliability != nil),
      ]
      for (key, isGiven) in stated where isGiven {
        report(key, .changeOfCategories(key: key, predictor: predictor.name))
      }
      return problems
    }
    if case .within(let level)? = predictor.centre {
      report("centre", centreFact(level, predictor.level, levels: levels))
    }
    report("reliability", reliabilityFact(predictor))
    if predictor.redraws != nil, !predictor.inputNames.isEmpty {
      report("redraw", .redrawOfComputed(predictor: predictor.name))
    }
    if case .parts(_, let parts) = predictor.source {
      for part in parts where !levels.lies(predictor.level, in: part.level) {
        report(
          "level",
          .partElsewhere(part: levels[part.level].name, level: levels[predictor.level].name))
      }
    }
    return problems
  }

  private static func centreFact(_ centre: Int, _ level: Int, levels: [Level]) -> StudyFact? {
    let (above, below) = (levels[centre].name, levels[level].name)
    if centre == level || !levels.lies(level, in: centre) {
      return .centreNotAbove(centre: above, level: below)
    }
    return levels.isWeighted(level, in: centre)
      ? .centreOfSeveral(centre: above, level: below) : nil
  }

  private static func reliabilityFact(_ predictor: Predictor) -> StudyFact? {
    guard let reliability = predictor.reliability else { return nil }
    if !(reliability > 0 && reliability <= 1) { return .reliabilityOutside(reliability) }
    guard let sd = predictor.drawnSD else {
      return .reliabilityOfComputed(predictor: predictor.name)
    }
    return sd > 0 ? nil : .reliabilityWithoutSpread(predictor: predictor.name)
  }
}
