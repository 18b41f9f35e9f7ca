import DesignLanguage
import MixedModels
import PowerStudy
import StudyDesign
import Testing

private func design(
  clusters: String = "8", effect: String = "0.4", grid: String = "", common: Bool = false
) -> String {
  """
  levels: {cluster: \(clusters), unit: 5 per cluster}
  predictors:
    arm: {level: cluster, assign: [0, 1]}
    x: {level: unit, normal: {mean: 0, sd: 1}}
  model: y ~ arm + x + (1 + x | cluster)
  effects: {intercept: 1, arm: \(effect), x: 0.3}
  random: {cluster: {variance: {intercept: 0.2, x: 0.1}, correlation: 0.2}}
  residual: {variance: 1}
  analysis: [{name: full}, {name: short, model: y ~ arm + (1 | cluster)}]
  tests:
    - {term: arm, analysis: full, method: z}
    - {term: x, analysis: full, method: z}
    - {term: arm, analysis: short, method: z}
  \(grid)
  simulation: {replicates: 300, seed: 5, common: \(common)}
  """
}

extension ScenarioResult {
  /// Bits of every figure.
  fileprivate var bits: [[UInt64]] {
    samples.flatMap { [$0.estimates.map(\.bitPattern), $0.standardErrors.map(\.bitPattern)] }
      + outcomes.map { $0.map { UInt64($0.rawValue) } }
  }
}

@Suite struct KnownAnswersStreamTests {
  @Test func `1, 2, 3 and 7 threads give the same bits`() async throws {
    let text = design(grid: "grid: {cluster: [8, 12, 16], effects.arm: [0.2, 0.4]}")
    let one = try await run(text, threads: 1).scenarios.map(\.bits)
    #expect(one.count == 6)
    for threads in [2, 3, 7] {
      #expect(try await run(text, threads: threads).scenarios.map(\.bits) == one)
    }
  }

  @Test(arguments: [
    """
    levels: {list: 4, item: 9, area: 5, r: {per: list, size: 6, in: {item: distinct, area: random}}}
    predictors: {x: {level: item, assign: [0, 1]}}
    model: y ~ x + (1 | list) + (1 | item) + (1 | area)
    effects: {intercept: 0, x: 1}
    random: {list: {sd: 1}, item: {sd: 1}, area: {sd: 1}}
    residual: {sd: 1}
    grid: {r: [5, 8]}
    simulation: {replicates: 200}
    """,
    """
    levels: {nurse: 12, patient: {total: 60, members: {nurse: {count: 1..3}}}}
    predictors: {x: {level: nurse, assign: [0, 1]}}
    model: y ~ x + (1 | nurse)
    effects: {intercept: 0, x: 1}
    random: {nurse: {sd: 1}}
    residual: {sd: 1}
    simulation: {replicates: 200}
    """,
  ])
  func `memberships too are the same bits on any number of threads`(text: String) async throws {
    let one = try await run(text, threads: 1).scenarios.map(\.bits)
    #expect(try await run(text, threads: 5).scenarios.map(\.bits) == one)
  }

  @Test func `a further grid value, or another order, changes no other scenario`() async throws {
    let few = try await run(design(grid: "grid: {cluster: [8, 12]}")).scenarios.map(\.bits)
    let more = try await run(design(grid: "grid: {cluster: [10, 12, 8]}")).scenarios.map(\.bits)
    #expect(few[0] == more[2])
    #expect(few[1] == more[1])
    #expect(few[0] != few[1])
  }

  @Test func `a value in the file, in the grid or on the command line gives the same stream`()
    async throws
  {
    let stated = try await run(design(clusters: "12")).scenarios[0].bits
    let swept = try await run(design(grid: "grid: {cluster: [12]}")).scenarios[0].bits
    let set = try await run(design(), set: [.init(path: "cluster", value: "12")])
    let computed = try await run(design(clusters: "24 / 2"))
    #expect(stated == swept)
    #expect(stated == set.scenarios[0].bits)
    #expect(stated == computed.scenarios[0].bits)
  }

  /// β̂ - β is the same to rounding, 1e-12 in units of the residual SD; standard errors likewise.
  @Test func `scenarios that differ in effects alone share their errors`() async throws {
    let result = try await run(design(grid: "grid: {effects.arm: [0, 0.4, 100]}"))
    let first = result.scenarios[0].samples
    for (scenario, effect) in zip(result.scenarios, [0.0, 0.4, 100]) {
      for (index, shift) in [effect, 0, effect].enumerated() {
        let sample = scenario.samples[index]
        for replicate in sample.estimates.indices {
          let error = sample.estimates[replicate] - shift
          #expect((error - first[index].estimates[replicate]).magnitude < 1e-12)
          let se = sample.standardErrors[replicate]
          #expect((se - first[index].standardErrors[replicate]).magnitude < 1e-12)
        }
      }
    }
  }

  @Test func `other seeds and other sizes give other numbers`() async throws {
    let plain = try await run(design())
    let seeded = try await run(design(), set: [.init(path: "simulation.seed", value: "6")])
    #expect(plain.scenarios[0].bits != seeded.scenarios[0].bits)
    let own = plain.scenarios[0].samples[0].estimates
    let other = seeded.scenarios[0].samples[0].estimates
    #expect(Set(own.map(\.bitPattern)).isDisjoint(with: other.map(\.bitPattern)))
    #expect(Set(own).count == 300)
  }

  /// With common streams a scenario of other variances gets the same normal draws: scaling all
  /// variances by 4 doubles every error; with streams of their own it does not.
  @Test(arguments: [true, false])
  func `common streams give scenarios of other variances the same draws`(common: Bool) async throws
  {
    let text = """
      levels: {cluster: 6, unit: 4 per cluster}
      let: {v: 1}
      model: y ~ 1 + (1 | cluster)
      effects: {intercept: 0}
      random: {cluster: {variance: 0.5 * v}}
      residual: {variance: v}
      tests: [{term: intercept, method: z}]
      grid: {v: [1, 4]}
      simulation: {replicates: 50, common: \(common)}
      """
    let scenarios = try await run(text).scenarios
    let errors = scenarios.map { $0.samples[0].estimates }
    let areTwice = zip(errors[0], errors[1]).allSatisfy { (2 * $0 - $1).magnitude < 1e-9 }
    #expect(areTwice == common)
  }

  @Test func `the first replicates of a longer run are those of a shorter one`() async throws {
    let short = try await run(design())
    let long = try await run(design(), set: [.init(path: "simulation.replicates", value: "400")])
    for (a, b) in zip(short.scenarios[0].samples, long.scenarios[0].samples) {
      #expect(a.estimates.map(\.bitPattern) == b.estimates.prefix(300).map(\.bitPattern))
    }
  }
}
