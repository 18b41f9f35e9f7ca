import CGSL
import DataSimulation
import Foundation
import Numerics
import Testing

/// Numbers of units that are drawn, against the distribution function of what is stated: limits of
/// `GoodnessOfFit` (1e-6 each).
@Suite struct DrawnSizesTests {
  /// A size as it is written, with P(size ≤ n) before `min` and `max`.
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let cdf: @Sendable (Int) -> Double
    var testDescription: String { text }

    /// A distribution of whole numbers.
    init(_ text: String, _ cdf: @escaping @Sendable (Int) -> Double) {
      self.text = text
      self.cdf = cdf
    }

    /// A continuous one, rounded.
    init(_ text: String, rounded cdf: @escaping @Sendable (Double) -> Double) {
      self.init(text, { (n: Int) -> Double in cdf(Double(n) + 0.5) })
    }

    /// With bounds.
    func cdf(_ n: Int, least: Int, most: Int?) -> Double {
      if n < least { return 0 }
      if let most, n >= most { return 1 }
      return cdf(n)
    }
  }

  static let cases = [
    Case("mean: 12, cv: 0.5", rounded: { gsl_cdf_gamma_P($0, 4, 3) }),
    Case("gamma: {mean: 6, cv: 1}", rounded: { gsl_cdf_exponential_P($0, 6) }),
    Case(
      "lognormal: {mean: 10, cv: 0.8}",
      rounded: { gsl_cdf_lognormal_P($0, log(10) - log(1.64) / 2, log(1.64).squareRoot()) }),
    Case("normal: {mean: 8, sd: 3}", rounded: { gsl_cdf_gaussian_P($0 - 8, 3) }),
    Case(
      "t: {df: 5, mean: 9, sd: 2}",
      rounded: { gsl_cdf_tdist_P(($0 - 9) / 2 * (5.0 / 3).squareRoot(), 5) }),
    Case("uniform: [3, 9]", { Double(min(max($0 - 2, 0), 7)) / 7 }),
    Case("integers: [2, 6]", { Double(min(max($0 - 1, 0), 5)) / 5 }),
    Case("exponential: 5", rounded: { gsl_cdf_exponential_P($0, 5) }),
    Case("poisson: 4", { gsl_cdf_poisson_P(UInt32(max($0, 0)), 4) }),
    Case("poisson: 25", { gsl_cdf_poisson_P(UInt32(max($0, 0)), 25) }),
    Case(
      "negative_binomial: {mean: 7, size: 2}",
      { gsl_cdf_negative_binomial_P(UInt32(max($0, 0)), 2.0 / 9, 2) }),
    Case("any_of: [2, 5, 5, 11]", { $0 < 2 ? 0 : $0 < 5 ? 0.25 : $0 < 11 ? 0.75 : 1 }),
    Case(
      "mixture: [{weight: 0.75, poisson: 3}, {weight: 0.25, integers: [20, 21]}]",
      {
        0.75 * gsl_cdf_poisson_P(UInt32(max($0, 0)), 3)
          + 0.25 * Double(min(max($0 - 19, 0), 2)) / 2
      }),
  ]

  private func sizes(_ size: String, count: Int = 600) throws -> [Int] {
    var all: [Int] = []
    try simulate(
      """
      levels: {g: 40, i: {per: g, size: {\(size)}}}
      model: y ~ 1
      effects: {intercept: 0}
      residual: {sd: 1}
      """, count: count
    ) { simulator in
      let drawn = simulator.unitsPerParent(ofLevel: 1)!
      #expect(drawn.reduce(0, +) == simulator.nesting.rowCount)
      all += drawn
    }
    return all
  }

  @Test(arguments: cases)
  func `every distribution of sizes is drawn as stated, raised to 1 where it is less`(_ one: Case)
    throws
  {
    let fit = GoodnessOfFit(try sizes(one.text)) { one.cdf($0, least: 1, most: nil) }
    #expect(fit.excess < 1)
  }

  @Test(arguments: [0, 3, 6])
  func `bounds hold what is beyond them`(index: Int) throws {
    let one = Self.cases[index]
    let drawn = try sizes("\(one.text), min: 4, max: 10")
    #expect(drawn.allSatisfy { (4...10).contains($0) })
    #expect(GoodnessOfFit(drawn) { one.cdf($0, least: 4, most: 10) }.excess < 1)
  }

  @Test func `a minimum of 0 leaves units without rows`() throws {
    let poisson = Case("poisson: 2", { gsl_cdf_poisson_P(UInt32(max($0, 0)), 2) })
    let drawn = try sizes("poisson: 2, min: 0")
    #expect(drawn.contains(0))
    #expect(GoodnessOfFit(drawn) { poisson.cdf($0, least: 0, most: nil) }.excess < 1)
  }

  @Test func `sizes of neighbours have nothing to do with each other`() throws {
    let drawn = try sizes("poisson: 6", count: 1200).map { Double($0) - 6 }
    // Means of 20 pairs a data set. Raised to 1, the mean of a size is more than 6 by exp(-6).
    let products = (0..<1200).map { set in
      mean(
        (0..<20).map { (pair: Int) -> Double in
          let first = 40 * set + 2 * pair
          return drawn[first] * drawn[first + 1]
        })
    }
    #expect(MonteCarloMean(values: products).isNear(exp(-12)))
  }

  @Test func `each category of a predictor has its own distribution`() throws {
    var byArm: [[Int]] = [[], []]
    try simulate(
      """
      levels:
        g: 40
        i: {per: g, size: {control: {poisson: 5}, new: {integers: [8, 12], max: 11}}, by: arm}
      predictors: {arm: {level: g, assign: [control, new]}}
      model: y ~ 1
      effects: {intercept: 0}
      residual: {sd: 1}
      """, count: 600
    ) { simulator in
      let drawn = simulator.unitsPerParent(ofLevel: 1)!
      let arm = simulator.rowValues(of: "arm")!
      var row = 0
      for size in drawn {
        byArm[Int(arm[row])].append(size)
        row += size
      }
    }
    #expect(byArm.map(\.count) == [12_000, 12_000])
    let control = GoodnessOfFit(byArm[0]) { $0 < 1 ? 0 : gsl_cdf_poisson_P(UInt32($0), 5) }
    #expect(control.excess < 1)
    let new = GoodnessOfFit(byArm[1]) { $0 >= 11 ? 1 : Double(max($0 - 7, 0)) / 5 }
    #expect(new.excess < 1)
  }

  @Test func `listed sizes are those of every data set`() throws {
    try simulate(
      """
      levels: {g: 5, i: {per: g, sizes: [3, 1, 4, 1, 5]}}
      model: y ~ 1
      effects: {intercept: 0}
      residual: {sd: 1}
      """, count: 3
    ) { #expect($0.unitsPerParent(ofLevel: 1) == [3, 1, 4, 1, 5]) }
  }

  @Test func `whole levels may differ in number, one within another`() throws {
    var classes: [Int] = []
    var pupils: [Int] = []
    try simulate(
      """
      levels: {s: 20, c: {per: s, size: {poisson: 3}}, p: {per: c, size: {integers: [1, 4]}}}
      model: y ~ 1
      effects: {intercept: 0}
      residual: {sd: 1}
      """, count: 500
    ) {
      classes += $0.unitsPerParent(ofLevel: 1)!
      pupils += $0.unitsPerParent(ofLevel: 2)!
    }
    let poisson = GoodnessOfFit(classes) { $0 < 1 ? 0 : gsl_cdf_poisson_P(UInt32($0), 3) }
    #expect(poisson.excess < 1)
    #expect(GoodnessOfFit(pupils) { Double(min(max($0, 0), 4)) / 4 }.excess < 1)
  }
}
