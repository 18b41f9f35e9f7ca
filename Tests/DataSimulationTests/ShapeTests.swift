import DataTable
import Foundation
import Testing

/// Random effects and residuals that are not normal: variances as stated, third moments of the shape.
/// Bounds as `MonteCarloMean` states them.
@Suite struct ShapeTests {
  /// Rows that share a school, three different ones: E(y₁y₂y₃) is the third moment of its effect.
  @Test func `variances and third moments are those of the shapes`() throws {
    let tables = try tables(
      """
      levels: {school: 40, pupil: 3 per school}
      model: y ~ 1 + (1 | school)
      effects: {intercept: 5}
      random: {school: {sd: 2, distribution: {gamma: {cv: 0.5}}}}
      residual: {variance: 3, distribution: {exponential: 1}}
      """, count: 4000)
    let y = tables.map { $0.numbers("y").map { $0 - 5 } }
    #expect(MonteCarloMean(values: y.map(mean)).isNear(0))
    #expect(MonteCarloMean(values: y.map { meanProduct($0, $0) }).isNear(4 + 3))
    func ofSchools(_ product: (Double, Double, Double) -> Double) -> MonteCarloMean {
      let values = y.map { y -> Double in
        var sum = 0.0
        for row in stride(from: 0, to: 120, by: 3) {
          sum += product(y[row], y[row + 1], y[row + 2])
        }
        return sum / 40
      }
      return MonteCarloMean(values: values)
    }
    #expect(ofSchools { a, b, _ in a * b }.isNear(4))
    // A gamma with CV c has skewness 2c, an exponential 2.
    #expect(ofSchools { $0 * $1 * $2 }.isNear(1 * 8))
    let cubes = MonteCarloMean(values: y.map { mean($0.map { pow($0, 3) }) })
    #expect(cubes.isNear(8 + 2 * pow(3, 1.5)))
  }

  /// Rows at 0 and 1 give intercept and slope; e₂ = ρ e₁ + √(1-ρ²) z: E u₀u₁² = 2 ρ² of skewness 2.
  @Test func `correlated effects are sums of independent draws of the shape`() throws {
    let tables = try tables(
      """
      levels: {person: 40, time: {per: person, values: [0, 1, 2]}}
      model: y ~ 1 + (1 + time | person)
      effects: {intercept: 0}
      random:
        person:
          {sd: {intercept: 1, time: 2}, correlation: 0.6, distribution: {gamma: {mean: 7, cv: 1}}}
      residual: {sd: 1e-9}
      """, count: 4000)
    let effects = tables.map { table -> [(Double, Double)] in
      let y = table.numbers("y")
      var pairs: [(Double, Double)] = []
      for row in stride(from: 0, to: 120, by: 3) { pairs.append((y[row], y[row + 1] - y[row])) }
      return pairs
    }
    func moment(_ power: (Double, Double)) -> MonteCarloMean {
      MonteCarloMean(
        values: effects.map { mean($0.map { pow($0.0, power.0) * pow($0.1, power.1) }) })
    }
    #expect(moment((1, 0)).isNear(0))
    #expect(moment((2, 0)).isNear(1))
    #expect(moment((0, 2)).isNear(4))
    #expect(moment((1, 1)).isNear(0.6 * 2))
    #expect(moment((3, 0)).isNear(2))
    #expect(moment((2, 1)).isNear(2 * 0.6 * 2))
    #expect(moment((0, 3)).isNear(2 * (pow(0.6, 3) + pow(0.8, 3)) * 8))
  }

  @Test func `effects of crossed levels have their shape too`() throws {
    let tables = try tables(
      """
      levels: {subject: 12, item: 10, trial: 1 per subject x item}
      model: y ~ 1 + (1 | subject) + (1 | item)
      effects: {intercept: 0}
      random:
        subject: {sd: 1, distribution: {t: {df: 5}}}
        item: {sd: 2, distribution: {any_of: [-1, 2]}}
      residual: {sd: 1e-9, distribution: {uniform: [3, 4]}}
      """, count: 2000)
    // Means over the subjects: an item's effect and what all items share.
    let items = tables.map { table -> [Double] in
      let y = table.numbers("y")
      var means = [Double](repeating: 0, count: 10)
      for row in 0..<120 { means[row % 10] += y[row] / 12 }
      return means
    }
    func distance(_ items: [Double], _ first: Int) -> Double {
      (items[first] - items[first + 1]).magnitude
    }
    // Two values, equally likely, scaled to ±2: any two items differ by 0 or 4.
    let shares = items.map { items -> Double in
      let equal = (0..<5).count { distance(items, 2 * $0) < 1e-6 }
      return Double(equal) / 5
    }
    #expect(MonteCarloMean(values: shares).isNear(0.5))
    for items in items {
      let size = distance(items, 0)
      #expect(size < 1e-6 || (size - 4).magnitude < 1e-6)
    }
    let squares = tables.map { meanProduct($0.numbers("y"), $0.numbers("y")) }
    #expect(MonteCarloMean(values: squares).isNear(1 + 4))
  }

  @Test func `a normal shape is the normal distribution that there is without it`() throws {
    func y(_ shape: String) throws -> [Double] {
      try tables(
        """
        levels: {g: 4, i: 3 per g}
        model: y ~ 1 + (1 | g)
        effects: {intercept: 0}
        random: {g: {sd: 1}}
        residual: {sd: 1\(shape)}
        simulation: {common: true}
        """, count: 1)[0].numbers("y")
    }
    #expect(try y("") == y(", distribution: {normal: {}}"))
    #expect(try y("") != y(", distribution: {t: {df: 3}}"))
  }
}
