import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

/// A right design, of which each test changes a line.
private func design(_ predictor: String = "", _ correlations: String = "{}") -> String {
  """
  levels: {school: 20, class: 3 per school, pupil: 10 per class}
  predictors:
    a: {normal: {mean: 1, sd: {school: 2, pupil: 3}}}
    b: {level: pupil, gamma: {mean: 2, cv: 1}}
    k: {level: class, any_of: [low, high]}
    v: {level: school, assign: [0, 1]}
    \(predictor)
  correlations: \(correlations)
  model: y ~ a + b + (1 | school)
  effects: {intercept: 0, a: 1, b: 2}
  random: {school: {sd: 1}}
  residual: {sd: 1}
  """
}

@Suite struct PredictorReadingTests {
  @Test func partsMeansAndChangesAreRead() throws {
    let text = design("m: {mean_of: a, by: school, centre: grand, standardise: yes}")
      .replacing("cv: 1}", with: "cv: 1}, centre: class, reliability: 0.7, redraw: no")
    let found = try plan(text).scenarios[0].study.predictors
    #expect(
      found[0]
        == Predictor(
          name: "a", level: 2, kind: .numeric,
          source: .parts(mean: 1, [.init(level: 0, sd: 2), .init(level: 2, sd: 3)])))
    #expect(
      found[1]
        == Predictor(
          name: "b", level: 2, kind: .numeric, source: .distribution(.gamma(mean: 2, cv: 1)),
          centre: .within(level: 1), reliability: 0.7, redraws: false))
    #expect(
      found[4]
        == Predictor(
          name: "m", level: 0, kind: .numeric, source: .meanOf("a"), centre: .grand,
          isStandardised: true))
  }

  @Test func correlationsAreReadForEveryLevelThatTwoShare() throws {
    let text = design(
      "c: {normal: {sd: {school: 1, pupil: 1}}}", "{a: {b: 0.5, c: 0.3}, c: {b: {pupil: -0.2}}}")
    let found = try plan(text).scenarios[0].study.correlations
    #expect(
      found == [
        PredictorCorrelation("a", "b", level: 2, value: 0.5),
        .init("a", "c", level: 0, value: 0.3), .init("a", "c", level: 2, value: 0.3),
        .init("c", "b", level: 2, value: -0.2),
      ])
    let swept = try plan(
      design("", "{a: {b: 0.5}}") + "\ngrid: {correlations.a.b: [0, 0.7]}")
    #expect(swept.scenarios.map(\.study.correlations[0].value) == [0, 0.7])
  }

  @Test(arguments: [
    ("m: {mean_of: a}", "7:7: 'm' is a mean over the units of what? add 'by:' with a level"),
    ("m: {mean_of: aa, by: school}", "7:16: there is no predictor 'aa'; did you mean 'a'?"),
    (
      "m: {mean_of: k, by: school}",
      "7:7: 'k' has categories; a mean is of numbers, such as 0 and 1"
    ),
    (
      "m: {mean_of: v, by: class}",
      "7:19: 'by' names a level in whose units those of 'school' lie, where 'v' varies; 'class' is "
        + "not"
    ),
    (
      "m: {mean_of: b, by: school, level: class}",
      "7:31: a mean varies at the level after 'by' ('school'), not at 'class'; leave 'level' out"
    ),
    (
      "m: {mean_of: m, by: school}",
      "7:3: 'm' is computed from itself; a 'value' uses other predictors"
    ),
    (
      "m: {level: pupil, normal: {sd: 1}, by: school}",
      "7:38: 'by' goes with 'mean_of', which is not given"
    ),
    (
      "m: {level: school, normal: {sd: {school: 1, class: 2}}}",
      "7:7: the predictor is said to vary at 'school', but has a part at 'class', in which no "
        + "'school' lies; leave 'level' out"
    ),
    (
      "m: {normal: {sd: {school: -1, class: 2}}}",
      "7:21: a standard deviation cannot be below 0, but is -1"
    ),
    (
      "m: {normal: {sd: {scool: 1, class: 2}}}",
      "7:21: there is no level 'scool'; did you mean 'school'?"
    ),
    (
      "m: {level: class, normal: {sd: 1}, centre: pupil}",
      "7:38: 'centre' is 'grand' or names a level above 'class', where the predictor varies; "
        + "'pupil' is not"
    ),
    (
      "m: {level: class, any_of: [x, y], standardise: yes}",
      "7:37: 'standardise' is for numbers, and 'm' has categories"
    ),
    (
      "m: {level: class, normal: {sd: 1}, reliability: 1.2}",
      "7:38: a reliability is a share above 0 and at most 1, but this one is 1.2"
    ),
    (
      "m: {value: a + 1, reliability: 0.8}",
      "7:21: 'm' is computed, so that its error follows from its inputs; give these a reliability"
    ),
    (
      "m: {level: pupil, assign: [0, 1], balance: k, redraw: no}",
      "7:49: 'm' is dealt within the values of 'k', which are drawn anew for each replicate, so "
        + "that it cannot be the same in all; take 'redraw' off"
    ),
    (
      "m: {value: a + 1, redraw: no}",
      "7:21: 'm' is computed and drawn with its inputs; give these 'redraw'"
    ),
  ])
  func aPredictorThatCannotBeIsRefused(predictor: String, message: String) {
    #expect(mistakes(design(predictor)) == [message])
  }

  @Test(arguments: [
    (
      "[a, b]",
      "8:15: 'correlations' are of two predictors each, such as '{a: {b: 0.3}}' or "
        + "'{a: {b: {school: 0.3, pupil: 0.5}}}', not a list"
    ),
    ("{a: {c: 0.5}}", "8:20: there is no predictor 'c'; describe it under 'predictors'"),
    ("{a: {b: 2}}", "8:20: a correlation lies between -1 and 1, but this one is 2"),
    ("{a: {a: 0.5}}", "8:20: 'a' stands on both sides; its correlation is 1"),
    ("{a: {b: {school: 0.5}}}", "8:20: 'b' has no part at 'school' to correlate"),
    ("{a: {b: {scholl: 0.5}}}", "8:24: there is no level 'scholl'; did you mean 'school'?"),
    (
      "{k: {b: 0.5}}",
      "8:20: 'k' and 'b' vary at no level in common; a correlation between levels is that of "
        + "parts: normal: {sd: {A: NUMBER, B: NUMBER}}"
    ),
    (
      "{a: {v: 0.5}}",
      "8:20: 'v' is not drawn from a distribution, so that its correlations cannot be stated"
    ),
    (
      "{a: {b: 0.5}, b: {a: 0.5}}",
      "8:33: the pair of 'b' and 'a' has two correlations at 'pupil'; keep one"
    ),
  ])
  func aCorrelationThatCannotBeIsRefused(correlations: String, message: String) {
    #expect(mistakes(design("", correlations)) == [message])
  }

  @Test func correlationsThatCannotBeTogetherAreRefusedByLevel() {
    let text = design(
      "c: {normal: {sd: {school: 1, pupil: 1}}}", "{a: {b: 0.9, c: {pupil: -0.9}}, c: {b: 0.9}}")
    #expect(
      mistakes(text) == [
        "8:51: no predictors can have these correlations at 'pupil': the matrix is not positive "
          + "semi-definite; bring the correlations closer to 0 or to each other"
      ])
  }

  @Test func aPredictorThatCorrelatesHasNoShareOfItsOwn() {
    let text = design("c: {level: pupil, normal: {}}", "{b: {c: 0.5}}")
      .replacing("a + b +", with: "a + c +").replacing("b: 2}", with: "c: {r2: 0.2}}")
    #expect(
      mistakes(text) == [
        "10:39: 'c' correlates with other predictors, so that no share of the variance is its own; "
          + "give it an SD and its coefficient a number"
      ])
  }
}
