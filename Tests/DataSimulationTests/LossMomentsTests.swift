import DataSimulation
import Foundation
import Numerics
import Testing

/// Shares of what is lost; bounds as `MonteCarloMean` states them. Where the chance of a row depends on
/// its data, lost or not less the chance has mean 0, whatever it is multiplied by that is known before.
@Suite struct LossMomentsTests {
  private static let rows = 120

  /// One figure a data set of 12 schools with 2 classes of 5 pupils.
  private func figures(
    _ losses: String, count: Int = 1500, response: String = "y",
    _ figure: (_ lost: [Double], _ simulator: StudySimulator) -> Double
  ) throws -> MonteCarloMean {
    var values: [Double] = []
    try simulate(
      """
      levels: {s: 12, c: 2 per s, i: 5 per c}
      predictors:
        t: {level: s, assign: [0, 1]}
        x: {level: i, normal: {sd: 1}}
      model: \(response) ~ t + x + (1 | c)
      effects: {intercept: 0.5, t: 1, x: 0.5}
      random: {c: {sd: 1}}
      residual: {sd: 1}
      \(losses)
      """, count: count
    ) { simulator in
      let lost = simulator.isAnalysed.map { $0 ? 0.0 : 1 }
      #expect(lost.count == Self.rows)
      #expect(simulator.nesting.rowCount == lost.count { $0 == 0 })
      values.append(figure(lost, simulator))
    }
    return MonteCarloMean(values: values)
  }

  private func expit(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

  @Test func `rows go missing with the stated probability, each by itself`() throws {
    #expect(try figures("missing: 0.3") { lost, _ in mean(lost) }.isNear(0.3))
    let pairs = try figures("missing: 0.3") { lost, _ in
      mean((0..<60).map { lost[2 * $0] * lost[2 * $0 + 1] })
    }
    #expect(pairs.isNear(0.09))
  }

  @Test func `rows are answered at the stated rate`() throws {
    #expect(try figures("response_rate: 0.7") { lost, _ in mean(lost) }.isNear(0.3))
    let both = try figures("response_rate: 0.7\nmissing: 0.2") { lost, _ in mean(lost) }
    #expect(both.isNear(1 - 0.7 * 0.8))
  }

  @Test func `the response may decide whether it is given`() throws {
    let found = try figures("response_rate: {logit: 1 - 0.6 * y}") { lost, simulator in
      let y = simulator.response
      return mean(lost.indices.map { lost[$0] - 1 + expit(1 - 0.6 * y[$0]) })
    }
    #expect(found.isNear(0))
  }

  @Test func `a predictor may decide`() throws {
    for power in [0.0, 1, 2] {
      let found = try figures("missing: {logit: -1 + 0.8 * x - 0.5 * t}") { lost, simulator in
        let x = simulator.rowValues(of: "x")!
        let t = simulator.rowValues(of: "t")!
        return mean(
          x.indices.map { (row: Int) -> Double in
            let chance = expit(-1 + 0.8 * x[row] - 0.5 * t[row])
            return (lost[row] - chance) * pow(x[row], power)
          })
      }
      #expect(found.isNear(0), "times x to the power of \(power)")
    }
  }

  @Test(arguments: [0.0, 1])
  func `the response before may decide; the first row of a unit is never lost`(power: Double) throws
  {
    var lostFirst = 0.0
    let found = try figures("missing: {logit: -1 + 0.7 * previous}") { lost, simulator in
      let y = simulator.response
      for unit in 0..<24 { lostFirst += lost[5 * unit] }
      return mean(
        (0..<Self.rows).filter { $0 % 5 > 0 }.map { (row: Int) -> Double in
          (lost[row] - expit(-1 + 0.7 * y[row - 1])) * pow(y[row - 1], power)
        })
    }
    #expect(found.isNear(0))
    #expect(lostFirst == 0)
  }

  @Test(arguments: [0.0, 1])
  func `the response itself may decide`(power: Double) throws {
    let found = try figures("missing: {logit: -1.5 + 0.6 * y}") { lost, simulator in
      let y = simulator.response
      return mean(
        (0..<Self.rows).map { (row: Int) -> Double in
          (lost[row] - expit(-1.5 + 0.6 * y[row])) * pow(y[row], power)
        })
    }
    #expect(found.isNear(0))
  }

  @Test func `whole units do not respond with the stated probability`() throws {
    var whole = true
    let share = try figures("nonresponse: {c: 0.2}") { lost, _ in
      for unit in 0..<24 { whole = whole && Set(lost[5 * unit..<5 * unit + 5]).count == 1 }
      return mean((0..<24).map { lost[5 * $0] })
    }
    #expect(share.isNear(0.2))
    #expect(whole)
    let pairs = try figures("nonresponse: {c: 0.2}") { lost, _ in
      mean((0..<12).map { lost[10 * $0] * lost[10 * $0 + 5] })
    }
    #expect(pairs.isNear(0.04))
  }

  @Test func `units of several levels do not respond each by its own chance`() throws {
    let losses = "nonresponse: {s: 0.1, c: {logit: -2 + 1.5 * t}}"
    for arm in [0.0, 1] {
      let stays = 0.9 * (1 - expit(-2 + 1.5 * arm))
      let share = try figures(losses) { lost, simulator in
        let t = simulator.rowValues(of: "t")!
        return mean((0..<24).map { 5 * $0 }.filter { t[$0] == arm }.map { 1 - lost[$0] })
      }
      #expect(share.isNear(stays), "arm \(arm)")
      // Two classes of a school: its own loss once, theirs twice.
      let both = try figures(losses) { lost, simulator in
        let t = simulator.rowValues(of: "t")!
        let schools = (0..<12).map { 10 * $0 }.filter { t[$0] == arm }
        return mean(schools.map { (1 - lost[$0]) * (1 - lost[$0 + 5]) })
      }
      #expect(both.isNear(stays * stays / 0.9), "arm \(arm)")
    }
  }

  @Test(arguments: [0.5, 1, 2])
  func `units drop out by the Weibull distribution and stay away`(shape: Double) throws {
    let times = [0.0, 1, 3, 6, 12]
    var here = [[Double]](repeating: [], count: 5)
    try simulate(
      """
      levels: {person: 20, month: {per: person, values: [0, 1, 3, 6, 12]}}
      model: y ~ month + (1 | person)
      effects: {intercept: 0, month: 0}
      random: {person: {sd: 1}}
      residual: {sd: 1}
      dropout: {level: person, over: month, share: 0.4, shape: \(shape)}
      """, count: 1500
    ) { simulator in
      let stays = simulator.isAnalysed.map { $0 ? 1.0 : 0 }
      for person in 0..<20 {
        let own = Array(stays[5 * person..<5 * person + 5])
        #expect(own == own.sorted(by: >))
      }
      for occasion in 0..<5 {
        here[occasion].append(mean((0..<20).map { stays[5 * $0 + occasion] }))
      }
    }
    for (occasion, time) in times.enumerated() {
      let stated = pow(0.6, pow(time / 12, shape))
      #expect(MonteCarloMean(values: here[occasion]).isNear(stated), "month \(time)")
    }
  }
}
