import ModelFormula
import StudyDesign
import Testing

/// A trial of 4 schools of 5 pupils that keeps all rules.
private func trial() throws -> Study {
  let formula = try Formula.parse("y ~ t + (1 | school)")
  let columns = try ModelColumns(expanding: formula) { _ in .numeric }
  return Study(
    levels: [
      Level(name: "school", units: .counted(perParent: 4)),
      Level(name: "pupil", units: .counted(perParent: 5), parents: [0]),
    ],
    predictors: [
      Predictor(
        name: "t", level: 0, kind: .numeric,
        source: .assign(values: [0, 1], shares: [1, 1], balance: .study))
    ],
    model: GeneratingModel(
      formula: formula, columns: columns, coefficients: [0, 1],
      randomTerms: [RandomTerm(level: 0, covariance: [[1]])], residualVariance: 1),
    analyses: [
      Analysis(
        name: "model", formula: formula, columns: columns, groupingLevels: [0], estimator: .reml,
        generatingCoefficient: [0, 1])
    ],
    tests: [StudyTest(name: "t", analysis: 0, coefficient: 1, method: .z)])
}

@Suite struct StudyProblemsTests {
  /// What is wrong with the trial after a change.
  private func problems(_ change: (inout Study) -> Void) throws -> [StudyProblem] {
    var study = try trial()
    change(&study)
    return study.problems
  }

  private func problems(ofSource source: Predictor.Source, level: Int = 0) throws -> [StudyFact] {
    try problems {
      $0.predictors[0].source = source
      $0.predictors[0].level = level
    }.map(\.fact)
  }

  @Test func aSoundStudyHasNone() throws {
    #expect(try problems { _ in } == [])
    #expect(try trial().rowCount == 20)
    #expect(try trial().unitCount(at: 0) == 4)
  }

  @Test func sizesStartAtOne() throws {
    let found = try problems { $0.levels[1].units = .counted(perParent: 0) }
    #expect(
      found == [StudyProblem(["levels", "pupil"], .sizeBelowOne(level: "pupil", size: 0))])
  }

  @Test func aHundredMillionRowsAreAllowedAndNotMore() throws {
    #expect(try problems { $0.levels[1].units = .counted(perParent: 25_000_000) } == [])
    let found = try problems { $0.levels[1].units = .counted(perParent: 25_000_001) }
    #expect(found == [StudyProblem(["levels"], .tooManyRows(rows: 100_000_004, limit: 1e8))])
  }

  @Test func numbersOfUnitsCannotOverflow() throws {
    let found = try problems { study in
      for index in study.levels.indices {
        study.levels[index].units = .counted(perParent: Int.max)
      }
    }
    #expect(found.count == 1)
  }

  @Test func numbersOfPredictorsKeepTheirBounds() throws {
    #expect(try problems(ofSource: .distribution(.normal(mean: 0, sd: -1))) == [.sdBelowZero(-1)])
    #expect(
      try problems(ofSource: .distribution(.binary(probability: 1.5))) == [
        .probabilityOutsideUnitInterval(1.5)
      ])
    #expect(
      try problems(ofSource: .distribution(.uniform(low: 1, high: 1))) == [
        .boundsOutOfOrder(low: 1, high: 1)
      ])
    #expect(
      try problems(ofSource: .distribution(.discrete(values: [0, 1], probabilities: [0.5, 0.25])))
        == [.probabilitiesDoNotSumToOne(sum: 0.75)])
    #expect(
      try problems(ofSource: .distribution(.discrete(values: [0], probabilities: [1]))) == [
        .tooFewValues(count: 1)
      ])
    #expect(
      try problems(ofSource: .values([1, 2, 3]))
        == [.valuesDoNotDivideUnits(values: 3, units: 4, level: "school")])
    #expect(
      try problems(ofSource: .assign(values: [0, 1], shares: [1, 0], balance: .study))
        == [.shareNotAboveZero(0)])
    #expect(
      try problems(ofSource: .assign(values: [0, 1], shares: [1, 1], balance: .within(level: 0)))
        == [.balanceNotAbove(balance: "school", level: "school")])
    #expect(
      try problems(
        ofSource: .assign(
          values: [0, 1, 2, 3, 4], shares: [1, 1, 1, 1, 1], balance: .study))
        == [.fewerUnitsThanValues(units: 4, values: 5, level: "school")])
  }

  @Test func aPredictorVariesNoHigherThanItsInputs() throws {
    #expect(
      try problems(ofSource: .expression(.name("pupil")))
        == [.levelAboveInput(level: "school", input: "pupil", inputLevel: "pupil")])
    #expect(try problems(ofSource: .expression(.name("pupil")), level: 1) == [])
  }

  @Test func theResidualHasAVariance() throws {
    let found = try problems { $0.model.residualVariance = 0 }
    #expect(found == [StudyProblem(["residual"], .residualNotAboveZero(0))])
  }

  @Test func analysesCanBeEstimated() throws {
    #expect(
      try problems { $0.levels[1].units = .counted(perParent: 1) }.map(\.fact)
        == [.asManyUnitsAsRows(level: "school", rows: 4)])
    #expect(
      try problems {
        $0.levels[0].units = .counted(perParent: 1)
        $0.predictors[0].source = .distribution(.normal(mean: 0, sd: 1))
      }.map(\.fact) == [.oneUnit(level: "school")])
    #expect(
      try problems {
        $0.levels[0].units = .counted(perParent: 2)
        $0.levels[1].units = .counted(perParent: 1)
      }.map(\.fact) == [
        .tooFewObservations(rows: 2, coefficients: 2), .asManyUnitsAsRows(level: "school", rows: 2),
      ])
  }

  @Test func aSlopeNeedsMoreRowsThanRandomEffects() throws {
    let formula = try Formula.parse("y ~ t + (1 + t | school)")
    let columns = try ModelColumns(expanding: formula) { _ in .numeric }
    let found = try problems {
      $0.analyses[0].columns = columns
      $0.levels[1].units = .counted(perParent: 2)
    }
    #expect(found.map(\.fact) == [.asManyEffectsAsRows(level: "school", effects: 8, rows: 8)])
  }

  @Test(arguments: [0, 1, -0.05, 5, Double.nan])
  func alphaLiesBetweenZeroAndOne(alpha: Double) throws {
    let found = try problems { $0.tests[0].alpha = alpha }
    #expect(found.map(\.path) == [["tests", "1", "alpha"]])
  }
}
