import DataSimulation
import DataTable
import DesignLanguage
import Foundation
import MixedModels
import Numerics
import PowerStudy
import StudyDesign
import Testing

/// Designs whose numbers of units differ or are drawn.
private let designs: [(name: String, text: String)] = [
  (
    "drawn sizes, random intercept, treatment at the top",
    """
    levels: {practice: 10, patient: {per: practice, size: {mean: 8, cv: 0.7}}}
    predictors:
      treatment: {level: practice, assign: [0, 1]}
      x: {level: patient, normal: {sd: 1}}
    model: y ~ treatment + x + (1 | practice)
    effects: {intercept: 1, treatment: 0.3, x: 0.2}
    random: {practice: {sd: 0.5}}
    residual: {sd: 1}
    tests: [treatment, {term: x, method: between-within, name: b}]
    """
  ),
  (
    "drawn numbers of classes and pupils, slopes at two levels",
    """
    levels:
      school: 8
      class: {per: school, size: {poisson: 3}}
      pupil: {per: class, size: {negative_binomial: {mean: 6, size: 2}, min: 2, max: 20}}
    predictors:
      t: {level: class, assign: [a, b]}
      x: {level: pupil, uniform: [0, 2]}
    model: y ~ t * x + (1 + x | school) + (1 | class)
    effects: {intercept: 1, t: 0.3, x: 0.2, t:x: 0.1}
    random: {school: {sd: {intercept: 0.5, x: 0.3}, correlation: 0.2}, class: {sd: 0.4}}
    residual: {sd: 1}
    tests: [{term: tb, method: z}, {term: x, method: z}]
    """
  ),
  (
    "sizes by a treatment that is assigned, without random terms",
    """
    levels: {site: 9, person: {per: site, size: {a: 4, b: {uniform: [5, 9]}}, by: arm}}
    predictors: {arm: {level: site, assign: [a, b]}, x: {level: person, normal: {sd: 1}}}
    model: y ~ arm + x
    effects: {intercept: 0, arm: 1, x: 0.5}
    residual: {sd: 1}
    tests: [armb, x]
    """
  ),
  (
    "listed sizes and sizes by a listed level",
    """
    levels:
      arm: {values: [control, new]}
      group: {per: arm, sizes: [7, 4]}
      person: {per: group, size: {control: 3, new: 6}, by: arm}
    predictors: {x: {level: person, normal: {sd: 1}}, place: {value: person}}
    model: y ~ arm + x + place + (1 + x | group)
    effects: {intercept: 0, arm: 1, x: 0.5, place: 0.1}
    random: {group: {sd: {intercept: 0.5, x: 0.5}, correlation: 0}}
    residual: {sd: 1}
    tests: [{term: armnew, method: z}, x]
    """
  ),
  (
    "drawn sizes within crossed factors",
    """
    levels:
      subject: 7
      item: 6
      trial: {per: subject x item, size: {integers: [1, 3]}}
    predictors: {c: {level: item, assign: [0, 1]}, x: {level: trial, normal: {sd: 1}}}
    model: y ~ c + x + (1 + c | subject) + (1 | item)
    effects: {intercept: 0, c: 1, x: 0.5}
    random: {subject: {sd: {intercept: 0.7, c: 0.5}, correlation: 0.3}, item: {sd: 0.5}}
    residual: {sd: 1}
    tests: [{term: c, method: z}, {term: x, method: z}]
    """
  ),
  (
    "drawn sizes, units that lie in others by chance",
    """
    levels:
      area: 6
      school: 5
      pupil: {per: school, size: {poisson: 9}, in: {area: random}}
    predictors: {x: {level: area, normal: {sd: 1}}}
    model: y ~ x + (1 | school) + (1 | area)
    effects: {intercept: 0, x: 0.5}
    random: {school: {sd: 0.7}, area: {sd: 0.5}}
    residual: {sd: 1}
    tests: [{term: x, method: z}]
    """
  ),
  (
    "sizes drawn once",
    """
    levels: {practice: 10, patient: {per: practice, size: {mean: 8, cv: 0.7}}}
    predictors: {treatment: {level: practice, assign: [0, 1]}}
    model: y ~ treatment + (1 | practice)
    effects: {intercept: 1, treatment: 0.3}
    random: {practice: {sd: 0.5}}
    residual: {sd: 1}
    tests: [treatment]
    simulation: {redraw: false}
    """
  ),
]

/// Designs that lose rows or units.
private let lossyDesigns: [(name: String, text: String)] = [
  (
    "rows missing by a predictor, units not responding",
    """
    levels: {school: 9, class: 3 per school, pupil: 6 per class}
    predictors: {t: {level: school, assign: [0, 1]}, x: {level: pupil, normal: {sd: 1}}}
    model: y ~ t + x + (1 + x | class)
    effects: {intercept: 1, t: 0.3, x: 0.2}
    random: {class: {sd: {intercept: 0.5, x: 0.3}, correlation: 0.2}}
    residual: {sd: 1}
    missing: {logit: -1 + 0.8 * x}
    nonresponse: {school: 0.1, class: {logit: -2 + t}}
    tests: [t, {term: x, method: z}, {term: t, method: between-within, name: b}]
    """
  ),
  (
    "dropout that differs between arms",
    """
    levels: {person: 14, month: {per: person, values: [0, 3, 6, 12, 24]}}
    predictors: {arm: {level: person, assign: [control, treated]}}
    model: pain ~ month * arm + (1 + month | person)
    effects: {intercept: 50, month: -0.2, arm: 0, month:arm: -0.25}
    random: {person: {sd: {intercept: 8, month: 0.3}, correlation: -0.2}}
    residual: {sd: 5}
    dropout: {level: person, over: month, share: {control: 0.2, treated: 0.45}, by: arm, shape: 0.5}
    tests: [{term: month:arm, method: z}]
    """
  ),
  (
    "missing by the response before and by the response itself, with an offset",
    """
    levels: {person: 20, visit: 5 per person}
    predictors: {t: {level: person, assign: [0, 1]}, w: {level: visit, uniform: [0, 1]}, time: {value: visit}}
    model: y ~ t + time + offset(w) + (1 | person)
    effects: {intercept: 0, t: 0.5, time: 0.1}
    random: {person: {sd: 1}}
    residual: {sd: 1}
    missing: {logit: -2 + 0.5 * previous + 0.3 * y}
    tests: [t, {term: time, method: z}]
    """
  ),
  (
    "drawn sizes, crossed by chance, lost by chance",
    """
    levels: {area: 5, school: 6, pupil: {per: school, size: {poisson: 9}, in: {area: random}}}
    predictors: {x: {level: area, normal: {sd: 1}}}
    model: y ~ x + (1 | school) + (1 | area)
    effects: {intercept: 0, x: 0.5}
    random: {school: {sd: 0.7}, area: {sd: 0.5}}
    residual: {sd: 1}
    missing: 0.3
    nonresponse: {area: 0.1}
    tests: [{term: x, method: z}]
    """
  ),
  (
    "members, lost by chance",
    """
    levels: {nurse: 7, patient: {total: 60, members: {nurse: {count: 1..3}}}}
    predictors: {x: {level: patient, normal: {sd: 1}}}
    model: y ~ x
    effects: {intercept: 0, x: 0.5}
    residual: {sd: 1}
    missing: 0.3
    tests: [x]
    """
  ),
]

private func plan(_ text: String) throws -> StudyPlan {
  try DesignReader.read(
    text: text, fileName: "design.yaml",
    environment: DesignEnvironment(
      loadTable: { _ in preconditionFailure() }, fitParameters: { _, _, _ in preconditionFailure() }
    ))
}

@Suite struct KnownAnswersVaryingTests {
  @Test(arguments: designs.indices)
  func `tables of differing sizes give what the run recorded`(index: Int) async throws {
    var plan = try plan(designs[index].text)
    plan.simulation.replicates = 12
    try await KnownAnswersReplayTests().compare(
      plan, replicates: [1, 2, 6, 12], name: designs[index].name)
  }

  @Test(arguments: lossyDesigns.indices)
  func `tables with missing responses give what the run recorded`(index: Int) async throws {
    var plan = try plan(lossyDesigns[index].text)
    plan.simulation.replicates = 12
    try await KnownAnswersReplayTests().compare(
      plan, replicates: [1, 2, 6, 12], name: lossyDesigns[index].name)
  }

  /// Shares of 400 data sets of 14 persons; bounds of 5 binomial standard errors.
  @Test func `persons are still there at each occasion as the Weibull distribution has it`() throws
  {
    let plan = try plan(lossyDesigns[1].text)
    let study = plan.scenarios[0].study
    var source = StudySimulator(study: study)
    var here = [String: [Double]]()
    for replicate in 1...400 {
      var stream = RandomStream(seed: 1, pathHash: 3, replicate: replicate)
      source.draw(&stream)
      let isAnalysed = source.isAnalysed
      let arm = source.rowValues(of: "arm")!
      let month = source.rowValues(of: "month")!
      for row in arm.indices {
        here["\(arm[row]) \(month[row])", default: []].append(isAnalysed[row] ? 1 : 0)
      }
    }
    for (arm, share) in [(0.0, 0.2), (1.0, 0.45)] {
      for month in [0.0, 3, 6, 12, 24] {
        let rows = here["\(arm) \(month)"]!
        let realised = rows.reduce(0, +) / Double(rows.count)
        let stated = pow(1 - share, pow(month / 24, 0.5))
        let bound = 5 * (stated * (1 - stated) / Double(rows.count)).squareRoot()
        #expect(abs(realised - stated) <= bound, "arm \(arm), month \(month)")
      }
    }
  }

  /// With losses that go by the response the null hypothesis is simulated anew; without, translated.
  @Test func `calibration of a test under losses by response is a simulation of its null`()
    async throws
  {
    var calibrated = try plan(lossyDesigns[2].text)
    calibrated.simulation.replicates = 200
    calibrated.simulation.calibrates = true
    let shares = RunSummary(result: try await StudyRunner(plan: calibrated, threads: 2).run())
    var null = try plan(lossyDesigns[2].text.replacing("t: 0.5", with: "t: 0"))
    null.simulation.replicates = 200
    let rejections = RunSummary(result: try await StudyRunner(plan: null, threads: 2).run())
    #expect(shares.scenarios[0].tests[0].nullRejection == rejections.scenarios[0].tests[0].power)
  }

  /// 6 schools of 2 to 4 classes with 2 to 7 pupils, and 4 areas across the schools.
  private var pilot: DataTable {
    var stream = RandomStream(seed: 4, pathHash: 1, replicate: 1)
    var lines = ["school,class,area,size,x"]
    for school in 1...6 {
      let size = stream.normal()
      for number in 1...(2 + school % 3) {
        for _ in 0..<(2 + stream.below(6)) {
          let area = ["n", "e", "s", "w"][stream.below(4)]
          lines.append("s\(school),c\(number),\(area),\(size),\(stream.normal())")
        }
      }
    }
    return try! DataTable(csv: lines.joined(separator: "\n") + "\n")
  }

  @Test(arguments: [
    "model: y ~ t + x + size + (1 + x | school)|random: {school: {sd: {intercept: 1, x: 0.5}, correlation: 0.2}}",
    "model: y ~ t + x + size + (1 | school/class)|random: {school: {sd: 1}, class: {sd: 0.5}}",
    "model: y ~ t + x + size + (1 | school) + (1 | area)|random: {school: {sd: 1}, area: {sd: 0.5}}",
  ])
  func `tables of units drawn from data give what the run recorded`(sections: String) async throws {
    let table = pilot
    var plan = try DesignReader.read(
      text: """
        data: pilot.csv
        levels: {school: 9}
        predictors: {t: {level: school, assign: [0, 1]}}
        \(sections.replacing("|random", with: "\nrandom"))
        effects: {intercept: 0, t: 0.5, x: 0.3, size: 0.1}
        residual: {sd: 1}
        tests: [{term: t, method: z}, {term: x, method: z}, {term: size, method: z}]
        """, fileName: "design.yaml",
      environment: DesignEnvironment(
        loadTable: { _ in table }, fitParameters: { _, _, _ in preconditionFailure() }))
    plan.simulation.replicates = 10
    try await KnownAnswersReplayTests().compare(plan, replicates: [1, 2, 10], name: sections)
    let drawn = simulateTable(
      scenario: plan.scenarios[0], settings: plan.simulation, replicate: 3)
    let again = simulateTable(
      scenario: plan.scenarios[0], settings: plan.simulation, replicate: 4)
    #expect(drawn["school"]?.values.asFactor.categories.count == 9)
    #expect(drawn["x"] != again["x"])
  }

  @Test func `sizes drawn once are those of every replicate`() throws {
    let plan = try plan(designs[6].text)
    let tables = [1, 5].map {
      simulateTable(scenario: plan.scenarios[0], settings: plan.simulation, replicate: $0)
    }
    #expect(tables[0]["practice"] == tables[1]["practice"])
    #expect(tables[0]["y"] != tables[1]["y"])
  }

  /// The mean of 2,000 data sets of 24 practices; bounds of 5 standard errors (false alarm below 1e-6
  /// each). SD/√(48,000) = 15.1/219; the gamma is rounded, which adds 1/12 to its variance.
  @Test func `realised sizes have the stated mean and coefficient of variation`() throws {
    let study = try plan(
      """
      levels: {practice: 24, patient: {per: practice, size: {mean: 30, cv: 0.5}}}
      model: y ~ 1 + (1 | practice)
      effects: {intercept: 1}
      random: {practice: {sd: 0.5}}
      residual: {sd: 1}
      """
    ).scenarios[0].study
    var simulator = StudySimulator(study: study)
    var (sum, squares) = (0.0, 0.0)
    for replicate in 1...2000 {
      var stream = RandomStream(seed: 1, pathHash: 7, replicate: replicate)
      simulator.draw(&stream)
      #expect(!simulator.isOverfull)
      let starts = simulator.nesting.rowStarts(1)
      for unit in 0..<24 {
        let size = Double(starts[unit + 1] - starts[unit])
        sum += size
        squares += size * size
      }
    }
    let count = 48_000.0
    let mean = sum / count
    let sd = (squares / count - mean * mean).squareRoot()
    #expect(abs(mean - 30) < 5 * 15 / count.squareRoot())
    // SE of an SD of a gamma of shape 4: SD √((κ - 1)/(4n)), kurtosis κ = 3 + 6/4.
    let sdSE = 15 * (3.5 / (4 * count)).squareRoot()
    #expect(abs(sd - (225 + 1.0 / 12).squareRoot()) < 5 * sdSE)
  }

  @Test(arguments: ["(1 | practice)", "(1 + x | practice)", "(1 | practice) + (1 | area)", "x"])
  func `data sets of which nothing is left are fits that failed`(terms: String) async throws {
    let spreads =
      "{practice: \(terms.contains("+ x") ? "{sd: {intercept: 1, x: 1}, correlation: 0}" : "{sd: 1}")"
      + (terms.contains("area") ? ", area: {sd: 1}}" : "}")
    var plan = try plan(
      """
      levels: {area: 3, practice: 6, patient: {per: practice, size: {poisson: 4}, in: {area: random}}}
      predictors: {x: {level: patient, normal: {sd: 1}}}
      model: y ~ x + \(terms)
      effects: {intercept: 0, x: 1}
      \(terms == "x" ? "" : "random: \(spreads)")
      residual: {sd: 1}
      missing: 1
      """)
    plan.simulation.replicates = 5
    #expect(planProblems(plan).isEmpty)
    let result = try await StudyRunner(plan: plan, threads: 2).run()
    #expect(result.scenarios[0].observations == [0])
    #expect(result.scenarios[0].outcomes[0].allSatisfy { $0 == .degenerate })
  }

  @Test func `a data set too large for the room there is says so`() throws {
    let study = try plan(designs[0].text).scenarios[0].study
    var simulator = StudySimulator(study: study, room: 0.2)
    var stream = RandomStream(seed: 1, pathHash: 7, replicate: 1)
    simulator.draw(&stream)
    #expect(simulator.isOverfull)
  }
}
