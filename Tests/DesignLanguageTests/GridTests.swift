import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

private let base = """
  let: {k: 10}
  levels: {school: 20, class: {per: school, values: [1, 2]}, pupil: k per class}
  predictors: {a: {level: school, assign: [0, 1]}, b: {level: pupil, normal: {sd: 1}}}
  model: y ~ a * b + (1 | school)
  effects: {intercept: 0, a: 1, b: 2, a:b: 3}
  random: {school: {sd: 1}}
  residual: {sd: 1}
  analysis: [{name: full}, {name: naive, model: y ~ a}]
  tests: [{term: a, name: main, alpha: 0.05}, a:b]

  """

private func scenarios(_ grid: String) throws -> [Scenario] { try plan(base + grid).scenarios }

@Suite struct GridTests {
  @Test func everyCombinationIsAScenarioTheLastAxisFastest() throws {
    let plan = try plan(base + "grid: {school: [10, 30], pupil: [5, 6, 7]}")
    #expect(
      plan.scenarios.map(\.coordinates) == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    #expect(plan.scenarios.map(\.study.rowCount) == [100, 120, 140, 300, 360, 420])
    #expect(plan.scenarios[5].statedSizes.map(\.size) == [30, 2, 7])
  }

  /// 20 schools, k of 10 and an effect of 1 are stated. Axes without these have the middle one of theirs, and so
  /// has one whose value is stated as an expression, like the k pupils.
  @Test(arguments: [
    ("{school: [10, 20, 30]}", 1), ("{school: [20, 30], effects.a: [2, 1]}", 1),
    ("{pupil: [5, 7, 10]}", 1),
    ("{effects.a: [0, 1.0], k: [5, 6, 10]}", 5), ("{effects.a: [2, 3, 4]}", 1),
    ("{effects.a: {none: 0, some: {d: 0.5}}, school: [40, 20]}", 1),
  ])
  func theScenarioThatTheDesignStatesIsKnown(grid: String, scenario: Int) throws {
    #expect(try plan(base + "grid: \(grid)").statedScenario == scenario)
    #expect(try plan(base).statedScenario == 0)
  }

  @Test(arguments: [
    ("20..60 by 10", ["20", "30", "40", "50", "60"]), ("2..4", ["2", "3", "4"]),
    ("0.1..0.5 by 0.1", ["0.1", "0.2", "0.3", "0.4", "0.5"]),
    ("k..3 * k by k", ["10", "20", "30"]),
    ("-0.2..0.2 by 0.2", ["-0.2", "0", "0.2"]),
  ])
  func aRangeHoldsBothEnds(range: String, labels: [String]) throws {
    #expect(try plan(base + "grid: {effects.a: \(range)}").axes[0].labels == labels)
  }

  @Test func labelsStandForValues() throws {
    let plan = try plan(base + "grid: {effects.a: {none: 0, some: {d: 0.5}}}")
    #expect(plan.axes == [GridAxis(path: "effects.a", labels: ["none", "some"])])
    #expect(plan.scenarios[0].study.model.coefficients[1] == 0)
    #expect(plan.scenarios[1].study.model.coefficients[1] == 0.5 * 2.squareRoot())
  }

  @Test func pathsLeadToKeysListItemsLetNamesAndLevels() throws {
    #expect(try scenarios("grid: {k: [3]}")[0].study.rowCount == 120)
    #expect(try scenarios("grid: {effects.a:b: [7]}")[0].study.model.coefficients[3] == 7)
    #expect(
      try scenarios("grid: {random.school.sd: [2]}")[0].study.model.randomTerms
        == [RandomTerm(level: 0, covariance: [[4]])])
    #expect(try scenarios("grid: {tests.main.alpha: [0.01]}")[0].study.tests[0].alpha == 0.01)
    #expect(try scenarios("grid: {tests.1.side: [less]}")[0].study.tests[0].side == .less)
    #expect(
      try scenarios("grid: {analysis.naive.model: [y ~ b]}")[0].study.analyses[1].formula.text
        == "y ~ b")
    #expect(
      try scenarios("grid: {predictors.b.normal.mean: [5]}")[0].study.predictors[2].source
        == .distribution(.normal(mean: 5, sd: 1)))
    #expect(try scenarios("grid: {simulation.redraw: [false]}")[0].study.redrawsPredictors == false)
    #expect(
      try scenarios("grid: {levels.class.values: [[1, 2, 3]]}")[0].study.levels[1].units
        == .listed(["1", "2", "3"]))
  }

  @Test func theLongestKeyThatFitsIsTaken() throws {
    let text = """
      levels: {person: 40}
      predictors: {x: {level: person, normal: {sd: 1}}, x.d: {level: person, normal: {sd: 1}}}
      model: y ~ x + x.d
      effects: {intercept: 0, x: {d: 1}, x.d: 2}
      residual: {sd: 1}
      grid: {effects.x.d: [9]}
      """
    #expect(try plan(text).scenarios[0].study.model.coefficients == [0, 1, 9])
  }

  @Test(arguments: [
    ("effects.c", "there is no 'c'; there is nothing like it"),
    ("effect.a", "there is no 'effect'; did you mean 'effects'?"),
    ("random.shool.sd", "there is no 'shool'; did you mean 'school'?"),
    ("random.school.varance", "there is no 'varance'; did you mean 'variance'?"),
    ("tests.mian.alpha", "there is no 'mian'; did you mean 'main'?"),
    ("pupils", "there is no 'pupils'; did you mean 'pupil'?"),
  ])
  func aPathThatLeadsNowhereIsReportedWithTheNearest(path: String, message: String) {
    #expect(
      mistakes(base + "grid: {\(path): [1]}")
        == ["10:8: the path '\(path)' leads nowhere: \(message)"])
  }

  @Test func theUnitsOfAListedLevelAreNotANumber() {
    #expect(
      mistakes(base + "grid: {class: [1, 2]}") == [
        "10:8: the path 'class' sets a number of units, but the units of 'class' are listed"
      ])
  }

  @Test(arguments: [
    (
      "[]",
      "16: 'school' needs a list '[10, 20]', a range '10..50 by 10' or '{label: value}', "
        + "not an empty list"
    ),
    (
      "40",
      "16: 'school' needs a list '[10, 20]', a range '10..50 by 10' or '{label: value}', "
        + "not '40'"
    ),
    ("[10, 20, 10]", "25: 'school' has the value '10' twice"),
    ("[10, 20, 10.0]", "25: 'school' has the value '10.0' twice"),
    (
      "60..20",
      "16: the range '60..20' must rise by a step above 0 from its first number to its "
        + "last"
    ),
    (
      "20..60 by 30",
      "16: the range '20..60 by 30' misses its end, which is in; its last step is "
        + "at 50"
    ),
  ])
  func wrongAxesAreReported(values: String, message: String) {
    #expect(mistakes(base + "grid: {school: \(values)}") == ["10:\(message)"])
  }

  @Test func aGridOfTooManyFitsIsRefusedUnlessAllowed() {
    let text = base + "grid: {school: 10..109}\nsimulation: {replicates: 10000000}"
    #expect(
      mistakes(text) == [
        "10:1: the design takes 2,000,000,000 fits (scenarios x replicates x analyses), more than "
          + "1,000,000,000; make the grid smaller, take fewer replicates, or on the command line "
          + "allow more with --max-fits"
      ])
    #expect(mistakes(text, maxFits: 2e9) == [])
  }

  @Test func aMistakeOfSomeScenariosSaysWhere() {
    #expect(
      mistakes(base + "grid: {school: [10, 0, 20], k: [3, 4]}") == [
        "10:21: 'school' needs at least 1 unit, but has 0 (at school = 0, k = 3 and another grid "
          + "point)"
      ])
  }

  @Test func expressionsForSizesAreRoundedAndThisIsSaid() throws {
    let plan = try plan(base + "grid: {k: [2.5, 3]}")
    #expect(plan.scenarios.map { $0.study.levels[2].unitsPerParent } == [3, 3])
    #expect(plan.scenarios.map { $0.statedSizes[2].size } == [2.5, 3])
    #expect(plan.remarks == ["sizes of 'pupil' that are not whole numbers were rounded"])
  }
}

@Suite struct OverrideTests {
  private func first(_ path: String, _ value: String, _ more: String = "") throws -> StudyPlan {
    try plan(base + more, set: [PathOverride(path: path, value: value)])
  }

  @Test func anOverrideReplacesAndMakesKeys() throws {
    #expect(try first("simulation.replicates", "7").simulation.replicates == 7)
    #expect(try first("simulation.seed", "9", "simulation: {seed: 2}").simulation.seed == 9)
    #expect(try first("title", "A: b, c").title == "A: b, c")
    #expect(try first("pupil", "4").scenarios[0].study.rowCount == 160)
    #expect(
      try first("model", "y ~ a * b + (1 | school)").scenarios[0].study.model.formula.text
        == "y ~ a * b + (1 | school)")
  }

  @Test func anOverrideHoldsASweptPathAtOneValue() throws {
    let plan = try first("school", "30", "grid: {school: [10, 20], k: [3, 4]}")
    #expect(plan.axes == [GridAxis(path: "k", labels: ["3", "4"])])
    #expect(plan.scenarios.map(\.study.rowCount) == [180, 240])
  }

  @Test func anOverrideMayReplaceAnAxis() throws {
    let plan = try first("grid.effects.a", "[1, 2, 3]", "grid: {effects.a: [4]}")
    #expect(plan.axes == [GridAxis(path: "effects.a", labels: ["1", "2", "3"])])
  }

  @Test func mistakesOfAnOverrideNameIt() {
    #expect(
      mistakes(base, set: [PathOverride(path: "effects.aa", value: "1")]) == [
        "--set effects.aa=1: 1:1: the path 'effects.aa' leads nowhere: there is no 'aa'; did you "
          + "mean 'a'?"
      ])
    #expect(
      mistakes(base, set: [PathOverride(path: "effects.a", value: "abc")]) == [
        "--set effects.a=abc: 1:1: 'abc' is not a number or a name under 'let'; numbers and 'let' "
          + "names can stand here"
      ])
  }
}
