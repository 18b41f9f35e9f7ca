import DataTable
import Foundation
import Testing

/// Moments of responses against sums and integrals that share nothing with the sampler. The bounds of
/// `isNear` are wrong once in a million tests.
@Suite struct FamilyMomentsTests {
  /// The mean of f(b + sZ), Z standard normal, by Simpson's rule over ±10 standard deviations.
  private func average(_ b: Double, _ s: Double, _ f: (Double) -> Double) -> Double {
    let n = 4000
    let h = 20.0 / Double(n)
    return (0...n).reduce(0) { sum, index in
      let z = -10 + Double(index) * h
      let weight = index == 0 || index == n ? 1.0 : index % 2 == 0 ? 2 : 4
      return sum + weight * h / 3 * exp(-z * z / 2) / (2 * Double.pi).squareRoot() * f(b + s * z)
    }
  }

  private func expit(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  private func phi(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// Mean, mean square and mean product of neighbours in a cluster of two.
  private func moments(
    _ family: String, effects: String, random: String = "random: {g: {sd: 0.8}}",
    predictors: String = "", model: String = "y ~ 1 + (1 | g)", count: Int = 3000
  ) throws -> (mean: MonteCarloMean, square: MonteCarloMean, product: MonteCarloMean) {
    let tables = try tables(
      """
      levels: {g: 30, row: 2 per g}
      \(predictors)
      model: \(model)
      family: \(family)
      effects: \(effects)
      \(random)
      """, count: count)
    let y = tables.map { $0.numbers("y") }
    return (
      MonteCarloMean(values: y.map(mean)),
      MonteCarloMean(values: y.map { meanProduct($0, $0) }),
      MonteCarloMean(values: y.map { y in mean((0..<30).map { y[2 * $0] * y[2 * $0 + 1] }) })
    )
  }

  @Test(arguments: ["logit", "probit", "cloglog"])
  func `yes or no by each link`(link: String) throws {
    func p(_ eta: Double) -> Double {
      switch link {
      case "logit": expit(eta)
      case "probit": phi(eta)
      default: 1 - exp(-exp(eta))
      }
    }
    let found = try moments("{binomial: \(link)}", effects: "{intercept: -0.7}")
    #expect(found.mean.isNear(average(-0.7, 0.8, p)))
    #expect(found.square.isNear(average(-0.7, 0.8, p)))
    #expect(found.product.isNear(average(-0.7, 0.8) { p($0) * p($0) }))
  }

  @Test func `successes of several trials`() throws {
    let found = try moments("{binomial: {trials: 6}}", effects: "{intercept: 0.3}")
    let p = average(0.3, 0.8, expit)
    let square = average(0.3, 0.8) { expit($0) * expit($0) }
    #expect(found.mean.isNear(6 * p))
    #expect(found.square.isNear(6 * (p - square) + 36 * square))
    #expect(found.product.isNear(36 * square))
  }

  @Test func `trials of a predictor bound each row's successes`() throws {
    let tables = try tables(
      """
      levels: {g: 30, row: 3 per g}
      predictors: {births: {level: row, values: [0, 4, 20]}}
      model: y ~ 1 + (1 | g)
      family: {binomial: {trials: births}}
      effects: {intercept: 1}
      random: {g: {sd: 0.5}}
      """, count: 2000)
    let p = average(1, 0.5, expit)
    for (place, trials) in [0.0, 4, 20].enumerated() {
      let rows = tables.map { table in
        let y = table.numbers("y")
        #expect(table.numbers("births")[place] == trials)
        return mean((0..<30).map { y[3 * $0 + place] })
      }
      #expect(MonteCarloMean(values: rows).isNear(trials * p))
    }
    #expect(tables.allSatisfy { zip($0.numbers("y"), $0.numbers("births")).allSatisfy(<=) })
  }

  @Test func `counts, with their logarithms' normal means`() throws {
    let found = try moments("poisson", effects: "{intercept: 0.9}")
    let mean: Double = exp(0.9 + 0.32)
    let square: Double = exp(1.8 + 2 * 0.64)
    #expect(found.mean.isNear(mean))
    #expect(found.square.isNear(mean + square))
    #expect(found.product.isNear(square))
  }

  @Test func `counts beyond those of a Poisson, whose variance is mean and mean square over size`()
    throws
  {
    let found = try moments("{negative_binomial: {size: 1.5}}", effects: "{intercept: 0.9}")
    let mean: Double = exp(0.9 + 0.32)
    let square: Double = exp(1.8 + 2 * 0.64)
    #expect(found.mean.isNear(mean))
    #expect(found.square.isNear(mean + square * (1 + 1 / 1.5)))
    #expect(found.product.isNear(square))
  }

  @Test func `exposure multiplies counts`() throws {
    let found = try moments(
      "poisson", effects: "{intercept: 0.4}",
      predictors: "predictors: {t: {level: row, values: [2, 5]}}",
      model: "y ~ 1 + offset(log(t)) + (1 | g)")
    #expect(found.mean.isNear(3.5 * exp(0.4 + 0.32)))
  }

  @Test(arguments: ["logit", "probit"])
  func `each rating as often as its cuts say`(link: String) throws {
    let f = link == "logit" ? expit : phi
    let tables = try tables(
      """
      levels: {g: 30, row: 2 per g}
      predictors: {x: {level: row, values: [0, 1]}}
      model: y ~ x + (1 | g)
      family: {ordinal: \(link)}
      effects: {cuts: [-1, 0.5, 2], x: 0.6}
      random: {g: {sd: 0.8}}
      """, count: 3000)
    for (category, ends) in [(-30, -1), (-1, 0.5), (0.5, 2), (2, 30)].enumerated() {
      for x in [0, 1] {
        let share = tables.map { table in
          let y = table.numbers("y")
          return Double((0..<30).count { y[2 * $0 + x] == Double(category + 1) }) / 30
        }
        let eta = 0.6 * Double(x)
        let expected = average(0, 0.8) { f(ends.1 - eta - $0) - f(ends.0 - eta - $0) }
        #expect(MonteCarloMean(values: share).isNear(expected))
      }
    }
  }

  @Test func `probabilities of ratings are those of a row at 0`() throws {
    let tables = try tables(
      """
      levels: {row: 100}
      model: y ~ 1
      family: ordinal
      effects: {cuts: {probabilities: [0.2, 0.4, 0.25, 0.1, 0.05]}}
      """, count: 2000)
    for (category, expected) in [0.2, 0.4, 0.25, 0.1, 0.05].enumerated() {
      let share = tables.map { table in
        Double(table.numbers("y").count { $0 == Double(category + 1) }) / 100
      }
      #expect(MonteCarloMean(values: share).isNear(expected))
    }
  }

  @Test func `losses see ratings as they are written, from 1`() throws {
    let tables = try tables(
      """
      levels: {row: 100}
      model: y ~ 1
      family: ordinal
      effects: {cuts: [0]}
      missing: {logit: 100 * (y == 2) - 100 * (y == 1)}
      """, count: 1000)
    let left = tables.map { table in Double(table.numbers("y").count { $0 == 1 }) / 100 }
    #expect(tables.allSatisfy { $0.numbers("y").allSatisfy { $0.isNaN || $0 == 1 } })
    #expect(MonteCarloMean(values: left).isNear(0.5))
  }

  @Test func `positive numbers of a shape`() throws {
    let found = try moments("{gamma: {shape: 2}}", effects: "{intercept: 0.5}")
    let mean: Double = exp(0.5 + 0.32)
    let square: Double = exp(1 + 2 * 0.64)
    #expect(found.mean.isNear(mean))
    #expect(found.square.isNear(square * 1.5))
    #expect(found.product.isNear(square))
  }

  @Test func `shares of a precision`() throws {
    let found = try moments("{beta: {precision: 4}}", effects: "{intercept: -0.5}")
    let mean = average(-0.5, 0.8, expit)
    let square = average(-0.5, 0.8) { expit($0) * expit($0) }
    #expect(found.mean.isNear(mean))
    #expect(found.square.isNear(square + (mean - square) / 5))
    #expect(found.product.isNear(square))
  }

  /// Random effects of variance 0 for the second category leave one integral over those of the third.
  @Test func `choices by their odds against the first`() throws {
    let tables = try tables(
      """
      levels: {g: 30, row: 2 per g}
      predictors: {x: {level: row, values: [0, 1]}}
      model: y ~ x + (1 | g)
      family: {nominal: {categories: [car, bus, bike]}}
      effects: {bus: {intercept: -0.5, x: 1}, bike: {intercept: 0.3, x: -0.7}}
      random: {g: {sd: {bus.intercept: 0, bike.intercept: 0.9}, correlation: 0}}
      """, count: 3000)
    for (code, name) in ["car", "bus", "bike"].enumerated() {
      for x in [0, 1] {
        let share = tables.map { table in
          guard case .categories(let names, let codes)? = table["y"]?.values else { return -1.0 }
          #expect(names == ["car", "bus", "bike"])
          return Double((0..<30).count { codes[2 * $0 + x] == Int32(code) }) / 30
        }
        let bus = exp(-0.5 + Double(x))
        let expected = average(0, 0.9) { u in
          let bike = exp(0.3 - 0.7 * Double(x) + u)
          return [1, bus, bike][code] / (1 + bus + bike)
        }
        #expect(MonteCarloMean(values: share).isNear(expected), "\(name)")
      }
    }
  }

  /// Both rows of a unit share its two effects: the chance that both are of one category.
  @Test func `effects of two categories correlate`() throws {
    let tables = try tables(
      """
      levels: {g: 30, row: 2 per g}
      model: y ~ 1 + (1 | g)
      family: {nominal: {categories: [a, b, c]}}
      effects: {b: {intercept: 0}, c: {intercept: 0}}
      random: {g: {sd: {b.intercept: 1.2, c.intercept: 1.2}, correlation: 1}}
      """, count: 3000)
    let both = tables.map { table in
      guard case .categories(_, let codes)? = table["y"]?.values else { return -1.0 }
      return Double((0..<30).count { codes[2 * $0] == 0 && codes[2 * $0 + 1] == 0 }) / 30
    }
    let expected = average(0, 1.2) { u in 1 / ((1 + 2 * exp(u)) * (1 + 2 * exp(u))) }
    #expect(MonteCarloMean(values: both).isNear(expected))
  }

  @Test func `a level of rows may have effects of its own`() throws {
    let found = try moments(
      "poisson", effects: "{intercept: 0.2}", random: "random: {row: {sd: 0.8}}",
      model: "y ~ 1 + (1 | row)")
    let mean: Double = exp(0.2 + 0.32)
    #expect(found.mean.isNear(mean))
    #expect(found.square.isNear(mean + exp(0.4 + 2 * 0.64)))
    #expect(found.product.isNear(mean * mean))
  }
}
