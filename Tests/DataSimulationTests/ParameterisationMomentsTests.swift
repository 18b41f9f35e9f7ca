import DataTable
import Testing

/// Data of designs that state means of cells and shares of variance.
@Suite struct ParameterisationMomentsTests {
  @Test func `cells have the stated means`() throws {
    let all = try tables(
      """
      levels: {a: {values: [a1, a2]}, b: {values: [b1, b2]}, p: 3 per a x b}
      model: y ~ a * b
      effects: {means: {a x b: {a1: {b1: 10, b2: 12}, a2: {b1: 11, b2: 16}}}}
      residual: {sd: 2}
      """, count: 2000)
    for (cell, expected) in [10.0, 12, 11, 16].enumerated() {
      let means = all.map { mean(Array($0.numbers("y")[3 * cell..<3 * cell + 3])) }
      #expect(MonteCarloMean(values: means).isNear(expected))
    }
  }

  @Test func `a covariate explains its share and leaves the total as stated`() throws {
    let all = try tables(
      """
      levels: {school: 10, pupil: 5 per school}
      predictors: {u: {level: school, normal: {}}, x: {level: pupil, normal: {}}}
      model: y ~ u + x + (1 | school)
      effects: {intercept: 0, u: {r2: 0.5}, x: {r2: 0.36}}
      random: {school: {icc: 0.2}}
      residual: {total_variance: 4}
      """, count: 4000)
    let products = { (first: String, second: String) in
      MonteCarloMean(
        values: all.map { meanProduct($0.numbers(first), $0.numbers(second)) })
    }
    #expect(products("y", "y").isNear(4))
    #expect(products("x", "x").isNear(1) && products("u", "u").isNear(1))
    #expect(products("y", "x").isNear((0.36 * 3.2).squareRoot()))
    #expect(products("y", "u").isNear((0.5 * 0.8).squareRoot()))
    // Two pupils of one school share what varies between schools, the predictor's part included.
    let pairs = all.map { $0.numbers("y")[0] * $0.numbers("y")[1] }
    #expect(MonteCarloMean(values: pairs).isNear(0.8))
  }

  @Test func `a covariate with parts explains its shares at both levels`() throws {
    let all = try tables(
      """
      levels: {school: 10, pupil: 5 per school}
      predictors: {x: {level: pupil, normal: {}}}
      model: y ~ x + (1 | school)
      effects: {intercept: 0, x: {r2: {school: 0.5, pupil: 0.25}}}
      random: {school: {icc: 0.2}}
      residual: {total_variance: 4}
      """, count: 4000)
    // Explained: 0.4 of 0.8 and 0.8 of 3.2.
    let coefficient = 1.2.squareRoot()
    let products = { (first: String, second: String) in
      MonteCarloMean(values: all.map { meanProduct($0.numbers(first), $0.numbers(second)) })
    }
    let pairs = { (first: String, second: String) in
      MonteCarloMean(values: all.map { $0.numbers(first)[0] * $0.numbers(second)[1] })
    }
    #expect(products("x", "x").isNear(1) && products("y", "y").isNear(4))
    #expect(products("y", "x").isNear(coefficient))
    #expect(pairs("x", "x").isNear(0.4 / 1.2))
    #expect(pairs("y", "y").isNear(0.8))
    #expect(pairs("y", "x").isNear(0.4 / coefficient))
  }
}
