import DataTable
import ModelFormula
import StudyDesign

/// Hand-made studies and plans for reports.
enum SampleStudies {
  /// Pupils in schools, half of the schools treated.
  static func tutoring(schools: Int, pupils: Int, effect: Double = 0.25) throws -> Study {
    try study(
      levels: [("school", schools), ("pupil", pupils)],
      predictors: [
        Predictor(
          name: "treatment", level: 0, kind: .numeric,
          source: .assign(values: [0, 1], shares: [0.5, 0.5], balance: .study)),
        Predictor(
          name: "prior", level: 1, kind: .numeric, source: .distribution(.normal(mean: 0, sd: 1))),
      ],
      formula: "score ~ treatment + prior + (1 | school)", coefficients: [0, effect, 0.5],
      random: [RandomTerm(level: 0, covariance: [[0.15]])], residual: 0.6)
  }

  /// A study whose one analysis is its generating model and whose one test is of coefficient 1.
  static func study(
    levels: [(String, Int)], predictors: [Predictor], formula: String, coefficients: [Double],
    random: [RandomTerm], residual: Double
  ) throws -> Study {
    let parsed = try Formula.parse(formula)
    let columns = try ModelColumns(expanding: parsed) { expression in
      predictors.first { $0.name == expression.description }?.kind
    }
    let model = GeneratingModel(
      formula: parsed, columns: columns, coefficients: coefficients, randomTerms: random,
      residualVariance: residual)
    let analysis = Analysis(
      name: "model", formula: parsed, columns: columns, groupingLevels: random.map(\.level),
      estimator: .reml, generatingCoefficient: columns.fixed.indices.map { $0 })
    let tested = min(1, columns.fixed.count - 1)
    let test = StudyTest(
      name: tested == 0 ? "intercept" : columns.fixed[tested].name, analysis: 0,
      coefficient: tested,
      method: random.isEmpty ? .t : .z)
    return Study(
      levels: Level.chain(levels.map { Level(name: $0.0, units: .counted(perParent: $0.1)) }),
      predictors: predictors, model: model, analyses: [analysis], tests: [test])
  }

  /// Adds the analysis `score ~ treatment + prior` without schools, and its test.
  static func addingIgnoredClusters(to study: Study) throws -> Study {
    var study = study
    let formula = try Formula.parse("score ~ treatment + prior")
    study.analyses[0].name = "multilevel"
    study.analyses.append(
      Analysis(
        name: "clusters ignored", formula: formula,
        columns: ModelColumns(fixed: study.model.columns.fixed, bars: [], offsets: []),
        groupingLevels: [], estimator: .reml, generatingCoefficient: [0, 1, 2]))
    study.tests.append(StudyTest(name: "treatment", analysis: 1, coefficient: 1, method: .t))
    return study
  }

  /// Classes in schools, treatment dealt to classes, slopes by school, factors and interactions.
  static func classes() throws -> Study {
    let allocation = Predictor.Source.assign(
      values: [0, 1], shares: [0.5, 0.5], balance: .within(level: 0))
    return try study(
      levels: [("school", 20), ("class", 3), ("pupil", 22)],
      predictors: [
        Predictor(
          name: "arm", level: 1, kind: .factor(categories: ["old", "new"]), source: allocation),
        Predictor(
          name: "prior", level: 2, kind: .numeric, source: .distribution(.normal(mean: 10, sd: 2))),
      ],
      formula: "score ~ arm * prior + (1 + arm + prior | school) + (1 | class)",
      coefficients: [0, 0.2, 0.1, 0.3],
      random: [
        RandomTerm(level: 0, covariance: [[0.1, -0.01, 0], [-0.01, 0.04, 0], [0, 0, 0.01]]),
        RandomTerm(level: 1, covariance: [[0.08]]),
      ], residual: 0.82)
  }

  /// Children measured five times, growing at different rates; predictors drawn once.
  static func growth(children: Int) throws -> Study {
    var study = try study(
      levels: [("child", children), ("occasion", 5)],
      predictors: [
        Predictor(
          name: "arm", level: 0, kind: .factor(categories: ["control", "new", "other"]),
          source: .distribution(
            .discrete(values: [0, 1, 2], probabilities: [0.5, 0.25, 0.25]))),
        Predictor(
          name: "time", level: 1, kind: .numeric,
          source: .expression(try Expression.parse("occasion - 1"))),
      ],
      formula: "y ~ time * arm + (1 + time | child)", coefficients: [10, 1, 0, 0, 0.3, 0.2],
      random: [RandomTerm(level: 0, covariance: [[4, -0.2], [-0.2, 0.25]])], residual: 1.5)
    study.redrawsPredictors = false
    study.tests = [
      StudyTest(name: "time:armnew", analysis: 0, coefficient: 4, method: .z),
      StudyTest(
        name: "late", analysis: 0, coefficient: 5, against: -0.2, side: .greater, alpha: 0.025,
        method: .z),
    ]
    return study
  }

  /// Ten rows of data in three schools of 4, 3 and 3.
  static func data() throws -> Study {
    var study = try study(
      levels: [("school", 3), ("row", 10)],
      predictors: [Predictor(name: "x", level: 1, kind: .numeric, source: .column)],
      formula: "y ~ x + (1 | school) + (0 + x | school)", coefficients: [0, 1],
      random: [
        RandomTerm(level: 0, covariance: [[0.2]]), RandomTerm(level: 0, covariance: [[0.01]]),
      ], residual: 0.8)
    study.levels = [
      Level(name: "school", units: .observed(count: 3)),
      Level(name: "row", units: .observed(count: 10), parents: [0]),
    ]
    let schools = DataColumn(
      name: "school",
      values: .categories(["a", "b", "c"], codes: [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]))
    let x = DataColumn(name: "x", values: .numbers((1...10).map { Double($0) }))
    study.data = DataTable(columns: [schools, x], rowCount: 10)
    return study
  }

  /// Applicants against a norm: one level, no predictors.
  static func applicants(_ count: Int) throws -> Study {
    var study = try study(
      levels: [("applicant", count)], predictors: [], formula: "iq ~ 1", coefficients: [105],
      random: [], residual: 225)
    study.tests[0].against = 100
    return study
  }

  /// All combinations of the axes; `make` gets the labels.
  static func plan(
    title: String, description: String? = nil, axes: [GridAxis] = [], target: Double? = nil,
    replicates: Int = 1000, make: ([String]) throws -> Study
  ) throws -> StudyPlan {
    var coordinates: [[Int]] = [[]]
    for axis in axes {
      coordinates = coordinates.flatMap { start in axis.labels.indices.map { start + [$0] } }
    }
    let scenarios = try coordinates.map { place in
      let study = try make(zip(axes, place).map { $0.labels[$1] })
      let sizes = study.levels.map { level in
        if case .counted(let count) = level.units {
          return Scenario.StatedSize(level: level.name, size: Double(count))
        }
        return Scenario.StatedSize(level: level.name, size: 0)
      }
      return Scenario(coordinates: place, statedSizes: sizes, study: study)
    }
    return StudyPlan(
      title: title, description: description, axes: axes, scenarios: scenarios,
      simulation: SimulationSettings(replicates: replicates, seed: 1), target: target)
  }
}
