import DataTable
import DesignLanguage
import Foundation
import MixedModels
import ModelFormula
import ModelFrame
import PowerStudy
import StudyDesign
import Testing

/// Designs of every kind that this version simulates.
private let designs: [(name: String, text: String)] = [
  (
    "one level, factor and interaction",
    """
    levels: {person: 30}
    predictors:
      arm: {level: person, assign: [control, new, other]}
      x: {level: person, normal: {mean: 100, sd: 15}}
    model: y ~ arm * x
    effects: {intercept: 5, arm: 1, x: 0.1, arm:x: 0.02}
    residual: {sd: 3}
    tests: [x, armnew, armnew:x]
    """
  ),
  (
    "balanced random intercept",
    """
    levels: {school: 12, pupil: 5 per school}
    predictors:
      treatment: {level: school, assign: [0, 1]}
      prior: {level: pupil, normal: {mean: 0, sd: 1}}
    model: score ~ treatment + prior + (1 | school)
    effects: {intercept: 50, treatment: 0.25, prior: 0.5}
    random: {school: {variance: 0.15}}
    residual: {variance: 0.60}
    tests: [{term: treatment, method: z}, {term: prior, method: z}]
    """
  ),
  (
    "slope, three levels",
    """
    levels: {school: 8, class: 3 per school, pupil: 4 per class}
    predictors:
      treatment: {level: class, assign: [0, 1]}
      x: {level: pupil, uniform: [0, 10]}
    model: score ~ treatment + x + (1 + treatment | school) + (1 | class)
    effects: {intercept: 0, treatment: 0.2, x: 0.1}
    random:
      school: {variance: {intercept: 0.10, treatment: 0.02}, correlation: -0.3}
      class: {variance: 0.08}
    residual: {variance: 0.82}
    tests: [{term: treatment, method: z}, {term: x, method: z}]
    """
  ),
  (
    "growth curves by maximum likelihood",
    """
    levels: {person: 15, month: {per: person, values: [0, 3, 6, 12]}}
    predictors: {arm: {level: person, assign: [control, treated]}}
    model: pain ~ month * arm + (1 + month | person)
    effects: {intercept: 50, month: -0.2, arm: 0, month:arm: -0.25}
    random: {person: {sd: {intercept: 8, month: 0.3}, correlation: -0.2}}
    residual: {sd: 5}
    analysis: [{name: a, estimator: ml}]
    tests: [month:arm, month]
    """
  ),
  (
    "analyses that omit a predictor or the clusters",
    """
    levels: {school: 10, pupil: 6 per school}
    predictors:
      treatment: {level: school, assign: [0, 1]}
      prior: {level: pupil, normal: {mean: 2, sd: 1}}
      late: {level: pupil, binary: 0.3}
    model: score ~ treatment + prior + I(prior^2) + late + (1 | school)
    effects: {intercept: 1, treatment: 0.25, prior: 0.5, I(prior^2): 0.1, late: -1}
    random: {school: {variance: 0.2}}
    residual: {variance: 0.8}
    analysis:
      - {name: full}
      - {name: no prior, model: score ~ treatment + (1 | school)}
      - {name: flat, model: score ~ treatment + late}
    tests:
      - {term: treatment, analysis: full, method: z}
      - {term: treatment, analysis: no prior, method: z}
      - {term: late, analysis: flat}
    """
  ),
  (
    "subjects crossed with items within schools",
    """
    levels:
      school: 5
      subject: 4 per school
      item: 3 per school
      trial: 2 per subject x item
    predictors:
      x: {level: trial, normal: {sd: 1}}
      a: {level: item, assign: [-0.5, 0.5]}
    model: y ~ x * a + (1 | school) + (1 + x | subject) + (1 | item)
    effects: {intercept: 1, x: 0.3, a: 0.5, x:a: 0.1}
    random:
      school: {sd: 0.5}
      subject: {sd: {intercept: 1, x: 0.5}, correlation: 0.3}
      item: {sd: 0.8}
    residual: {sd: 1}
    tests: [{term: x, method: z}, {term: a, method: z}, {term: x:a, method: z}]
    """
  ),
  (
    "a crossing with effects of its own",
    """
    levels: {subject: 8, item: 7, trial: 3 per subject x item}
    predictors: {x: {level: item x subject, assign: [0, 1], balance: subject}}
    model: y ~ x + (1 | subject) + (1 | item) + (1 | subject:item)
    effects: {intercept: 0, x: 1}
    random: {subject: {sd: 1}, item: {sd: 1}, subject:item: {sd: 0.8}}
    residual: {sd: 1}
    tests: [{term: x, method: z}]
    """
  ),
  (
    "units drawn for each row, and an analysis without them",
    """
    levels: {area: 9, school: 12, pupil: {per: school, size: 6, in: {area: random}}}
    predictors:
      wealth: {level: area, normal: {sd: 1}}
      treatment: {level: school, assign: [0, 1]}
    model: y ~ wealth + treatment + (1 | school) + (1 | area)
    effects: {intercept: 0, wealth: 1, treatment: 0.5}
    random: {school: {sd: 0.6}, area: {sd: 0.7}}
    residual: {sd: 1}
    analysis:
      - {name: crossed}
      - {name: nested, model: y ~ wealth + treatment + (1 | school)}
    tests: [{term: wealth, method: z}, {term: treatment, method: z}]
    """
  ),
  (
    "predictors drawn once",
    """
    levels: {site: 9, patient: 5 per site}
    predictors:
      treatment: {level: patient, assign: [0, 1]}
      age: {level: patient, normal: {mean: 40, sd: 10}}
    model: y ~ treatment + age + (1 + treatment || site)
    effects: {intercept: 0, treatment: 0.5, age: 0.02}
    random: {site: {variance: {intercept: 0.3, treatment: 0.2}}}
    residual: {variance: 1}
    tests: [{term: treatment, method: z}, {term: age, method: z}]
    simulation: {redraw: false}
    """
  ),
]

private let singularDesigns: [(name: String, text: String)] = [
  (
    "classes randomised within schools",
    """
    levels: {school: 10, class: 3 per school, pupil: 6 per class}
    predictors: {treatment: {level: class, assign: [0, 1]}}
    model: score ~ treatment + (1 + treatment | school) + (1 | class)
    effects: {intercept: 0, treatment: 0.2}
    random:
      school: {variance: {intercept: 0.10, treatment: 0.02}, correlation: -0.3}
      class: {variance: 0.08}
    residual: {variance: 0.82}
    tests: [{term: treatment, method: z}]
    simulation: {replicates: 150}
    """
  ),
  (
    "a slope that hardly varies",
    """
    levels: {person: 10, month: {per: person, values: [0, 3, 6, 12, 24]}}
    predictors: {arm: {level: person, assign: [0, 1]}}
    model: pain ~ month * arm + (1 + month | person)
    effects: {intercept: 50, month: -0.2, arm: 0, month:arm: -0.25}
    random: {person: {sd: {intercept: 4, month: 0.05}, correlation: -0.2}}
    residual: {sd: 5}
    tests: [{term: month:arm, method: z}]
    simulation: {replicates: 150}
    """
  ),
  (
    "three effects, one without variance",
    """
    levels: {site: 12, row: 8 per site}
    predictors:
      x: {level: row, normal: {mean: 0, sd: 1}}
      z: {level: row, normal: {mean: 0, sd: 1}}
    model: y ~ x + z + (1 + x + z | site)
    effects: {intercept: 0, x: 0.2, z: 0.1}
    random:
      site: {variance: {intercept: 0.2, x: 0.1, z: 0}, correlation: {x: {intercept: 0.3}}}
    residual: {variance: 1}
    tests: [{term: x, method: z}, {term: z, method: z}]
    simulation: {replicates: 150}
    """
  ),
]

@Suite struct KnownAnswersReplayTests {
  /// The table that `simulate` writes, through CSV and a formula like any real data, against the
  /// figures that the run recorded. The run stops at a Newton decrement of 1e-9 before its last step;
  /// what remains is a millionth of a standard error, and the bound ten times that.
  @Test(arguments: designs.indices)
  func `a simulated table fitted on its own gives what the run recorded`(index: Int) async throws {
    let design = designs[index]
    let plan = try readPlan(
      design.text,
      set: [.init(path: "simulation.replicates", value: "12")])
    try await compare(plan, replicates: [1, 7, 12], name: design.name)
  }

  /// Many small data sets with small variances: most of these fits are singular, and a run that
  /// stopped at the wrong place of the boundary would differ by far more than the tolerance.
  @Test(arguments: singularDesigns.indices)
  func `singular fits of a run are those of fits on their own`(index: Int) async throws {
    let design = singularDesigns[index]
    let plan = try readPlan(design.text)
    try await compare(plan, replicates: Array(1...150), name: design.name)
    let outcomes = try await StudyRunner(plan: plan, threads: 2).run().scenarios[0].outcomes[0]
    #expect((30...149).contains(outcomes.count { $0 == .singular }))
  }

  @Test func `a data set's rows, in its order, give what the run recorded`() async throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Designs/data/Exam.csv")
    let exam = try DataTable(csv: String(contentsOf: file, encoding: .utf8))
    let estimates = FittedParameters(
      coefficients: [
        "(Intercept)": -0.2, "standLRT": 0.55, "schgendboys": 0.1, "schgendgirls": 0.2,
      ],
      covariances: [[[0.08, 0.02], [0.02, 0.015]]], residualVariance: 0.55)
    let plan = try DesignReader.read(
      text: """
        data: Exam.csv
        parameters: fitted
        predictors:
          schgend: {categories: [mixed, boys, girls]}
          programme: {level: school, assign: [0, 1]}
        model: normexam ~ programme + standLRT + schgend + (1 + standLRT | school)
        effects: {programme: 0.15}
        tests: [{term: programme, method: z}, {term: standLRT, method: z}]
        simulation: {replicates: 8}
        """, fileName: "design.yaml",
      environment: DesignEnvironment(
        loadTable: { _ in exam }, fitParameters: { _, _, _ in estimates }))
    let table = simulateTable(
      scenario: plan.scenarios[0], settings: plan.simulation, replicate: 2)
    #expect(table["standLRT"] == exam["standLRT"])
    #expect(table["normexam"] != exam["normexam"])
    let result = try await StudyRunner(plan: plan, threads: 2).run()
    let analysis = plan.scenarios[0].study.analyses[0]
    for replicate in [1, 7] {
      let simulated = simulateTable(
        scenario: plan.scenarios[0], settings: plan.simulation, replicate: replicate)
      let fit = try ModelFrame(table: simulated, formula: analysis.formula, statedFactors: [])
        .fit(.reml)
      for (test, sample) in zip(plan.scenarios[0].study.tests, result.scenarios[0].samples) {
        let coefficient = fit.coefficients[test.coefficients[0]]
        let se = sample.standardErrors[replicate - 1]
        let estimate = sample.estimates[replicate - 1]
        #expect((estimate - coefficient.estimate).magnitude < 1e-5 * se)
        #expect((se / coefficient.standardError - 1).magnitude < 1e-5)
      }
    }
  }

  /// Fits what `simulate` writes of some replicates and compares with what the run recorded.
  func compare(
    _ plan: StudyPlan, replicates: [Int], name: String
  ) async throws {
    let result = try await StudyRunner(plan: plan, threads: 2).run()
    let scenario = plan.scenarios[0]
    let study = scenario.study
    for replicate in replicates {
      let simulated = simulateTable(
        scenario: scenario, settings: plan.simulation, replicate: replicate)
      let table = try DataTable(csv: simulated.csvText)
      for (test, sample) in zip(study.tests, result.scenarios[0].samples) {
        let analysis = study.analyses[test.analysis]
        let factors = study.predictors.filter { $0.kind != .numeric }.map(\.name)
        let frame = try ModelFrame(
          table: table, formula: analysis.formula, statedFactors: Set(factors),
          residual: analysis.residual.map { $0.request(levels: study.levels) })
        let fit = try frame.fit(analysis.estimator == .reml ? .reml : .ml)
        let coefficient = fit.coefficients[test.coefficients[0]]
        let estimate = sample.estimates[replicate - 1]
        let se = sample.standardErrors[replicate - 1]
        let difference = (estimate - coefficient.estimate).magnitude / se
        #expect(difference < 1e-5, "\(name), replicate \(replicate), \(test.name)")
        let relative = (se / coefficient.standardError - 1).magnitude
        #expect(relative < 1e-5, "\(name), replicate \(replicate), \(test.name)")
        #expect(result.scenarios[0].outcomes[test.analysis][replicate - 1] == fit.outcome)
      }
    }
  }
}

extension ResidualModel {
  /// The same structure as `fit` takes it.
  fileprivate func request(levels: [Level]) -> ResidualRequest {
    let pattern: ResidualRequest.Pattern =
      switch correlation {
      case .independent: .independent
      case .autoregressive: .autoregressive
      case .compoundSymmetry: .compoundSymmetry
      case .unstructured: .unstructured
      }
    return ResidualRequest(
      pattern: pattern, within: within.map { levels[$0].name }, by: groups?.predictor)
  }
}
