import DataTable
import Foundation
import Testing

@Suite struct PredictorTests {
  private func design(_ predictors: String, levels: String = "{g: 5, i: 4 per g}") -> String {
    """
    levels: \(levels)
    predictors: {\(predictors)}
    model: y ~ 1
    effects: {intercept: 0}
    residual: {sd: 1}
    """
  }

  @Test func `normal and uniform predictors have the stated moments at their level`() throws {
    let tables = try tables(
      design(
        """
        a: {level: i, normal: {mean: 3, sd: 2}}, b: {level: g, normal: {mean: -1, sd: 0.5}},
          u: {level: i, uniform: [2, 8]}
        """), count: 4000)
    func check(_ name: String, mean center: Double, variance: Double, fourth: Double) {
      let values = tables.map { $0.numbers(name).map { $0 - center } }
      #expect(MonteCarloMean(values: values.map(mean)).isNear(0), "\(name)")
      let squares = values.map { meanProduct($0, $0) }
      #expect(MonteCarloMean(values: squares).isNear(variance), "\(name)")
      let fourths = values.map { mean($0.map { pow($0, 4) }) }
      #expect(MonteCarloMean(values: fourths).isNear(fourth), "\(name)")
    }
    check("a", mean: 3, variance: 4, fourth: 48)
    check("b", mean: -1, variance: 0.25, fourth: 3 * 0.0625)
    check("u", mean: 5, variance: 3, fourth: pow(6, 4) / 80)
    for table in tables {
      let b = table.numbers("b")
      #expect((0..<20).allSatisfy { b[$0] == b[$0 / 4 * 4] })
      #expect(Set(b).count == 5)
      #expect(table.numbers("u").allSatisfy { (2..<8).contains($0) })
      #expect(Set(table.numbers("a")).count == 20)
    }
    // Predictors, and predictors and response, are independent.
    for (first, second) in [("a", "b"), ("a", "u"), ("a", "y"), ("u", "y")] {
      let centers = ["a": 3.0, "b": -1, "u": 5, "y": 0]
      let products = tables.map {
        meanProduct(
          $0.numbers(first), $0.numbers(second), about: (centers[first]!, centers[second]!))
      }
      #expect(MonteCarloMean(values: products).isNear(0), "\(first), \(second)")
    }
  }

  @Test func `binary and category draws have their probabilities`() throws {
    let tables = try tables(
      design("b: {level: i, binary: 0.2}, c: {level: g, categories: {p: 0.5, q: 0.2, r: 0.3}}"),
      count: 4000)
    #expect(MonteCarloMean(values: tables.map { mean($0.numbers("b")) }).isNear(0.2))
    #expect(tables.allSatisfy { $0.numbers("b").allSatisfy { $0 == 0 || $0 == 1 } })
    for (name, probability) in [("p", 0.5), ("q", 0.2), ("r", 0.3)] {
      let shares = tables.map { mean($0.texts("c").map { $0 == name ? 1 : 0 }) }
      #expect(MonteCarloMean(values: shares).isNear(probability))
    }
    let c = tables.map { $0.texts("c") }
    #expect(c.allSatisfy { c in (0..<20).allSatisfy { c[$0] == c[$0 / 4 * 4] } })
  }

  @Test func `values go by position within the parent, repeated when they divide it`() throws {
    let table = try tables(
      design("v: {level: i, values: [5, 7]}, w: {level: g, values: [1, 2, 3, 4, 9]}"), count: 1)[0]
    let alternating = (0..<20).map { (row: Int) -> Double in row % 2 == 0 ? 5 : 7 }
    #expect(table.numbers("v") == alternating)
    let listed: [Double] = [1, 2, 3, 4, 9]
    #expect(table.numbers("w") == (0..<20).map { listed[$0 / 4] })
  }

  @Test func `expressions are computed from predictors and unit numbers within parents`() throws {
    let table = try tables(
      design(
        """
        a: {level: i, normal: {mean: 0, sd: 1}}, b: {level: g, binary: 0.5},
          e: {value: a^2 + 10 * b}, n: {value: 100 * g + i}, h: {value: g %% 2}
        """), count: 1)[0]
    let (a, b, e) = (table.numbers("a"), table.numbers("b"), table.numbers("e"))
    for row in 0..<20 { #expect(e[row] == a[row] * a[row] + 10 * b[row]) }
    let numbers = (0..<20).map { (row: Int) -> Double in Double(101 + 100 * (row / 4) + row % 4) }
    #expect(table.numbers("n") == numbers)
    let odd = (0..<20).map { (row: Int) -> Double in Double((row / 4 + 1) % 2) }
    #expect(table.numbers("h") == odd)
  }

  @Test func `listed levels name their units in every parent`() throws {
    let table = try tables(
      design(
        "x: {level: p, normal: {mean: 0, sd: 1}}",
        levels: "{arm: {values: [old, new]}, p: 2 per arm, t: {per: p, values: [0, 3, 6]}}"),
      count: 1)[0]
    #expect(table.texts("arm") == (0..<12).map { $0 < 6 ? "old" : "new" })
    let times: [Double] = [0, 3, 6]
    #expect(table.numbers("t") == (0..<12).map { times[$0 % 3] })
    #expect(Set(table.numbers("p")).count == 4)
    #expect(Set(table.numbers("x")).count == 4)
  }

  @Test func `predictors drawn once are the same in every replicate, the response is not`() throws {
    let text =
      design("a: {level: i, normal: {mean: 0, sd: 1}}, t: {level: g, assign: [0, 1]}")
      + "\nsimulation: {redraw: false}"
    let all = try tables(text, count: 5)
    #expect(Set(all.map { $0.numbers("a") }).count == 1)
    #expect(Set(all.map { $0.numbers("t") }).count == 1)
    #expect(Set(all.map { $0.numbers("y") }).count == 5)
  }
}
