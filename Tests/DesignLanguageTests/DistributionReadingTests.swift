import DataTable
import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

private let tables = [
  "pilot.csv": DataTable(
    columns: [
      DataColumn(name: "age", values: .numbers([31, .nan, 40, 31])),
      DataColumn(name: "sex", values: .categories(["f", "m"], codes: [1, 0, 1, 1])),
      DataColumn(name: "one", values: .numbers([1, .nan, .nan, .nan])),
    ], rowCount: 4)
]

/// A design with one predictor `x` on its third line.
private func design(_ source: String) -> String {
  """
  levels: {school: 20, pupil: 10 per school}
  predictors:
    x: {level: pupil, \(source)}
  model: y ~ 1 + (1 | school)
  effects: {intercept: 0}
  random: {school: {sd: 1}}
  residual: {sd: 1}
  """
}

@Suite struct DistributionReadingTests {
  @Test(arguments: [
    ("normal: {mean: 1, sd: 2}", Distribution.normal(mean: 1, sd: 2)),
    ("lognormal: {mean: 5, cv: 0.4}", .lognormal(mean: 5, cv: 0.4)),
    ("gamma: {mean: 5, cv: 1 / 2}", .gamma(mean: 5, cv: 0.5)),
    ("t: {df: 4, sd: 2}", .t(degreesOfFreedom: 4, mean: 0, sd: 2)),
    ("t: {df: 4, mean: 1, sd: 2}", .t(degreesOfFreedom: 4, mean: 1, sd: 2)),
    ("uniform: [0, 2]", .uniform(low: 0, high: 2)),
    ("integers: [1, 6]", .integers(low: 1, high: 6)),
    ("exponential: 3", .exponential(mean: 3)),
    ("poisson: 2.5", .poisson(mean: 2.5)),
    ("negative_binomial: {mean: 3, size: 2}", .negativeBinomial(mean: 3, size: 2)),
    ("binary: 0.4", .binary(probability: 0.4)),
    ("categories: {1: 0.3, 5: 0.7}", .discrete(values: [1, 5], probabilities: [0.3, 0.7])),
    ("any_of: [1, 2, 2, 8]", .anyOf([1, 2, 2, 8])),
    ("column: {file: pilot.csv, name: age}", .anyOf([31, 40, 31])),
    (
      "mixture: [{weight: 0.9, normal: {sd: 1}}, {weight: 0.1, gamma: {mean: 4, cv: 1}}]",
      .mixture([
        .init(weight: 0.9, .normal(mean: 0, sd: 1)), .init(weight: 0.1, .gamma(mean: 4, cv: 1)),
      ])
    ),
  ])
  func everyDistributionIsRead(source: String, expected: Distribution) throws {
    let plan = try plan(design(source), in: environment(tables: tables))
    let predictor = plan.scenarios[0].study.predictors[0]
    #expect(predictor.source == .distribution(expected))
    #expect(predictor.kind == .numeric)
  }

  @Test(arguments: [
    ("{t: {df: 4}}", Distribution.t(degreesOfFreedom: 4, mean: 0, sd: 1)),
    ("{gamma: {cv: 0.5}}", .gamma(mean: 1, cv: 0.5)),
    ("{lognormal: {cv: 2}}", .lognormal(mean: 1, cv: 2)),
    (
      "{mixture: [{weight: 0.9, normal: {}}, {weight: 0.1, normal: {mean: 3, sd: 2}}]}",
      .mixture([
        .init(weight: 0.9, .normal(mean: 0, sd: 1)), .init(weight: 0.1, .normal(mean: 3, sd: 2)),
      ])
    ),
  ])
  func shapesNeedNoMeanOrSD(text: String, expected: Distribution) throws {
    let plan = try plan(
      design("normal: {sd: 1}").replacing(
        "{school: {sd: 1}}", with: "{school: {sd: 1, distribution: \(text)}}"
      )
      .replacing("residual: {sd: 1}", with: "residual: {distribution: \(text), sd: 2}"))
    let model = plan.scenarios[0].study.model
    #expect(model.randomTerms[0] == RandomTerm(level: 0, covariance: [[1]], distribution: expected))
    #expect(model.residualDistribution == expected)
    #expect(model.residualVariance == 4)
  }

  @Test func shapesCanBeSwept() throws {
    let plan = try plan(
      design("normal: {sd: 1}").replacing(
        "{school: {sd: 1}}", with: "{school: {sd: 1, distribution: {t: {df: 4}}}}")
        + "\ngrid: {random.school.distribution: {normal: {normal: {}}, skewed: {gamma: {cv: 1}}}, "
        + "residual.distribution.t.df: [3, 30]}")
    let shapes = plan.scenarios.map(\.study.model.randomTerms[0].distribution)
    #expect(shapes[0] == .normal(mean: 0, sd: 1))
    #expect(shapes[2] == .gamma(mean: 1, cv: 1))
    #expect(
      plan.scenarios[1].study.model.residualDistribution
        == .t(degreesOfFreedom: 30, mean: 0, sd: 1))
  }

  @Test func categoriesAreFactors() throws {
    for (source, categories, values) in [
      ("any_of: [low, high]", ["low", "high"], [0.0, 1]),
      ("column: {file: pilot.csv, name: sex}", ["f", "m"], [1, 0, 1, 1]),
    ] {
      let plan = try plan(design(source), in: environment(tables: tables))
      let predictor = plan.scenarios[0].study.predictors[0]
      #expect(predictor.kind == .factor(categories: categories))
      #expect(predictor.source == .distribution(.anyOf(values)))
    }
  }

  @Test func valuesThatAreMissingAreLeftOutAndThatIsSaid() throws {
    let source = "column: {file: pilot.csv, name: age}"
    let plan = try plan(design(source), in: environment(tables: tables))
    #expect(
      plan.remarks == [
        "1 of 4 values of column 'age' of 'pilot.csv' is missing; the others are drawn from."
      ])
  }

  @Test func parametersOfDistributionsArePaths() throws {
    for (source, path) in [
      ("gamma: {mean: 5, cv: 0.5}", "predictors.x.gamma.cv"),
      ("mixture: [{weight: 1, gamma: {mean: 5, cv: 0.5}}]", "predictors.x.mixture.1.gamma.cv"),
    ] {
      let plan = try plan(design(source) + "\ngrid: {\(path): [0.5, 1]}")
      let sources = plan.scenarios.map(\.study.predictors[0].source)
      let wanted = [0.5, 1].map { Distribution.gamma(mean: 5, cv: $0) }
      let whole =
        source.hasPrefix("mixture") ? wanted.map { .mixture([.init(weight: 1, $0)]) } : wanted
      #expect(sources == whole.map { .distribution($0) })
    }
  }

  @Test(arguments: [
    ("gamma: {cv: 1}", "3:21: 'gamma' lacks 'mean'; add 'mean: NUMBER'"),
    (
      "negative_binomial: {}",
      "3:21: 'negative_binomial' lacks 'mean' and 'size'; add 'mean: NUMBER, size: NUMBER'"
    ),
    ("gamma: {mean: 1, vc: 1}", "3:38: 'gamma' has no key 'vc'; did you mean 'cv'?"),
    ("gamma: {mean: 0, cv: 1}", "3:29: this mean must be above 0, but is 0"),
    (
      "lognormal: {mean: 1, cv: -1}",
      "3:42: a coefficient of variation cannot be below 0, but is -1"
    ),
    (
      "t: {df: 2, sd: 1}",
      "3:25: a t distribution has a standard deviation from more than 2 degrees of freedom on, but "
        + "this one has 2"
    ),
    ("t: {df: 4}", "3:21: 't' lacks 'sd'; add 'sd: NUMBER'"),
    (
      "integers: [1, 2.5]",
      "3:21: the bounds of whole numbers are whole numbers, but this one is 2.5"
    ),
    (
      "integers: 4", "3:31: 'integers' is a list of two numbers, such as '[0, 1]', not '4'"
    ),
    ("exponential: -1", "3:21: this mean must be above 0, but is -1"),
    (
      "poisson: 1e10",
      "3:21: a mean count of 1e+10 is more than the 1,000,000,000 that can be meant"
    ),
    (
      "negative_binomial: {mean: 1, size: 0}",
      "3:50: the size of a negative binomial is above 0, but this one is 0"
    ),
    ("categories: {1: 0.5, 2: 0.4}", "3:21: the probabilities must sum to 1, but sum to 0.9"),
    ("any_of: [1]", "3:21: two values or more are needed, but there is one"),
    ("any_of: 1", "3:29: 'any_of' is a list, such as '[a, b]', not '1'"),
    (
      "mixture: {weight: 1}",
      "3:30: 'mixture' lists parts with weights, such as '[{weight: 0.9, normal: {sd: 1}}, "
        + "{weight: 0.1, normal: {sd: 3}}]', not a mapping of keys to values"
    ),
    (
      "mixture: [{weight: 1}]",
      "3:31: a part of a mixture has a 'weight' and a distribution, such as "
        + "'{weight: 0.9, normal: {sd: 1}}'"
    ),
    (
      "mixture: [{weight: 0.5, normal: {sd: 1}}]",
      "3:21: the probabilities must sum to 1, but sum to 0.5"
    ),
    (
      "mixture: [{weight: 1, normal: {sd: 1}, binary: 0.5}]",
      "3:60: both 'normal' and 'binary' stand here; keep one distribution"
    ),
    (
      "mixture: [{weight: 1, categories: {a: 0.5, b: 0.5}}]",
      "3:43: numbers are needed here, but 'categories' gives names of categories"
    ),
    (
      "mixture: [{weight: 1, normal: {sd: -1}}]",
      "3:52: a standard deviation cannot be below 0, but is -1"
    ),
    (
      "column: {file: pilot.csv}",
      "3:29: 'column' needs the file and the name of its column: {file: FILE, name: COLUMN}"
    ),
    (
      "column: {file: pilot.csv, name: agee}",
      "3:53: the file has no column 'agee'; did you mean 'age'?"
    ),
    (
      "column: {file: pilot.csv, name: one}",
      "3:53: column 'one' of 'pilot.csv' has fewer than two values to draw from"
    ),
    (
      "column: {file: none.csv, name: age}",
      "3:36: 'none.csv' cannot be read: there is no such file"
    ),
  ])
  func aDistributionThatCannotBeIsRefused(source: String, message: String) {
    #expect(mistakes(design(source), in: environment(tables: tables)) == [message])
  }
}
