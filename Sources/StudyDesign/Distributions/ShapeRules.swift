/// Rules of distributions that give random effects or residuals their shape.
public enum ShapeRules {
  /// Why a distribution cannot be centred and scaled to a variance, beyond the rules that it breaks by
  /// itself.
  public static func fact(_ distribution: Distribution) -> StudyFact? {
    guard let variance = distribution.variance else { return nil }
    return variance > 0 ? nil : .shapeWithoutSpread
  }

  /// What is wrong with the shapes of a generating model.
  static func problems(_ model: GeneratingModel, levels: [Level]) -> [StudyProblem] {
    let terms = model.randomTerms.map { ($0.distribution, ["random", levels[$0.level].name]) }
    return (terms + [(model.residualDistribution, ["residual"])]).flatMap {
      distribution, path -> [StudyProblem] in
      guard let distribution else { return [] }
      let path = path + ["distribution"]
      return DistributionRules.problems(distribution, path: path + [distribution.key])
        + (fact(distribution).map { [StudyProblem(path, $0)] } ?? [])
    }
  }
}
