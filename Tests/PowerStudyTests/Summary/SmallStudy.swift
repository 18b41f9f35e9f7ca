import MixedModels
import ModelFormula
import PowerStudy
import StudyDesign

/// A study with one coefficient and one analysis, for summaries of hand-made replicates.
enum SmallStudy {
  static func summary(
    test: StudyTest, truth: Double?, outcomes: [FitOutcome], sample: TestSample
  ) -> TestSummary {
    let result = ScenarioResult(observations: [40], outcomes: [outcomes], samples: [sample])
    return ScenarioSummary(study: study(test: test, truth: truth), result: result).tests[0]
  }

  static func study(test: StudyTest, truth: Double?) -> Study {
    let formula = Formula(
      text: "y ~ 1", response: .name("y"), hasIntercept: true, terms: [], offsets: [], bars: [])
    let intercept = ColumnRecipe(name: "(Intercept)", term: Term([]), parts: [])
    let columns = ModelColumns(fixed: [intercept], bars: [], offsets: [])
    let model = GeneratingModel(
      formula: formula, columns: columns, coefficients: [truth ?? 0], randomTerms: [],
      residualVariance: 1)
    let analysis = Analysis(
      name: "model", formula: formula, columns: columns, groupingLevels: [], estimator: .reml,
      generatingCoefficient: [truth == nil ? nil : 0])
    return Study(
      levels: [Level(name: "unit", units: .counted(perParent: 40))], predictors: [], model: model,
      analyses: [analysis], tests: [test])
  }
}
