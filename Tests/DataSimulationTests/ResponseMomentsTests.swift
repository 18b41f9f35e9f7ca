import DataTable
import Foundation
import Testing

@Suite struct ResponseMomentsTests {
  /// E ȳ² and the products of neighbours of the same pupil, class and school give every variance.
  @Test func `variances of three nested levels arrive at the response as stated`() throws {
    let tables = try tables(
      """
      levels: {school: 6, class: 2 per school, pupil: 3 per class}
      model: y ~ 1 + (1 | school) + (1 | class)
      effects: {intercept: 10}
      random: {school: {variance: 2}, class: {sd: 1.5}}
      residual: {variance: 4}
      """, count: 4000)
    let y = tables.map { $0.numbers("y").map { $0 - 10 } }
    #expect(MonteCarloMean(values: y.map(mean)).isNear(0))
    #expect(MonteCarloMean(values: y.map { meanProduct($0, $0) }).isNear(2 + 2.25 + 4))
    func products(_ distance: Int, _ rows: [Int]) -> MonteCarloMean {
      MonteCarloMean(values: y.map { y in mean(rows.map { y[$0] * y[$0 + distance] }) })
    }
    #expect(products(1, (0..<36).filter { $0 % 3 < 2 }).isNear(2 + 2.25))
    #expect(products(3, (0..<36).filter { $0 % 6 < 3 }).isNear(2))
    #expect(products(6, Array(0..<30)).isNear(0))
    // Normal: the fourth moment is 3·8.25².
    let fourth = MonteCarloMean(values: y.map { mean($0.map { pow($0, 4) }) })
    #expect(fourth.isNear(3 * 8.25 * 8.25))
  }

  @Test func `an icc is the share of the total variance that stays within a cluster's pairs`()
    throws
  {
    let tables = try tables(
      """
      levels: {school: 20, pupil: 2 per school}
      model: y ~ 1 + (1 | school)
      effects: {intercept: 0}
      random: {school: {icc: 0.3}}
      residual: {total_variance: 5}
      """, count: 4000)
    let y = tables.map { $0.numbers("y") }
    #expect(MonteCarloMean(values: y.map { meanProduct($0, $0) }).isNear(5))
    let pairs = y.map { y in mean((0..<20).map { y[2 * $0] * y[2 * $0 + 1] }) }
    #expect(MonteCarloMean(values: pairs).isNear(1.5))
  }

  /// Without a residual to speak of, rows at 0 and 1 give intercept and slope of each person.
  @Test func `intercepts and slopes have the stated SDs and correlation`() throws {
    let tables = try tables(
      """
      levels: {person: 30, time: {per: person, values: [0, 1, 3]}}
      model: y ~ time + (1 + time | person)
      effects: {intercept: 5, time: -2}
      random: {person: {sd: {intercept: 2, time: 0.5}, correlation: -0.4}}
      residual: {sd: 1e-6}
      """, count: 2000)
    var squares: [[Double]] = [[], [], []]
    for table in tables {
      let y = table.numbers("y")
      #expect(table.numbers("time").prefix(6) == [0, 1, 3, 0, 1, 3])
      let intercepts = (0..<30).map { (person: Int) -> Double in y[3 * person] - 5 }
      let slopes = (0..<30).map { (person: Int) -> Double in
        y[3 * person + 1] - y[3 * person] + 2
      }
      for person in 0..<30 {
        let expected = 5 + intercepts[person] + 3 * (slopes[person] - 2)
        #expect((y[3 * person + 2] - expected).magnitude < 1e-4)
      }
      squares[0].append(meanProduct(intercepts, intercepts))
      squares[1].append(meanProduct(slopes, slopes))
      squares[2].append(meanProduct(intercepts, slopes))
    }
    #expect(MonteCarloMean(values: squares[0]).isNear(4))
    #expect(MonteCarloMean(values: squares[1]).isNear(0.25))
    #expect(MonteCarloMean(values: squares[2]).isNear(-0.4 * 2 * 0.5))
  }

  @Test(arguments: [-1.0, 1])
  func `perfectly correlated effects are multiples of each other`(correlation: Double) throws {
    let table = try tables(
      """
      levels: {person: 30, time: {per: person, values: [0, 1, 2]}}
      model: y ~ time + (1 + time | person)
      effects: {intercept: 0, time: 0}
      random: {person: {sd: {intercept: 2, time: 0.5}, correlation: \(correlation)}}
      residual: {sd: 1e-9}
      """, count: 1)[0]
    let y = table.numbers("y")
    for person in 0..<30 {
      let slope = y[3 * person + 1] - y[3 * person]
      #expect((slope - correlation * y[3 * person] / 4).magnitude < 1e-6)
    }
  }

  /// Every fixed effect: a factor, an interaction, a power; residual and effects next to nothing.
  @Test func `fixed effects add up as the formula says`() throws {
    let table = try tables(
      """
      levels: {school: 9, pupil: 4 per school}
      predictors:
        arm: {level: school, assign: [control, low, high]}
        x: {level: pupil, normal: {mean: 2, sd: 1}}
      model: y ~ arm * x + I(x^2) + (1 | school)
      effects:
        {intercept: 7, armlow: 1, armhigh: -2, x: 0.5, I(x^2): 0.25, arm:x: {low: 3, high: 4}}
      random: {school: {variance: 1e-18}}
      residual: {variance: 1e-18}
      """, count: 1)[0]
    let (y, x, arm) = (table.numbers("y"), table.numbers("x"), table.texts("arm"))
    let main = ["control": 0.0, "low": 1, "high": -2]
    let slope = ["control": 0.5, "low": 3.5, "high": 4.5]
    for row in y.indices {
      let level: Double = 7 + main[arm[row]]!
      let expected: Double = level + slope[arm[row]]! * x[row] + 0.25 * x[row] * x[row]
      #expect((y[row] - expected).magnitude < 1e-7)
    }
  }
}
