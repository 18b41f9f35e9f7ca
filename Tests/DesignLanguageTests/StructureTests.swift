import DesignLanguage
import StudyDesign
import Testing

/// What crossed levels, draws and members are read as.
@Suite struct StructureTests {
  private func study(
    _ levels: String, predictors: String = "", terms: String = "(1 | g)",
    random: String = "g: {sd: 1}", grid: String = ""
  ) throws -> [Scenario] {
    try plan(
      """
      levels: {\(levels)}
      predictors: {\(predictors)}
      model: y ~ 1 + \(terms)
      effects: {intercept: 0}
      random: {\(random)}
      residual: {sd: 1}
      \(grid)
      """
    ).scenarios
  }

  @Test func aCrossingFormsTheCombinationsWithinTheLevelsAboveBoth() throws {
    let study = try study("t: 3, g: 4 per t, i: 5 per t, r: 2 per g x i")[0].study
    #expect(study.levels.map(\.parents) == [[], [0], [0], [1, 2]])
    #expect(study.levels.indices.map { study.unitCount(at: $0) } == [3, 12, 15, 3 * 4 * 5 * 2])
    #expect(study.levels.spine == [0, 1, 3])
    #expect(!study.levels.isChain)
  }

  @Test func aLevelIsOfTheChainOnlyByPer() throws {
    #expect(try study("g: 3, r: 2 per g")[0].study.levels.isChain)
    let drawn = try study("g: 3, r: {total: 12, in: {g: random}}")[0].study.levels
    #expect(!drawn.isChain)
    #expect(drawn.spine == [1])
    #expect(drawn.isDrawn(1, in: 0) && !drawn.isWeighted(1, in: 0))
  }

  @Test func theMappingFormIsTheShortOne() throws {
    let short = try study("g: 3, i: 4, r: 2 per g x i")[0]
    let long = try study("g: {total: 3}, i: {size: 4}, r: {per: g x i, size: 2}")[0]
    #expect(short.study.levels == long.study.levels)
    #expect(short.statedSizes == long.statedSizes)
  }

  @Test func aBarePathSetsTheSizeOrTheTotal() throws {
    let scenarios = try study(
      "g: {total: 3}, r: {size: 7, per: g}", grid: "grid: {g: [4, 5], r: [8, 9]}")
    #expect(scenarios.map { $0.statedSizes.map(\.size) } == [[4, 8], [4, 9], [5, 8], [5, 9]])
    #expect(scenarios.map(\.study.rowCount) == [32, 36, 40, 45])
  }

  @Test func aNamedCrossingIsALevelOfItsOwnAboveTheRows() throws {
    let study = try study(
      "g: 3, i: 4, r: 2 per g x i",
      predictors: "x: {level: i x g, normal: {sd: 1}}, n: {level: r, normal: {sd: 1}}",
      terms: "(1 | g:i)", random: "g:i: {variance: 2}")[0].study
    #expect(study.levels.map(\.name) == ["g", "i", "g:i", "r"])
    #expect(study.levels[2].isImplied)
    #expect(study.unitCount(at: 2) == 12)
    #expect(study.predictors.map(\.level) == [2, 3])
    #expect(study.model.randomTerms == [RandomTerm(level: 2, covariance: [[2]])])
    #expect(study.levels.lies(3, in: 2))
  }

  @Test func aStatedCrossingIsTheOneThatIsNamed() throws {
    let study = try study(
      "g: 3, i: 4, c: 1 per i x g, r: 2 per c", predictors: "x: {level: g x i, normal: {sd: 1}}",
      terms: "(1 | g:i)", random: "c: {variance: 2}")[0].study
    #expect(study.levels.count == 4)
    #expect(study.predictors[0].level == 2)
    #expect(study.analyses[0].groupingLevels == [2])
  }

  @Test func ofNestedLevelsTheLowerOneIsMeant() throws {
    let study = try study(
      "t: 3, g: 3 per t, r: 4 per g", terms: "(1 | t/g)", random: "t: {sd: 1}, g: {sd: 1}")[0].study
    #expect(study.analyses[0].groupingLevels == [0, 1])
    #expect(study.levels.count == 3)
  }

  @Test func valuesWithInputsOnDifferentBranchesLieWhereTheseMeet() throws {
    let study = try study(
      "g: 3, i: 4, c: 1 per g x i, r: 2 per c",
      predictors: """
        a: {level: g, normal: {sd: 1}}, b: {level: i, normal: {sd: 1}}, x: {value: a * b},
          z: {value: a + 1}
        """)[0].study
    #expect(study.predictors.map(\.name) == ["a", "b", "x", "z"])
    #expect(study.predictors.map(\.level) == [0, 1, 2, 0])
  }

  @Test func moreUnitsThanRowsMayBeDrawnFrom() throws {
    let study = try study("g: 50, r: {total: 20, in: {g: random}}")[0].study
    #expect(study.rowCount == 20)
  }

  @Test func aWordOfDrawingIsTheRule() throws {
    func rules(_ rule: String) throws -> [Membership] {
      try study("t: 2, g: 9, r: {per: t, size: 5, \(rule)}")[0].study.levels[2].memberships
    }
    #expect(try rules("in: {g: random}") == [Membership(level: 1, rule: .random)])
    #expect(try rules("in: {g: distinct}") == [Membership(level: 1, rule: .distinct)])
    #expect(
      try rules("members: {g: {count: 2}}")
        == [Membership(level: 1, rule: .members(least: 2, most: 2))])
    #expect(
      try rules("members: {g: {count: 1..4, weights: equal}}")
        == [Membership(level: 1, rule: .members(least: 1, most: 4))])
  }
}
