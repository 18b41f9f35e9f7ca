import DesignLanguage
import StudyDesign
import Testing

private let base = """
  levels: {school: 20, pupil: 10 per school}
  predictors: {arm: {level: school, assign: [old, new]}}
  model: y ~ arm + (1 | school)
  effects: {intercept: 0, arm: 2}
  random: {school: {sd: 1}}
  residual: {sd: 1}

  """

private func search(_ text: String, set overrides: [PathOverride] = []) throws -> SearchDesign {
  try DesignReader.readSearch(
    text: base + text, fileName: "d", overrides: overrides, environment: environment())
}

/// What a reading for a search throws, as `line:column: message`.
private func searchMistakes(_ text: String) -> [String] {
  do throws(DesignErrors) {
    _ = try DesignReader.readSearch(
      text: base + text, fileName: "d", environment: environment())
    return []
  } catch {
    return error.diagnostics.map { "\($0.line):\($0.column): \($0.message)" }
  }
}

private func values(_ range: ClosedRange<Int>) -> [Double] { range.map { Double($0) } }

@Suite struct SearchTests {
  @Test func aSearchHasItsBoundsCostsAndTarget() throws {
    let plan = try plan(
      base + """
        search: {school: 20..30 by 2, pupil: [12, 5, 8]}
        cost: {study: 5000, school: 300, pupil: 10}
        target: {power: 0.8, of: all}
        """)
    #expect(plan.target == 0.8)
    #expect(plan.targetRule == .all)
    #expect(
      plan.search
        == StudySearch(
          unknowns: .values([
            SearchAxis(path: "school", values: [20, 22, 24, 26, 28, 30], isSize: true),
            SearchAxis(path: "pupil", values: [5, 8, 12], isSize: true),
          ]),
          cost: StudyCost(
            fixed: 5000,
            units: [
              .init(level: "school", rate: .each(300)), .init(level: "pupil", rate: .each(10)),
            ])))
    let cost = try #require(plan.search?.cost)
    #expect(cost.total(of: plan.scenarios[0].study) == 13000)
  }

  @Test func costsMayGoByCategory() throws {
    let plan = try plan(
      base + """
        search: {school: 20..30}
        cost: {school: {old: 100, new: 300}, pupil: {new: 5, old: 1}, by: arm}
        target: {power: 0.8}
        """)
    let cost = try #require(plan.search?.cost)
    #expect(
      cost.units == [
        .init(level: "school", rate: .by(predictor: "arm", [100, 300])),
        .init(level: "pupil", rate: .by(predictor: "arm", [1, 5])),
      ])
    #expect(cost.total(of: plan.scenarios[0].study) == 4600)
  }

  @Test func sizesByTheSamePredictorCostWhatTheirCategoryCosts() throws {
    let plan = try plan(
      """
      levels:
        arm: {values: [control, treated]}
        group: {per: arm, size: {control: 120, treated: 8}, by: arm}
        patient: {per: group, size: {control: 1, treated: 15}, by: arm}
      model: y ~ arm + (1 | group)
      effects: {intercept: 0, armtreated: 0.5}
      random: {group: {sd: 0.3}}
      residual: {sd: 1}
      """)
    let cost = StudyCost(
      fixed: 1,
      units: [
        .init(level: "patient", rate: .by(predictor: "arm", [2, 3])),
        .init(level: "group", rate: .by(predictor: "arm", [10, 100])),
      ])
    // 120 patients and groups without treatment, 8 groups of 15 with it.
    #expect(cost.total(of: plan.scenarios[0].study) == 2601)
  }

  @Test func whatIsLookedForMayBeAnEffectOrAnyPath() throws {
    #expect(try search("find: effect\ntarget: {power: 0.8}").search.unknowns == .effect)
    let icc = try search(
      "find: random.school.icc\ntarget: {power: 0.8}")
    #expect(icc.search.axes[0].path == "random.school.icc")
    #expect(icc.search.axes[0].values.first == 0.005)
    #expect(icc.search.axes[0].values.last == 0.5)
    #expect(!icc.search.axes[0].isSize)
    let moved = try search("search: {effects.arm: 0.1..0.3 by 0.1}\ntarget: {power: 0.8}")
    #expect(moved.search.axes[0].values == [0.1, 0.2, 0.3])
    #expect(moved.scenario([("effects.arm", 0.2)])?.study.model.coefficients == [0, 0.2])
  }

  @Test func aGridBoundsWhatNothingElseDoes() throws {
    let alone = try search(
      "grid: {effects.arm: [1, 2], school: 20..24 by 2, pupil: [5, 6]}\ntarget: {power: 0.8}")
    #expect(
      alone.search.axes == [SearchAxis(path: "school", values: values(20...24), isSize: true)])
    #expect(alone.settings.map(\.path) == ["effects.arm", "pupil"])
    let cell = try #require(alone.scenario([("school", 23)], setting: [1, 0]))
    #expect(cell.study.rowCount == 115)
    #expect(cell.study.model.coefficients == [0, 2])
    let named = try search(
      "find: pupil\ngrid: {school: [20, 24], pupil: [5, 9]}\ntarget: {power: 0.8}")
    #expect(named.search.axes == [SearchAxis(path: "pupil", values: values(5...9), isSize: true)])
    #expect(named.settings.map(\.path) == ["school"])
    let both = try search("search: {school: 2..4}\ngrid: {school: [20, 24]}\ntarget: {power: 0.8}")
    #expect(both.search.axes == [SearchAxis(path: "school", values: values(2...4), isSize: true)])
    #expect(both.settings == [])
  }

  @Test func anOverrideHoldsAPathThatWasLookedFor() throws {
    let held = try search(
      "search: {school: 2..9, pupil: 5..6}\ncost: {school: 1}\ntarget: {power: 0.8}",
      set: [PathOverride(path: "pupil", value: "7")])
    #expect(held.search.axes.map(\.path) == ["school"])
    #expect(held.scenario([("school", 3)])?.study.rowCount == 21)
  }

  @Test func letNamesOfWholeNumbersAreSizes() throws {
    let text = """
      let: {J: 40}
      levels: {school: J, pupil: 400 / J per school}
      model: y ~ 1 + (1 | school)
      effects: {intercept: 1}
      random: {school: {sd: 1}}
      residual: {sd: 1}
      search: {J: [10, 20, 40]}
      target: {power: 0.8}
      """
    let design = try DesignReader.readSearch(
      text: text, fileName: "d", environment: environment())
    #expect(design.search.axes[0].isSize)
    #expect(design.scenario([("J", 20)])?.statedSizes.map(\.size) == [20, 20])
  }

  @Test func whatIsLookedForDoesNotChangeTheReplicates() throws {
    let plain = try plan(base).statements
    #expect(
      try plan(
        base
          + "search: {school: 2..4}\ncost: {school: 1}\nbudget: 9\nfind: school\ntarget: {power: 0.8}"
      ).statements == plain)
  }

  @Test func aDesignThatLooksForNothingCannotBeSearched() {
    #expect(
      searchMistakes("target: {power: 0.8}") == [
        "1:1: the design does not say what to find; add 'search: {school: 10..100}', or 'find: effect'"
      ])
    #expect(
      searchMistakes("grid: {school: [10, 20]}") == [
        "1:1: what to find depends on the power aimed at; add 'target: {power: 0.8}'"
      ])
  }

  @Test(arguments: [
    ("target: {power: 0}", "7:17: a power to reach lies between 0 and 1, but this one is 0"),
    ("target: {power: 1}", "7:17: a power to reach lies between 0 and 1, but this one is 1"),
    (
      "target: {power: 0.8, of: some}",
      "7:26: there is no target 'some'; the targets are each, any, all"
    ),
    (
      "search: {school: 30..20}\ntarget: {power: 0.8}",
      "7:18: the range '30..20' must rise by a step above 0 from its first number to its last"
    ),
    (
      "search: {school: 0..20}\ntarget: {power: 0.8}",
      "7:18: 'school' is a number of units, whole and at least 1, so it cannot be 0"
    ),
    (
      "search: {school: 2..3 by 0.5}\ntarget: {power: 0.8}",
      "7:18: 'school' is a number of units, whole and at least 1, so it cannot be 2.5"
    ),
    (
      "search: {scool: 2..20}\ntarget: {power: 0.8}",
      "7:10: the path 'scool' leads nowhere: there is no 'scool'; did you mean 'school'?"
    ),
    (
      "search: {target.power: 0.1..0.2 by 0.1}\ntarget: {power: 0.8}",
      "7:10: 'target.power' holds for the whole design and cannot be looked for"
    ),
    (
      "search: {school: 20}\ntarget: {power: 0.8}",
      "7:18: 'school' needs bounds '10..100', '10..100 by 2' or a list, not '20'"
    ),
    (
      "search: [school]\ntarget: {power: 0.8}",
      "7:9: 'search' gives each path its bounds, such as '{school: 10..100}', not a list"
    ),
    (
      "search: {school: 1..200000}\ntarget: {power: 0.8}",
      "7:18: 'school' has 200,000 values to look at, more than 100,000; take a larger step"
    ),
    (
      "search: {school: 2..9}",
      "7:1: what to find depends on the power aimed at; add 'target: {power: 0.8}'"
    ),
    ("find: effect", "7:1: what to find depends on the power aimed at; add 'target: {power: 0.8}'"),
    (
      "find: school\ntarget: {power: 0.8}",
      "7:7: 'school' needs bounds to look within; add 'search: {school: 10..100}'"
    ),
    (
      "find: effects.arm\ntarget: {power: 0.8}",
      "7:7: 'effects.arm' needs bounds to look within; add 'search: {effects.arm: 0.1..0.5 by 0.01}'"
    ),
    (
      "find: pupils\nsearch: {pupil: 2..9}\ntarget: {power: 0.8}",
      "7:7: the path 'pupils' leads nowhere: there is no 'pupils'; did you mean 'pupil'?"
    ),
    (
      "find: school\nsearch: {school: 2..9, pupil: 3..4}\ntarget: {power: 0.8}",
      "8:24: 'search' bounds 'pupil', which 'find' does not name; add it there, or leave it out"
    ),
    (
      "find: [school, school]\nsearch: {school: 2..9}\ntarget: {power: 0.8}",
      "7:16: 'find' names 'school' twice; keep one of them"
    ),
    (
      "find: {school: 1}\ntarget: {power: 0.8}",
      "7:7: 'find' names a level, a path, several of them, or 'effect', not a mapping of keys to values"
    ),
    (
      "find: effect\nsearch: {school: 2..9}\ntarget: {power: 0.8}",
      "8:1: 'find: effect' has no bounds, since the effect follows from the standard error; leave one out"
    ),
    (
      "search: {school: 2..9, pupil: 3..4}\ntarget: {power: 0.8}",
      "7:1: which of several combinations of school and pupil is best depends on what they cost; add "
        + "'cost: {school: 300, ...}', or look for one of them"
    ),
    (
      "search: {school: 2..9, effects.arm: 3..4}\ncost: {school: 1}\ntarget: {power: 0.8}",
      "7:24: 'effects.arm' is no number of units; together with others, or within a budget, only "
        + "sizes are looked for"
    ),
    (
      "search: {school: 2..9}\nbudget: 100",
      "8:9: a 'budget' wants to know what a study costs; add 'cost: {school: 300, pupil: 10}'"
    ),
    (
      "search: {school: 2..9}\ncost: {school: 1}\nbudget: 0",
      "9:9: a budget is above 0, but this one is 0"
    ),
    (
      "search: {school: 2..9}\ncost: {study: 50, school: 1}\nbudget: 40",
      "9:9: the budget of 40 does not go beyond 50, what the study costs in any case; raise one or "
        + "lower the other"
    ),
    (
      "cost: {school: 0}\ntarget: {power: 0.8}",
      "7:16: a unit costs more than 0, but one of 'school' 0; leave out what is free"
    ),
    (
      "cost: {school: 3, study: -1}\ntarget: {power: 0.8}",
      "7:26: what a study costs in any case cannot be below 0, but is -1"
    ),
    (
      "cost: {schol: 3}\ntarget: {power: 0.8}",
      "7:8: there is no level 'schol' that could cost something; did you mean 'school'?"
    ),
    (
      "cost: {study: 3}\ntarget: {power: 0.8}",
      "7:7: 'cost' says nothing of any level; add what a unit costs, such as '{school: 300}'"
    ),
    (
      "cost: {school: {old: 1, new: 2}}\ntarget: {power: 0.8}",
      "7:16: costs of 'school' by category want the predictor beside them: 'by: PREDICTOR'"
    ),
    (
      "cost: {school: 2, by: arm}\ntarget: {power: 0.8}",
      "7:23: 'by' has nothing to decide; give a level a cost for each category, such as "
        + "'{control: 100, new: 150}'"
    ),
    (
      "cost: {school: {old: 1}, by: arm}\ntarget: {power: 0.8}",
      "7:16: there is no cost for 'new' of 'arm'"
    ),
    (
      "cost: 7\ntarget: {power: 0.8}",
      "7:7: 'cost' gives levels what a unit costs, such as '{study: 5000, school: 300, pupil: 10}', "
        + "not '7'"
    ),
  ])
  func isReportedOnceAndExactly(text: String, message: String) {
    #expect(mistakes(base + text) == [message])
  }
}
