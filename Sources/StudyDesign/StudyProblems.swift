extension Study {
  /// Every rule of validity that the study breaks; none if it can be simulated and analysed.
  public var problems: [StudyProblem] {
    var problems = NameRules.problems(names) + LevelRules.problems(levels)
    guard problems.isEmpty else { return problems }
    problems += PredictorRules.problems(predictors, levels: levels)
    problems += drawOrderProblems
    problems += CorrelationRules.problems(
      correlations, predictors, levels: levels, redraws: redrawsPredictors)
    problems += CovarianceRules.problems(model, levels: levels)
    problems += ShapeRules.problems(model, levels: levels)
    problems += FamilyRules.fact(model.family).map { [StudyProblem(["family"], $0)] } ?? []
    for (index, analysis) in analyses.enumerated() {
      let path = ["analysis", "\(index + 1)"]
      let facts = [
        FamilyRules.fact(analysis.family), FamilyRules.fact(analysis.family.name, of: model.family),
        FamilyRules.estimatorFact(analysis),
      ]
      problems += facts.compactMap { $0 }.map { StudyProblem(path, $0) }
      if let fact = ResidualRules.fact(analysis, levels: levels) {
        problems.append(StudyProblem(["analysis", "\(index + 1)", "residual"], fact))
      }
      problems += AnalysisRules.problems(
        analysis, levels: levels, path: ["analysis", "\(index + 1)"])
    }
    for (index, test) in tests.enumerated() {
      let path = ["tests", "\(index + 1)", "alpha"]
      problems += AnalysisRules.problem(alpha: test.alpha, path: path).map { [$0] } ?? []
      let fact = TestRules.fact(
        test, of: analyses[test.analysis], levels: levels, predictors: predictors)
      if let fact {
        problems.append(StudyProblem(["tests", "\(index + 1)", "method"], fact))
      }
    }
    return problems + (problems.isEmpty ? ThresholdRules.problems(self) : [])
  }

  private var names: [NameRules.Use] {
    let listed = Set(predictors.filter { $0.source.isListed }.map(\.name))
    return levels.filter { !$0.isImplied }.map {
      NameRules.Use($0.name, as: .level, at: ["levels", $0.name])
    }
      + predictors.filter { !listed.contains($0.name) }.map {
        NameRules.Use($0.name, as: .predictor, at: ["predictors", $0.name])
      }
  }
}

extension Predictor.Source {
  /// Whether the predictor is a listed level itself.
  public var isListed: Bool {
    if case .listed = self { true } else { false }
  }
}
