import DataSimulation
import DataTable
import Foundation
import Numerics
import Testing

/// Units and values drawn from a file with replacement. Limits of `GoodnessOfFit` (1e-6) for draws of
/// units, of `MonteCarloMean` for moments.
@Suite struct ResamplingTests {
  /// Seven schools of 1, 2, …, 7 pupils; z is the school's number, x that of the pupil over all.
  private static func file() throws -> DataTable {
    var lines = ["school,z,x"]
    var number = 0
    for school in 1...7 {
      for _ in 0..<school {
        number += 1
        lines.append("s\(school),\(school),\(number)")
      }
    }
    return try DataTable(csv: lines.joined(separator: "\n") + "\n")
  }

  @Test func `each unit of the file is drawn with the same chance, with all its rows`() throws {
    var drawn: [Int] = []
    var pairs: [Int] = []
    try simulate(
      """
      data: pilot.csv
      levels: {school: 10}
      model: y ~ z + x + (1 | school)
      effects: {intercept: 0, z: 0, x: 0}
      random: {school: {sd: 1}}
      residual: {sd: 1}
      """, count: 2000, file: try Self.file()
    ) { simulator in
      let (z, x) = (simulator.rowValues(of: "z")!, simulator.rowValues(of: "x")!)
      let starts = simulator.nesting.rowStarts(1)
      #expect(starts.count == 11)
      var own: [Int] = []
      for unit in 0..<10 {
        let rows = starts[unit]..<starts[unit + 1]
        let school = Int(z[rows.lowerBound])
        // Pupils 1; 2, 3; 4, 5, 6; …
        let first = school * (school - 1) / 2 + 1
        #expect(rows.map { Int(z[$0]) } == [Int](repeating: school, count: school))
        #expect(rows.map { Int(x[$0]) } == Array(first..<first + school))
        own.append(school - 1)
      }
      drawn += own
      for unit in stride(from: 0, to: 10, by: 2) { pairs.append(7 * own[unit] + own[unit + 1]) }
    }
    #expect(GoodnessOfFit(drawn) { Double(min($0 + 1, 7)) / 7 }.excess < 1)
    // Of two draws each of the 49 pairs is as likely as any other, a unit with itself among them.
    #expect(GoodnessOfFit(pairs) { Double(min($0 + 1, 49)) / 49 }.excess < 1)
  }

  @Test func `copies of a unit have effects and residuals of their own`() throws {
    var products: [Double] = []
    var squares: [Double] = []
    try simulate(
      """
      data: pilot.csv
      levels: {school: 10}
      model: y ~ 1 + (1 | school)
      effects: {intercept: 0}
      random: {school: {sd: 2}}
      residual: {sd: 1}
      predictors: {w: {value: z}}
      """, count: 3000, file: try Self.file()
    ) { simulator in
      let z = simulator.rowValues(of: "w")!
      let starts = simulator.nesting.rowStarts(1)
      let y = simulator.response
      squares.append(mean((0..<10).map { y[starts[$0]] * y[starts[$0]] }))
      let same = (0..<10).flatMap { a in (0..<a).map { (a, $0) } }
        .filter { z[starts[$0.0]] == z[starts[$0.1]] }
      if !same.isEmpty { products.append(mean(same.map { y[starts[$0.0]] * y[starts[$0.1]] })) }
    }
    #expect(MonteCarloMean(values: squares).isNear(4 + 1))
    #expect(MonteCarloMean(values: products).isNear(0))
  }

  @Test func `values of a column are drawn one by one`() throws {
    var drawn: [Int] = []
    var products: [Double] = []
    try simulate(
      """
      levels: {g: 30, i: 2 per g}
      predictors: {v: {level: g, column: {file: pilot.csv, name: z}}}
      model: y ~ v
      effects: {intercept: 0, v: 0}
      residual: {sd: 1}
      """, count: 1000, file: try Self.file()
    ) { simulator in
      let v = simulator.rowValues(of: "v")!
      #expect((0..<30).allSatisfy { v[2 * $0] == v[2 * $0 + 1] })
      drawn += (0..<30).map { Int(v[2 * $0]) }
      products.append(
        mean((0..<15).map { (pair: Int) -> Double in (v[4 * pair] - 5) * (v[4 * pair + 2] - 5) }))
    }
    // The value k stands k times among 28 rows; their mean is 5.
    #expect(GoodnessOfFit(drawn) { Double(min($0, 7) * (min($0, 7) + 1)) / 56 }.excess < 1)
    #expect(MonteCarloMean(values: products).isNear(0))
  }
}
