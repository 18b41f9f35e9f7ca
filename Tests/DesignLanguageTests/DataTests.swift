import DataTable
import DesignLanguage
import Foundation
import ModelFormula
import StudyDesign
import Testing

/// Two schools of two classes, two pupils each; one pupil lacks a score.
private let table: DataTable = {
  let csv = """
    school,class,age,sex,y,kind,odd
    1,a,10,f,1,x,1
    1,a,11,m,2,x,2
    1,b,12,f,3,x,oops
    1,b,13,m,4,x,4
    2,c,10,f,5,z,5
    2,c,,m,6,z,6
    2,d,12,f,7,z,7
    2,d,13,m,8,z,8
    """
  guard let table = try? DataTable(csv: csv) else { preconditionFailure("the table is wrong") }
  return table
}()

private func design(_ model: String, _ more: String = "") -> String {
  """
  data: t.csv
  model: \(model)
  random: {school: {sd: 0.1}}
  residual: {sd: 1}
  \(more)
  """
}

@Suite struct DataTests {
  private let files = environment(tables: ["t.csv": table])

  @Test func levelsAreTheGroupingFactorsOuterFirstAndTheRows() throws {
    let text = """
      data: t.csv
      model: y ~ age + sex + kind + (1 | school/class)
      effects: {intercept: 0, age: 1, sex: 0.5, kind: 2}
      random: {school: {sd: 0.1}, class: {sd: 0.2}}
      residual: {sd: 1}
      """
    let plan = try plan(text, in: files)
    let study = plan.scenarios[0].study
    #expect(
      study.levels == [
        Level(name: "school", units: .observed(count: 2)),
        Level(name: "school:class", units: .observed(count: 4), parents: [0]),
        Level(name: "observation", units: .observed(count: 7), parents: [1]),
      ])
    #expect(
      plan.scenarios[0].statedSizes == [
        Scenario.StatedSize(level: "school", size: 2),
        Scenario.StatedSize(level: "school:class", size: 4),
      ])
    #expect(
      study.predictors == [
        Predictor(name: "age", level: 2, kind: .numeric, source: .column),
        Predictor(name: "sex", level: 2, kind: .factor(categories: ["f", "m"]), source: .column),
        Predictor(name: "kind", level: 0, kind: .factor(categories: ["x", "z"]), source: .column),
      ])
    #expect(study.model.columns.fixed.map(\.name) == ["(Intercept)", "age", "sexm", "kindz"])
    #expect(plan.remarks == ["1 of 8 rows of t.csv have missing values and were dropped"])
    #expect(study.data?.rowCount == 7)
    #expect(
      study.data?["school:class"]?.values
        == .categories(["1:a", "1:b", "2:c", "2:d"], codes: [0, 0, 1, 1, 2, 3, 3]))
  }

  @Test func theOrderOfCategoriesCanBeStated() throws {
    let text = design(
      "y ~ sex + (1 | school)",
      "predictors: {sex: {categories: [m, f]}}\neffects: {intercept: 0, sex: 1}")
    let study = try plan(text, in: files).scenarios[0].study
    #expect(study.model.columns.fixed.map(\.name) == ["(Intercept)", "sexf"])
    #expect(
      study.data?["sex"]?.values
        == .categories(["m", "f"], codes: [1, 0, 1, 0, 1, 0, 1, 0]))
  }

  @Test func newPredictorsVaryAtALevelOfTheFile() throws {
    let text = design(
      "y ~ new + (1 | school)",
      "predictors: {new: {level: school, assign: [0, 1]}}\neffects: {intercept: 0, new: 1}")
    let study = try plan(text, in: files).scenarios[0].study
    #expect(
      study.predictors == [
        Predictor(
          name: "new", level: 0, kind: .numeric,
          source: .assign(values: [0, 1], shares: [1, 1], balance: .study))
      ])
    #expect(study.rowCount == 8)
  }

  @Test func groupingFactorsThatCrossAreLevelsOfTheirOwn() throws {
    let table = try DataTable(
      csv: """
        item,school,subject,age
        a,1,u,9
        b,1,u,9
        a,1,v,8
        b,1,v,8
        c,2,w,7
        a,2,w,7
        """)
    let text = """
      data: crossed.csv
      model: y ~ age + (1 | subject) + (1 | item) + (1 | school)
      effects: {intercept: 0, age: 1}
      random: {subject: {sd: 1}, item: {sd: 1}, school: {sd: 1}}
      residual: {sd: 1}
      """
    let study = try plan(text, in: environment(tables: ["crossed.csv": table])).scenarios[0].study
    #expect(study.levels.map(\.name) == ["school", "subject", "item", "observation"])
    #expect(study.levels.map(\.parents) == [[], [0], [], [2, 1]])
    #expect(study.predictors.map(\.level) == [1])
  }

  @Test func fittedParametersFillWhatIsNotStated() throws {
    let file = packageFolder.appending(path: "Designs/london-schools.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let plan = try plan(text, in: londonSchools)
    let model = plan.scenarios[2].study.model
    #expect(
      model.columns.fixed.map(\.name)
        == ["(Intercept)", "programme", "standLRT", "schgendboys", "schgendgirls"])
    #expect(model.coefficients == [-0.2, 0.2, 0.55, 0.1, 0.2])
    #expect(
      model.randomTerms == [RandomTerm(level: 0, covariance: [[0.08, 0.02], [0.02, 0.015]])])
    #expect(model.residualVariance == 0.55)
    #expect(plan.remarks.count == 1)
    #expect(plan.remarks[0].hasPrefix("This is power at the observed estimates."))
    #expect(plan.scenarios[2].study.levels.map(\.name) == ["school", "observation"])
    #expect(plan.scenarios[2].study.rowCount == 4059)
  }

  @Test func shapesGoWithFittedVariancesAndMeansWithColumns() throws {
    let file = packageFolder.appending(path: "Designs/london-schools.yaml")
    let text =
      try String(contentsOf: file, encoding: .utf8)
      .replacing("predictors:", with: "predictors:\n  entry: {mean_of: standLRT, by: school}")
      + "\nrandom: {school: {distribution: {t: {df: 5}}}}\n"
      + "residual: {distribution: {gamma: {cv: 1}}}\n"
    let study = try plan(text, in: londonSchools).scenarios[0].study
    #expect(study.model.randomTerms[0].covariance == [[0.08, 0.02], [0.02, 0.015]])
    #expect(study.model.randomTerms[0].distribution == .t(degreesOfFreedom: 5, mean: 0, sd: 1))
    #expect(study.model.residualVariance == 0.55)
    #expect(study.model.residualDistribution == .gamma(mean: 1, cv: 1))
    let entry = try #require(study.predictors.first { $0.name == "entry" })
    #expect(entry.source == .meanOf("standLRT"))
    #expect(entry.level == 0)
  }

  @Test(arguments: [
    (
      "y ~ agee + (1 | school)", "effects: {intercept: 0, agee: 1}",
      "2:12: there is no predictor 'agee'; did you mean 'age'?"
    ),
    (
      "y ~ age + (1 | schol)", "effects: {intercept: 0, age: 1}",
      "2:23: the file has no column 'schol'; did you mean 'school'?"
    ),
    (
      "y ~ odd + (1 | school)", "effects: {intercept: 0, odd: 1}",
      "2:12: column 'odd' of the file holds numbers and text such as 'oops'; a number must stand "
        + "in every row"
    ),
    (
      "y ~ 1 + (1 | school)", "effects: {intercept: 0}\nlevels: {schol: 10}",
      "6:10: there is no level 'schol'; did you mean 'school'?"
    ),
    (
      "y ~ 1 + (1 | school)", "effects: {intercept: 0}\nlevels: [10]",
      "6:9: beside 'data', 'levels' says how many units of one grouping factor are drawn, such as "
        + "'{school: 100}', not a list"
    ),
    (
      "y ~ 1 + (1 | school)", "effects: {intercept: 0}\nlevels: {school: 2.5}",
      "6:18: a whole number from 1 on is expected here, not 2.5"
    ),
    (
      "y ~ school + (1 | school)", "effects: {intercept: 0}",
      "2:12: this version does not serve a column of the file that is a grouping factor and a "
        + "predictor at once ('school')"
    ),
    (
      "y ~ sex + (1 | school)",
      "effects: {intercept: 0, sex: 1}\npredictors: {sex: {categories: [m, w]}}",
      "6:20: no row has the category 'w' of 'sex': leave it out"
    ),
    (
      "y ~ age + (1 | school)",
      "effects: {intercept: 0, age: 1}\npredictors: {age: {level: school, normal: {sd: 1}}}",
      "6:14: the name 'age' is taken; response, levels, predictors and 'let' names share one table"
    ),
  ])
  func saysWhatIsWrongWithADataDesign(model: String, more: String, message: String) {
    let found = mistakes(design(model, more), in: files)
    #expect(found.contains(message))
  }

  @Test func aFileThatCannotBeReadIsNamedOnce() {
    let text = design("y ~ age + (1 | school)", "effects: {intercept: 0, age: 1}")
    #expect(mistakes(text) == ["1:7: 't.csv' cannot be read: there is no such file"])
  }

  @Test func aFitThatFailsIsTheOnlyMistake() {
    let text = """
      data: t.csv
      model: y ~ age + (1 | school)
      parameters: fitted
      """
    #expect(
      mistakes(text, in: files) == [
        "3:13: the parameters cannot be fitted: there is no such file"
      ])
    #expect(
      mistakes(text + "\neffects: {ag: 1}\nrandom: {school: {d: 1}}", in: files).count == 3)
  }

  @Test(
    "A predictor that the file lacks has no fitted effect, also where no effect is stated at all")
  func newPredictorsNeedEffects() {
    let text = """
      data: data/Exam.csv
      parameters: fitted
      levels: {school: 100}
      predictors:
        schgend: {categories: [mixed, boys, girls]}
        programme: {level: school, assign: [0, 1]}
      model: normexam ~ programme + standLRT + schgend + (1 + standLRT | school)
      tests: [programme]
      """
    let message =
      "the design has no 'effects'; add one, such as 'effects: {programme: 0}'"
    #expect(mistakes(text, in: londonSchools) == ["1:1: \(message)"])
  }

  @Test func aColumnOfNumbersWithTextAddsNoCoefficients() {
    let text = """
      data: t.csv
      model: y ~ odd + (1 | school)
      parameters: fitted
      tests: [odd]
      """
    #expect(
      mistakes(text, in: files) == [
        "2:12: column 'odd' of the file holds numbers and text such as 'oops'; a number must stand "
          + "in every row"
      ])
  }

  @Test func parametersNeedData() {
    let text = """
      levels: {person: 20}
      parameters: fitted
      model: y ~ 1
      effects: {intercept: 0}
      residual: {sd: 1}
      """
    #expect(mistakes(text) == ["2:1: 'parameters' goes with 'data', which is not given"])
  }
}
