import DataSimulation
import Foundation
import Testing

/// Every distribution of the language as a predictor, and as the shape of random effects and residuals.
/// Bounds as `MonteCarloMean` states them.
@Suite struct ShapesOfDrawsTests {
  /// A distribution as it is written, its mean, variance and skewness.
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let mean: Double
    let variance: Double
    let skewness: Double
    var testDescription: String { text }

    init(_ text: String, mean: Double, variance: Double, skewness: Double) {
      self.text = text
      self.mean = mean
      self.variance = variance
      self.skewness = skewness
    }

    /// Values with their probabilities.
    init(_ text: String, values: [Double], _ weights: [Double]) {
      func moment(_ power: Double, about center: Double) -> Double {
        zip(values, weights).reduce(0) { $0 + $1.1 * pow($1.0 - center, power) }
      }
      let center = moment(1, about: 0)
      let second = moment(2, about: center)
      self.init(
        text, mean: center, variance: second, skewness: moment(3, about: center) / pow(second, 1.5))
    }
  }

  static let cases = [
    Case("normal: {mean: 2, sd: 3}", mean: 2, variance: 9, skewness: 0),
    // Skewness (c² + 3)c.
    Case("lognormal: {mean: 4, cv: 0.3}", mean: 4, variance: 1.44, skewness: 3.09 * 0.3),
    Case("gamma: {mean: 3, cv: 0.7}", mean: 3, variance: 4.41, skewness: 1.4),
    Case("t: {df: 12, mean: -1, sd: 2}", mean: -1, variance: 4, skewness: 0),
    Case("uniform: [1, 7]", mean: 4, variance: 3, skewness: 0),
    Case(
      "integers: [-2, 4]", values: [-2, -1, 0, 1, 2, 3, 4], [Double](repeating: 1 / 7.0, count: 7)),
    Case("exponential: 2.5", mean: 2.5, variance: 6.25, skewness: 2),
    Case("poisson: 3", mean: 3, variance: 3, skewness: 1 / 3.0.squareRoot()),
    // p = size/(size + mean) = 0.4: skewness (2 - p)/√(size (1 - p)).
    Case(
      "negative_binomial: {mean: 3, size: 2}", mean: 3, variance: 7.5,
      skewness: 1.6 / 1.2.squareRoot()),
    Case("binary: 0.2", values: [0, 1], [0.8, 0.2]),
    Case("any_of: [1, 2, 2, 9]", values: [1, 2, 9], [0.25, 0.5, 0.25]),
    Case(
      "mixture: [{weight: 0.8, binary: 0.5}, {weight: 0.2, integers: [4, 5]}]",
      values: [0, 1, 4, 5], [0.4, 0.4, 0.1, 0.1]),
  ]

  /// Means, squares and cubes of one data set after another are near what is expected.
  private func check(_ sets: [[Double]], variance: Double, skewness: Double, _ what: String) {
    func moment(_ power: Double) -> MonteCarloMean {
      MonteCarloMean(values: sets.map { mean($0.map { pow($0, power) }) })
    }
    #expect(moment(1).isNear(0), "\(what): mean")
    #expect(moment(2).isNear(variance), "\(what): variance")
    #expect(moment(3).isNear(skewness * pow(variance, 1.5)), "\(what): third moment")
  }

  @Test(arguments: cases)
  func `predictors of rows and of units have their moments`(_ one: Case) throws {
    var rows: [[Double]] = []
    var units: [[Double]] = []
    try simulate(
      """
      levels: {g: 20, i: 3 per g}
      predictors: {a: {level: i, \(one.text)}, b: {level: g, \(one.text)}}
      model: y ~ a + b
      effects: {intercept: 0, a: 0, b: 0}
      residual: {sd: 1}
      """, count: 2500
    ) { simulator in
      let b = simulator.rowValues(of: "b")!
      rows.append(simulator.rowValues(of: "a")!.map { $0 - one.mean })
      units.append((0..<20).map { b[3 * $0] - one.mean })
      #expect((0..<60).allSatisfy { b[$0] == b[$0 / 3 * 3] })
    }
    check(rows, variance: one.variance, skewness: one.skewness, "rows")
    check(units, variance: one.variance, skewness: one.skewness, "units")
    let together = zip(rows, units).map { a, b in mean((0..<20).map { a[3 * $0] * b[$0] }) }
    #expect(MonteCarloMean(values: together).isNear(0))
  }

  @Test(arguments: cases)
  func `random effects and residuals of every shape have the stated variance`(_ one: Case) throws {
    var effects: [[Double]] = []
    var residuals: [[Double]] = []
    for (random, residual) in [("2", "1e-9"), ("1e-9", "1.5")] {
      try simulate(
        """
        levels: {g: 40, i: 2 per g}
        model: y ~ 1 + (1 | g)
        effects: {intercept: 0}
        random: {g: {sd: \(random), distribution: {\(one.text)}}}
        residual: {sd: \(residual), distribution: {\(one.text)}}
        """, count: 2500
      ) { simulator in
        let y = (0..<80).map { simulator.response[$0] }
        if random == "2" {
          effects.append((0..<40).map { y[2 * $0] })
          #expect((0..<40).allSatisfy { abs(y[2 * $0] - y[2 * $0 + 1]) < 1e-6 })
        } else {
          residuals.append(y)
        }
      }
    }
    check(effects, variance: 4, skewness: one.skewness, "effects")
    check(residuals, variance: 2.25, skewness: one.skewness, "residuals")
  }
}
