import DataTable
import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

@testable import PowerStudy

/// A plan of a design that needs no files.
private func plan(_ text: String) throws -> StudyPlan {
  struct NoFile: Error {}
  return try DesignReader.read(
    text: text, fileName: "d.yaml",
    environment: DesignEnvironment(
      loadTable: { _ in throw NoFile() }, fitParameters: { _, _, _ in throw NoFile() }))
}

private let designs: [String: String] = [
  "intercepts": """
  levels: {school: 12, pupil: 9 per school}
  predictors:
    treatment: {level: school, assign: [0, 1]}
    prior: {level: pupil, normal: {sd: 1}}
  model: score ~ treatment + prior + (1 | school)
  effects: {intercept: 1, treatment: 0.4, prior: 0.5}
  random: {school: {variance: 0.3}}
  residual: {variance: 0.6}
  simulation: {replicates: 6, seed: 4}
  """,
  "slopes": """
  levels: {person: 15, visit: 6 per person}
  predictors: {time: {level: visit, values: [0, 1, 2, 3, 4, 5]}}
  model: y ~ time + (1 + time | person)
  effects: {intercept: 3, time: 0.4}
  random: {person: {sd: {intercept: 1, time: 0.5}, correlation: 0.2}}
  residual: {sd: 0.8}
  missing: 0.2
  simulation: {replicates: 6, seed: 2}
  """,
  "crossed": """
  levels: {subject: 8, item: 6, trial: 1 per subject x item}
  predictors: {a: {level: item, assign: [0, 1]}}
  model: y ~ a + (1 | subject) + (1 | item)
  effects: {intercept: 0, a: 0.5}
  random: {subject: {sd: 0.7}, item: {sd: 0.5}}
  residual: {sd: 1}
  simulation: {replicates: 6, seed: 3}
  """,
  "yes or no": """
  levels: {village: 14, child: 20 per village}
  predictors:
    nets: {level: village, assign: [0, 1]}
    age: {level: child, normal: {sd: 1}}
  model: ill ~ nets + age + (1 | village)
  family: binomial
  effects: {intercept: -0.5, nets: -0.6, age: 0.3}
  random: {village: {sd: 0.9}}
  simulation: {replicates: 6, seed: 5}
  """,
  "counts": """
  levels: {clinic: 12, patient: 10 per clinic}
  predictors: {time: {level: patient, uniform: [1, 4]}, x: {level: patient, normal: {sd: 1}}}
  model: falls ~ x + offset(log(time)) + (1 + x || clinic)
  family: poisson
  effects: {intercept: 0.2, x: 0.3}
  random: {clinic: {sd: {intercept: 0.5, x: 0.3}}}
  simulation: {replicates: 6, seed: 6}
  """,
  "ratings": """
  levels: {judge: 15, bottle: 8, rating: 1 per judge x bottle}
  predictors: {temp: {level: bottle, assign: [cold, warm]}}
  model: bitter ~ temp + (1 | judge)
  family: ordinal
  effects: {cuts: {probabilities: [0.2, 0.4, 0.3, 0.1]}, temp: {odds_ratio: 3}}
  random: {judge: {sd: 1.2}}
  simulation: {replicates: 6, seed: 7}
  """,
]

private func dataSet(_ name: String, replicate: Int = 3) throws -> FittedDataSet {
  let plan = try plan(designs[name]!)
  return FittedDataSet(
    scenario: plan.scenarios[0], settings: plan.simulation, replicate: replicate)
}

@Suite struct FittedDataSetTests {
  @Test(arguments: designs.keys.sorted())
  func theDataAreThoseOfSimulate(name: String) throws {
    let plan = try plan(designs[name]!)
    let data = try dataSet(name)
    let table = simulateTable(
      scenario: plan.scenarios[0], settings: plan.simulation, replicate: 3)
    let response = plan.scenarios[0].study.model.formula.response.description
    let column = try #require(table[response])
    guard case .numbers(let numbers) = column.values else {
      Issue.record("the response is no number")
      return
    }
    let shift = plan.scenarios[0].study.model.family.isOrdinal ? 1.0 : 0
    #expect(numbers.filter { !$0.isNaN } == data.response.map { $0 + shift })
    let level = try #require(table[plan.scenarios[0].study.levels[0].name])
    if case .numbers(let units) = level.values {
      let left = units.indices.filter { !numbers[$0].isNaN }.map { Int(units[$0]) - 1 }
      #expect(left == data.units[0])
    }
  }

  /// The optimisers of a run stop at tolerances of simulation, some 1e-5 of a standard error; that of one data
  /// set goes on: estimates agree to 1e-4.
  @Test(arguments: designs.keys.sorted())
  func theFitIsThatOfTheRun(name: String) async throws {
    let plan = try plan(designs[name]!)
    let run = try await StudyRunner(plan: plan, threads: 1).run()
    for replicate in [1, 4] {
      let data = FittedDataSet(
        scenario: plan.scenarios[0], settings: plan.simulation, replicate: replicate)
      let fit = try #require(data.fit)
      for (index, test) in data.study.tests.enumerated() {
        guard case .coefficient(let coefficient) = test.hypothesis else { continue }
        let estimate = run.scenarios[0].samples[index].estimates[replicate - 1]
        #expect(abs(fit.coefficients[coefficient] - estimate) < 1e-4, "\(test.name)")
      }
    }
  }

  /// With independent normal effects the score of each unit's effects is 0 at the mode: Σ z s = G⁻¹u, s the
  /// derivative of the log density; here for terms of one effect, where G⁻¹u is u/τ².
  @Test(arguments: ["intercepts", "crossed", "yes or no", "counts", "ratings"])
  func scoresVanishAtTheModes(name: String) throws {
    let data = try dataSet(name)
    let fit = try #require(data.fit)
    let analysis = data.analysis
    let levels = Set(analysis.groupingLevels)
    var modes: [Int: [[[Double]?]]] = [:]
    for level in levels {
      let count = (data.units[level]!.max() ?? 0) + 1
      guard let all = data.deviations(ofLevel: level, units: Array(0..<count)) else {
        Issue.record("no modes of level \(level)")
        return
      }
      modes[level] = all
    }
    let density = ResponseDensity(family: fit.family, residualVariance: fit.residualVariance)
    var scores = [Double](repeating: 0, count: data.response.count)
    for row in data.response.indices {
      var eta = try #require(data.fixedPart(row: row))
      for level in levels {
        eta += data.deviation(row: row, modes[level]![data.units[level]![row]])
      }
      scores[row] =
        density.derivatives(data.response[row], trials: data.trials[row], at: eta).score
    }
    for (term, level) in analysis.groupingLevels.enumerated() {
      let variance = fit.covariances[term][0][0]
      guard variance > 1e-6 else { continue }
      for unit in modes[level]!.indices {
        let sum = data.response.indices.filter { data.units[level]![$0] == unit }.reduce(0.0) {
          $0 + scores[$1] * data.value(of: analysis.columns.bars[term].columns[0], row: $1)
        }
        let effect = try #require(modes[level]![unit][term])[0]
        #expect(abs(sum - effect / variance) < 1e-4 * max(1, abs(sum)), "\(term) \(unit)")
      }
    }
  }

  /// Balanced: n τ²/(n τ² + σ²) times the unit's mean residual.
  @Test func predictionsOfABalancedDesignAreShrunkenMeans() throws {
    let data = try dataSet("intercepts")
    let fit = try #require(data.fit)
    let modes = try #require(data.deviations(ofLevel: 0, units: [0, 5]))
    let shrinkage =
      9 * fit.covariances[0][0][0] / (9 * fit.covariances[0][0][0] + fit.residualVariance)
    for (place, unit) in [0, 5].enumerated() {
      let rows = data.response.indices.filter { data.units[0]![$0] == unit }
      let mean = try rows.reduce(0.0) {
        try $0 + data.response[$1] - #require(data.fixedPart(row: $1))
      }
      let effect = try #require(modes[place][0])[0]
      #expect(abs(effect - shrinkage * mean / 9) < 1e-8)
    }
  }

  /// V⁻¹ of one person worked out by hand: u = G Z'(ZGZ' + σ²I)⁻¹(y - Xβ), so that
  /// (ZGZ' + σ²I)G⁻¹... is checked as (Z'Z/σ² + G⁻¹)u = Z'(y - Xβ)/σ².
  @Test func slopesSolveHendersonsEquations() throws {
    let data = try dataSet("slopes")
    let fit = try #require(data.fit)
    let g = fit.covariances[0]
    let determinant = g[0][0] * g[1][1] - g[0][1] * g[0][1]
    for unit in 0..<15 {
      let modes = try #require(data.deviations(ofLevel: 0, units: [unit]))
      let u = try #require(modes[0][0])
      let rows = data.response.indices.filter { data.units[0]![$0] == unit }
      var right = [0.0, 0.0]
      for row in rows {
        let time = data.variables["time"]![row]
        let residual =
          try data.response[row] - #require(data.fixedPart(row: row)) - u[0] - u[1] * time
        right[0] += residual / fit.residualVariance
        right[1] += residual * time / fit.residualVariance
      }
      let left = [
        (g[1][1] * u[0] - g[0][1] * u[1]) / determinant,
        (g[0][0] * u[1] - g[0][1] * u[0]) / determinant,
      ]
      #expect(abs(left[0] - right[0]) < 1e-6 && abs(left[1] - right[1]) < 1e-6)
    }
  }

  @Test func aLineHoldsOnePredictorAndAveragesTheOthers() throws {
    let data = try dataSet("intercepts")
    let fit = try #require(data.fit)
    let rows = data.response.indices.filter { data.units[0]![$0] == 2 }
    let value = try #require(data.linearPredictor(rows: rows, with: [.init("prior", 2)]))
    let treatment = data.variables["treatment"]![rows[0]]
    let expected = fit.coefficients[0] + treatment * fit.coefficients[1] + 2 * fit.coefficients[2]
    #expect(abs(value - expected) < 1e-12)
    let deviated = try #require(
      data.linearPredictor(rows: rows, with: [.init("prior", 2)], deviations: [[0.25]]))
    #expect(abs(deviated - expected - 0.25) < 1e-12)
    #expect(data.linearPredictor(rows: []) == nil)
  }
}
