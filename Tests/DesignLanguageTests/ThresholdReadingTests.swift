import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

private let courses = """
  levels: {course: 200, student: {per: course, size: {negative_binomial: {mean: 25, size: 1.2}}}}
  response_rate: 0.7
  model: satisfied ~ 1 + (1 | course)
  family: binomial
  effects: {intercept: {probability: 0.85}}
  random: {course: {sd: 0.6}}

  """

@Suite struct ThresholdReadingTests {
  @Test func everyPartIsRead() throws {
    let study = try plan(
      courses + """
        threshold:
          level: course
          candidates: [5, 10, 23]
          response_at_least: 0.5
          estimators: [raw, shrunken]
          within: 0.10
          below: 0.2
          benchmark: {value: overall, margin: 0.01}
          require: {within: 0.90, shrunken: {reliability: 0.7}}
        """
    ).scenarios[0].study
    #expect(
      study.threshold
        == PublicationThreshold(
          level: 0, candidates: [5, 10, 23], leastResponse: 0.5, estimators: [.raw, .shrunken],
          within: 0.1, below: 0.2, benchmark: .init(value: nil, margin: 0.01),
          requirements: [
            .init(.raw, .within, least: 0.9), .init(.shrunken, .within, least: 0.9),
            .init(.shrunken, .reliability, least: 0.7),
          ]))
    #expect(study.missing == MissingData(answers: .probability(0.7)))
    #expect(study.tests.isEmpty)
    #expect(study.problems == [])
  }

  @Test func whatIsLeftOutHasDefaults() throws {
    let study = try plan(courses + "threshold: {candidates: 5..20 by 5}").scenarios[0].study
    #expect(study.threshold == PublicationThreshold(level: 0, candidates: [5, 10, 15, 20]))
  }

  @Test func theLevelIsTheLowestWithRandomEffects() throws {
    let study = try plan(
      """
      levels: {provider: 30, course: 4 per provider, student: 20 per course}
      model: score ~ 1 + (1 | provider) + (1 | course)
      effects: {intercept: 0}
      random: {provider: {sd: 1}, course: {sd: 1}}
      residual: {sd: 3}
      threshold: {candidates: [10]}
      """
    ).scenarios[0].study
    #expect(study.threshold?.level == 1)
    #expect(!study.publishesFiniteGroups)
  }

  @Test func aResponseRateMayFollowTheResponse() throws {
    let text = courses.replacing(
      "response_rate: 0.7", with: "response_rate: {logit: 1 - satisfied}")
    let study = try plan(text + "threshold: {candidates: [5]}").scenarios[0].study
    #expect(study.losesByResponse)
    #expect(study.missing?.rowExpressions.map(\.description) == ["1 - satisfied"])
  }

  @Test func thresholdsMayBeSwept() throws {
    let plan = try plan(
      courses + "threshold: {candidates: [5], within: 0.1}\ngrid: {threshold.within: [0.05, 0.1]}")
    #expect(plan.scenarios.map(\.study.threshold?.within) == [0.05, 0.1])
  }

  @Test(arguments: [
    ("simulation: {until: {mcse: 0.01}}", "8:14", "until"),
    ("simulation: {calibrate: true}", "8:14", "calibrate"),
    ("target: {power: 0.8}", "8:1", "target"),
  ])
  func settingsOfTestsWantTests(line: String, place: String, key: String) throws {
    let text = courses + "threshold: {candidates: [5]}\n" + line
    #expect(
      mistakes(text) == [
        "\(place): '\(key)' is about the power of tests, of which a design with a 'threshold' has "
          + "those it names under 'tests'; there are none"
      ])
    #expect(mistakes(text + "\ntests: [intercept]") == [])
  }

  @Test func oneGroupIsNoneToCompare() {
    let text = courses.replacing("course: 200", with: "course: 1")
    #expect(
      mistakes(text + "threshold: {candidates: [5]}") == [
        "3:1: 'course' has only one unit, so its random effects have no variance to estimate"
      ])
  }

  @Test func aDesignWithTestsKeepsThem() throws {
    let text = courses + "threshold: {candidates: [5]}\ntests: [intercept]"
    #expect(try plan(text).scenarios[0].study.tests.map(\.name) == ["intercept"])
  }

  @Test(arguments: [
    (
      "threshold: {level: student, candidates: [5]}",
      "7:13: 'student' is the level of the answers themselves; groups of them are published"
    ),
    (
      "threshold: {estimators: [raw]}",
      "7:12: 'threshold' lacks 'candidates', the numbers of answers to choose from; write "
        + "'candidates: [5, 10, 20]'"
    ),
    (
      "threshold: {candidates: 5}",
      "7:25: 'candidates' is a list of numbers, such as '[5, 10, 20]' or '5..50 by 5', not '5'"
    ),
    (
      "threshold: {candidates: [5], estimators: raw}",
      "7:42: 'estimators' is a list such as '[raw, shrunken]', not 'raw'"
    ),
    (
      "threshold: {candidates: [5], estimators: [raw, raw]}",
      "7:48: the estimator 'raw' stands twice"
    ),
    (
      "threshold: {candidates: [5], estimators: [row]}",
      "7:43: there is no estimator 'row'; did you mean 'raw'?"
    ),
    (
      "threshold: {candidates: [5], benchmark: {margin: 0}}",
      "7:41: 'benchmark' lacks 'value'; write '{value: overall}', or a number"
    ),
    (
      "threshold: {candidates: [5], benchmark: {value: 1.5}}",
      "7:42: shares are compared with a share between 0 and 1, but this one is 1.5"
    ),
    (
      "threshold: {candidates: [5], benchmark: {value: 0.2}, below: 0.3}",
      "7:55: a group this far below the benchmark would have a share of -0.1"
    ),
    (
      "threshold: {candidates: [5], below: 0.3}",
      "7:30: 'below' is the distance from a benchmark, and there is none; add "
        + "'benchmark: {value: overall}'"
    ),
    (
      "threshold: {candidates: [5], require: {within: 0.9}}",
      "7:30: 'require' names 'within', but 'threshold' does not say within what; add "
        + "'within: 0.1', say"
    ),
    (
      "threshold: {candidates: [5], estimators: [shrunken], require: {raw: {reliability: 0.9}}}",
      "7:64: 'require' names 'raw', which is not among the 'estimators'"
    ),
    (
      "threshold: {candidates: 0..10 by 5}",
      "7:25: a whole number from 1 on is expected here, not 0"
    ),
    (
      "threshold: {candidates: 1..100}",
      "7:25: 100 candidates are more than the 50 that can be meant"
    ),
  ])
  func aMistakeIsFoundWhereItStands(section: String, message: String) {
    #expect(mistakes(courses + section) == [message])
  }

  @Test(arguments: [
    ("response_rate: 0", "2:16: a response rate is above 0 and at most 1, but this one is 0"),
    ("response_rate: 1.01", "2:16: a response rate is above 0 and at most 1, but this one is 1.01"),
    (
      "response_rate: {logit: 1 + satisfid}",
      "2:28: there is no predictor 'satisfid'; did you mean 'satisfied'?"
    ),
    ("response_rate: [0.5]", "2:16: a number is expected here, not a list"),
  ])
  func responseRatesAreChances(line: String, message: String) {
    let text = courses.replacing("response_rate: 0.7", with: line)
    #expect(mistakes(text + "threshold: {candidates: [5]}") == [message])
  }

  @Test(arguments: [
    (
      "family: binomial", "family: {binomial: probit}",
      "4:1: this version does not serve a threshold with the link 'probit'; logit is"
    ),
    (
      "model: satisfied ~ 1 + (1 | course)", "model: satisfied ~ 1",
      "3:1: a threshold is about groups, but the model has no random term; add one such as "
        + "'(1 | course)'"
    ),
    (
      "random: {course: {sd: 0.6}}", "random: {course: {sd: 0.6, distribution: {t: {df: 4}}}}",
      "6:1: this version does not serve a threshold for yes/no responses with random effects that "
        + "are not normal"
    ),
  ])
  func whatIsNotServedIsRefused(line: String, changed: String, message: String) {
    let text = courses.replacing(line, with: changed) + "threshold: {candidates: [5]}"
    #expect(mistakes(text).contains(message))
  }
}
