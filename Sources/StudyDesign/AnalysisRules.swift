internal import ModelFormula

/// Rules of validity of the models fitted to each data set, and of their tests.
public enum AnalysisRules {
  /// What is wrong with one analysis of data with these levels; `path` leads to its formula.
  public static func problems(
    _ analysis: Analysis, levels: [Level], path: [String]
  ) -> [StudyProblem] {
    let rows = LevelRules.unitCount(at: levels.count - 1, of: levels)
    guard rows >= 1, rows <= LevelRules.rowLimit else { return [] }
    var problems: [StudyProblem] = []
    let coefficients = analysis.columns.fixed.count
    if Int(rows) <= coefficients {
      let fact = StudyFact.tooFewObservations(rows: Int(rows), coefficients: coefficients)
      problems.append(StudyProblem(path, fact))
    }
    for (bar, level) in zip(analysis.columns.bars, analysis.groupingLevels) {
      let units = LevelRules.unitCount(at: level, of: levels)
      // A row of a nominal response tells as much of each of its linear predictors.
      let effectsPerUnit = bar.columns.count / analysis.family.predictorCount
      let name = levels[level].name
      if units < 2 {
        problems.append(StudyProblem(path, .oneUnit(level: name)))
      } else if levels.isDrawn(levels.count - 1, in: level) {
        // Units that are drawn may be more than the rows: some are met often, some never.
        continue
      } else if analysis.family.allowsRowEffects, bar.columns.count == 1, units <= rows {
        continue
      } else if units >= rows {
        let fact = StudyFact.asManyUnitsAsRows(level: name, rows: Int(rows))
        problems.append(StudyProblem(path, fact))
      } else if units * Double(effectsPerUnit) >= rows {
        let effects = Int(units) * effectsPerUnit
        let fact = StudyFact.asManyEffectsAsRows(level: name, effects: effects, rows: Int(rows))
        problems.append(StudyProblem(path, fact))
      }
    }
    return problems
  }

  /// Whether `alpha` is a level of significance.
  public static func problem(alpha: Double, path: [String]) -> StudyProblem? {
    alpha > 0 && alpha < 1 ? nil : StudyProblem(path, .alphaOutside(alpha))
  }
}
