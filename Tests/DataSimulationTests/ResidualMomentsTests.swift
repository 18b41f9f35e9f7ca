import DataTable
import Foundation
import Testing

/// Means of products of rows of one unit against the stated covariances; bounds as `MonteCarloMean`.
@Suite struct ResidualMomentsTests {
  private func covariances(
    _ residual: String, count: Int = 3000, check: (_ i: Int, _ j: Int) -> Double
  ) throws {
    let tables = try tables(
      """
      levels: {person: 10, wave: {values: [w1, w2, w3, w4], per: person}}
      model: y ~ 1
      effects: {intercept: 3}
      residual: \(residual)
      """, count: count)
    let y = tables.map { $0.numbers("y").map { $0 - 3 } }
    /// Products of rows this far apart, of every fourth row from the first on.
    func products(_ first: Int, _ distance: Int, units: Int) -> MonteCarloMean {
      MonteCarloMean(
        values: y.map { (y: [Double]) -> Double in
          mean(
            (0..<units).map { (unit: Int) -> Double in
              let row = 4 * unit + first
              return y[row] * y[row + distance]
            })
        })
    }
    for i in 0..<4 {
      for j in 0...i {
        #expect(products(j, i - j, units: 10).isNear(check(i, j)), "\(i) \(j)")
      }
    }
    // Rows of neighbouring persons are independent.
    #expect(products(3, 1, units: 9).isNear(0))
  }

  @Test func `AR(1) residuals correlate by powers of the distance`() throws {
    try covariances("{sd: 2, within: person, ar1: -0.7}") { i, j in 4 * pow(-0.7, Double(i - j)) }
  }

  @Test func `residuals may share one correlation, also a negative one`() throws {
    try covariances("{sd: 2, within: person, correlation: -0.3}") { i, j in i == j ? 4 : -1.2 }
    try covariances("{sd: 2, within: person, correlation: 0.8}") { i, j in i == j ? 4 : 3.2 }
  }

  @Test func `each pair and each occasion has what is stated for it`() throws {
    let correlation: [[Double]] = [[1], [0.5, 1], [0.2, 0.6, 1], [0, -0.3, 0.4, 1]]
    let sd = [1.0, 2, 0.5, 3]
    try covariances(
      """
      {sd: {w1: 1, w2: 2, w3: 0.5, w4: 3}, by: wave, within: person,
        correlation: {w1: {w2: 0.5, w3: 0.2}, w2: {w3: 0.6, w4: -0.3}, w3: {w4: 0.4}}}
      """
    ) { i, j in correlation[i][j] * sd[i] * sd[j] }
  }

  @Test func `a variance may depend on a predictor`() throws {
    let tables = try tables(
      """
      levels: {person: 40}
      predictors: {x: {level: person, values: [-1, 0, 1, 2]}}
      model: y ~ x
      effects: {intercept: 3, x: 0}
      residual: {variance: {intercept: 2, x: 0.5}, covariance: 0.4}
      """, count: 3000)
    for (place, x) in [-1.0, 0, 1, 2].enumerated() {
      let squares = tables.map { (table: DataTable) -> Double in
        let y = table.numbers("y")
        return mean((0..<10).map { (unit: Int) -> Double in pow(y[4 * unit + place] - 3, 2) })
      }
      #expect(MonteCarloMean(values: squares).isNear(2 + 0.8 * x + 0.5 * x * x), "\(x)")
    }
  }
}
