import ModelFormula
import StudyDesign
import Testing

/// Degrees of freedom counted by hand, as in Pinheiro & Bates (2000, §2.4.2).
@Suite struct BetweenWithinRuleTests {
  /// 20 schools, 3 classes in each, 10 pupils in each: 600 rows.
  private static let levels = Level.chain([
    Level(name: "school", units: .counted(perParent: 20)),
    Level(name: "class", units: .counted(perParent: 3)),
    Level(name: "pupil", units: .counted(perParent: 10)),
  ])

  private static let predictors = [("arm", 0), ("method", 1), ("prior", 2)].map { name, level in
    Predictor(
      name: name, level: level, kind: .numeric, source: .distribution(.normal(mean: 0, sd: 1)))
  }

  private static func degrees(_ text: String) throws -> [Double]? {
    let formula = try Formula.parse(text)
    let columns = try ModelColumns(expanding: formula) { _ in .numeric }
    let analysis = Analysis(
      name: "model", formula: formula, columns: columns,
      groupingLevels: columns.bars.map { bar in
        levels.firstIndex { $0.name == bar.grouping.last }!
      }, estimator: .reml, generatingCoefficient: columns.fixed.map { _ in nil })
    let rule = BetweenWithinRule(analysis: analysis, levels: levels, predictors: predictors)
    return rule.map { rule in columns.fixed.indices.map { rule.degreesOfFreedom(of: [$0]) } }
  }

  @Test(arguments: [
    // Clusters only: 20 schools less intercept and arm; 600 rows less 20 schools less two.
    ("y ~ arm + method + prior + (1 | school)", [18, 18, 578, 578]),
    // Three levels: 60 classes less 20 schools less method; 600 rows less 60 classes less prior.
    ("y ~ arm + method + prior + (1 | school) + (1 | class)", [18, 18, 39, 539]),
    // A slope by school puts prior, and its product with arm, among the schools.
    ("y ~ arm * prior + (1 + prior | school)", [18, 18, 18, 18]),
    // A slope by class leaves schools to arm alone.
    ("y ~ arm + prior + (1 | school) + (1 + prior | class)", [18, 18, 40]),
    ("y ~ prior + (0 + prior | school)", [19, 19]),
    ("y ~ arm", [598, 598]),
  ])
  func areThoseOfTheLevel(model: String, expected: [Double]) throws {
    let found = try #require(try Self.degrees(model))
    #expect(found == expected)
  }

  @Test func aJointTestHasTheFewest() throws {
    let formula = try Formula.parse("y ~ arm + prior + (1 | school)")
    let columns = try ModelColumns(expanding: formula) { _ in .numeric }
    let analysis = Analysis(
      name: "model", formula: formula, columns: columns, groupingLevels: [0], estimator: .reml,
      generatingCoefficient: [nil, nil, nil])
    let rule = try #require(
      BetweenWithinRule(analysis: analysis, levels: Self.levels, predictors: Self.predictors))
    #expect(rule.degreesOfFreedom(of: [1, 2]) == 18)
    #expect(rule.degreesOfFreedom(of: [2]) == 579)
  }
}
