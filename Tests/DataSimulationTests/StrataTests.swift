import DataTable
import Testing

/// Allocation balanced by a predictor.
@Suite struct StrataTests {
  private func design(
    _ strata: String, assign: String = "[0, 1]", levels: String = "g: 6, i: 4 per g",
    dealt: String = "i"
  ) -> String {
    """
    levels: {\(levels)}
    predictors:
      t: {level: \(dealt), assign: \(assign), balance: s}
      s: {\(strata)}
      b: {level: i, normal: {sd: 1}}
    model: y ~ 1
    effects: {intercept: 0}
    residual: {sd: 1}
    """
  }

  /// Rows of a value of `t` among those with a value of `s`, in a range.
  private func count(
    _ table: DataTable, t: Double, s: Double, in rows: Range<Int>? = nil
  ) -> Int {
    let (treatment, strata) = (table.numbers("t"), table.numbers("s"))
    return (rows ?? treatment.indices).count { treatment[$0] == t && strata[$0] == s }
  }

  @Test func `shares that divide a stratum are exact within it, in each unit above`() throws {
    let all = try tables(design("level: i, values: [f, m, f, m]"), count: 1000)
    for table in all {
      for g in 0..<6 {
        for (t, s) in [(0.0, 0.0), (0, 1), (1, 0), (1, 1)] {
          #expect(count(table, t: t, s: s, in: 4 * g..<4 * g + 4) == 1)
        }
      }
    }
    for row in [0, 13, 23] {
      #expect(MonteCarloMean(values: all.map { $0.numbers("t")[row] }).isNear(0.5))
    }
    // Strata are dealt independently of each other.
    let products = all.map { ($0.numbers("t")[0] - 0.5) * ($0.numbers("t")[1] - 0.5) }
    #expect(MonteCarloMean(values: products).isNear(0))
  }

  @Test func `left-overs are evened out over each stratum, then over each unit above`() throws {
    let all = try tables(
      design("level: i, categories: {a: 0.5, b: 0.3, c: 0.2}", levels: "g: 7, i: 5 per g"),
      count: 1000)
    for table in all {
      for s in 0..<3 {
        let counts = [0.0, 1].map { count(table, t: $0, s: Double(s)) }
        #expect((counts[0] - counts[1]).magnitude <= 1)
        for g in 0..<7 {
          let cell = [0.0, 1].map { count(table, t: $0, s: Double(s), in: 5 * g..<5 * g + 5) }
          #expect((cell[0] - cell[1]).magnitude <= 1)
        }
      }
    }
    #expect(MonteCarloMean(values: all.map { mean($0.numbers("t")) }).isNear(0.5))
  }

  @Test func `where the strata leave a choice, the unit above is balanced`() throws {
    // Two units of each of two strata in a group: one left over of each with three values.
    let all = try tables(
      design("level: i, values: [f, m]", levels: "g: 40, i: 2 per g"), count: 1000)
    let even = all.map { table in
      mean((0..<40).map { table.numbers("t")[2 * $0] != table.numbers("t")[2 * $0 + 1] ? 1.0 : 0 })
    }
    // By chance alone half of the groups would have both arms.
    #expect(mean(even) > 0.6)
    for table in all { #expect(count(table, t: 1, s: 0) == 20 && count(table, t: 1, s: 1) == 20) }
  }

  @Test func `unequal shares of several arms are exact within each stratum`() throws {
    let all = try tables(
      design(
        "level: g, values: [0, 1]", assign: "{control: 2, low: 1, high: 1}",
        levels: "g: 16, i: 3 per g", dealt: "g"), count: 1000)
    for table in all {
      for s in [0.0, 1] {
        #expect((0..<3).map { count(table, t: Double($0), s: s) } == [12, 6, 6])
      }
    }
  }

  @Test func `a comparison makes strata of a continuous predictor`() throws {
    let all = try tables(design("value: b > 1", levels: "i: 31"), count: 1000)
    for table in all {
      #expect(zip(table.numbers("s"), table.numbers("b")).allSatisfy { $0 == ($1 > 1 ? 1 : 0) })
      for s in [0.0, 1] {
        let counts = [0.0, 1].map { count(table, t: $0, s: s) }
        #expect((counts[0] - counts[1]).magnitude <= 1)
      }
    }
    #expect(MonteCarloMean(values: all.map { mean($0.numbers("t")) }).isNear(0.5))
  }
}
