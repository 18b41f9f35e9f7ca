import DataTable
import Foundation
import Testing

@Suite struct CrossedUnitsTests {
  /// y is nothing but an intercept.
  private func design(
    _ levels: String, predictors: String = "", random: String = "(1 | subject)",
    spreads: String = "subject: {sd: 1}"
  ) -> String {
    """
    levels: {\(levels)}
    predictors: {\(predictors)}
    model: y ~ 1 + \(random)
    effects: {intercept: 0}
    random: {\(spreads)}
    residual: {sd: 1}
    """
  }

  @Test func `rows are in the order of the first level named, then of the next`() throws {
    let table = try tables(
      design("subject: 2, item: 3, trial: 2 per subject x item"), count: 1)[0]
    #expect(table.numbers("subject") == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    #expect(table.numbers("item") == [1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3])
    #expect(table.numbers("trial") == (1...12).map(Double.init))
  }

  @Test func `listed levels are crossed like others and are predictors`() throws {
    let table = try tables(
      design(
        "subject: 2, a: {values: [-0.5, 0.5]}, b: {values: [u, v, w]}, row: 1 per subject x a x b"),
      count: 1)[0]
    #expect(
      table.numbers("a") == [-0.5, -0.5, -0.5, 0.5, 0.5, 0.5, -0.5, -0.5, -0.5, 0.5, 0.5, 0.5])
    #expect(table.texts("b") == ["u", "v", "w", "u", "v", "w", "u", "v", "w", "u", "v", "w"])
  }

  /// Pairs are formed of units that lie in the same unit of every level above both.
  @Test func `subjects meet the items of their own school`() throws {
    let table = try tables(
      design("school: 3, subject: 2 per school, item: 2 per school, row: 1 per subject x item"),
      count: 1)[0]
    #expect(table.rowCount == 12)
    #expect(table.numbers("school") == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
    #expect(table.numbers("subject") == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
    #expect(table.numbers("item") == [1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6])
  }

  @Test func `a level above a crossed one is found through it`() throws {
    let table = try tables(
      design("list: 2, item: 2 per list, subject: 2, row: 1 per subject x item"), count: 1)[0]
    #expect(table.numbers("item") == [1, 2, 3, 4, 1, 2, 3, 4])
    #expect(table.numbers("list") == [1, 1, 2, 2, 1, 1, 2, 2])
  }

  @Test func `a crossing can hold units of its own`() throws {
    let table = try tables(
      design("subject: 2, item: 2, cell: 1 per subject x item, row: 2 per cell"), count: 1)[0]
    #expect(table.numbers("cell") == [1, 1, 2, 2, 3, 3, 4, 4])
    #expect(table.numbers("item") == [1, 1, 2, 2, 1, 1, 2, 2])
  }

  @Test func `a level's name in an expression is the number within the parents`() throws {
    let table = try tables(
      design(
        "subject: 2, item: 3, row: 2 per subject x item",
        predictors: "n: {value: row}, m: {value: 10 * subject + item}"), count: 1)[0]
    #expect(table.numbers("n") == [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2])
    #expect(table.numbers("m") == [11, 11, 12, 12, 13, 13, 21, 21, 22, 22, 23, 23])
  }

  @Test func `a predictor at a crossing has one value for each combination`() throws {
    let table = try tables(
      design(
        "subject: 3, item: 4, row: 2 per subject x item",
        predictors: "x: {level: item x subject, normal: {sd: 1}}"), count: 1)[0]
    let x = table.numbers("x")
    for row in stride(from: 0, to: 24, by: 2) { #expect(x[row] == x[row + 1]) }
    #expect(Set(x).count == 12)
  }

  @Test func `shares are exact within the level that balance names, whatever the order of rows`()
    throws
  {
    for table in try tables(
      design(
        "subject: 6, item: 4, row: 1 per subject x item",
        predictors: """
          x: {level: row, assign: [0, 1], balance: item},
          z: {level: row, assign: [0, 1], balance: subject}
          """), count: 50)
    {
      let (x, z) = (table.numbers("x"), table.numbers("z"))
      for item in 0..<4 { #expect((0..<6).reduce(0) { $0 + x[4 * $1 + item] } == 3) }
      for subject in 0..<6 { #expect((0..<4).reduce(0) { $0 + z[4 * subject + $1] } == 2) }
    }
  }

  /// Covariances of y by what two rows share; 3 subjects, 2 items, 2 rows each.
  @Test func `variances of crossed levels and of their crossing arrive as stated`() throws {
    let y = try tables(
      design(
        "subject: 3, item: 2, row: 2 per subject x item",
        random: "(1 | subject) + (1 | item) + (1 | subject:item)",
        spreads: "subject: {variance: 3}, item: {variance: 2}, subject:item: {variance: 1.5}"),
      count: 6000
    ).map { $0.numbers("y") }
    func products(_ pairs: [(Int, Int)]) -> MonteCarloMean {
      MonteCarloMean(values: y.map { y in mean(pairs.map { y[$0.0] * y[$0.1] }) })
    }
    let rows = 0..<12
    let pairs = rows.flatMap { a in rows.map { (a, $0) } }
    func sharing(subject: Bool, item: Bool) -> [(Int, Int)] {
      pairs.filter { a, b in
        a != b && (a / 4 == b / 4) == subject && (a / 2 % 2 == b / 2 % 2) == item
      }
    }
    #expect(products(rows.map { ($0, $0) }).isNear(3 + 2 + 1.5 + 1))
    #expect(products(sharing(subject: true, item: true)).isNear(3 + 2 + 1.5))
    #expect(products(sharing(subject: true, item: false)).isNear(3))
    #expect(products(sharing(subject: false, item: true)).isNear(2))
    #expect(products(sharing(subject: false, item: false)).isNear(0))
  }

  /// Differences over a within an item: Var(slope) + nothing else, intercepts cancel.
  @Test func `slopes of a level that is not first have the stated variance and correlation`() throws
  {
    let y = try tables(
      """
      levels: {subject: 2, item: 5, a: {values: [0, 1]}, row: 1 per subject x item x a}
      model: y ~ a + (1 | subject) + (1 + a | item)
      effects: {intercept: 0, a: 0}
      random:
        subject: {sd: 1e-6}
        item: {sd: {intercept: 2, a: 0.5}, correlation: -0.4}
      residual: {sd: 1e-6}
      """, count: 4000
    ).map { $0.numbers("y") }
    let intercepts = y.map { y in (0..<5).map { y[2 * $0] } }
    let slopes = y.map { y in (0..<5).map { y[2 * $0 + 1] - y[2 * $0] } }
    #expect(MonteCarloMean(values: intercepts.map { meanProduct($0, $0) }).isNear(4))
    #expect(MonteCarloMean(values: slopes.map { meanProduct($0, $0) }).isNear(0.25))
    let both = zip(intercepts, slopes).map { meanProduct($0, $1) }
    #expect(MonteCarloMean(values: both).isNear(-0.4 * 2 * 0.5))
    // The other subject sees the same items.
    for y in y.prefix(20) {
      for row in 0..<10 { #expect((y[row] - y[row + 10]).magnitude < 1e-4) }
    }
  }
}
