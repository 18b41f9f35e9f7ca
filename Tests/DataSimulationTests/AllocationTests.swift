import DataTable
import Testing

@Suite struct AllocationTests {
  private func design(_ assign: String, levels: String) -> String {
    """
    levels: {\(levels)}
    predictors: {t: {\(assign)}}
    model: y ~ 1
    effects: {intercept: 0}
    residual: {sd: 1}
    """
  }

  /// Units of each value: in each block of consecutive rows, and over the study.
  private func counts(_ t: [Double], block: Int, values: [Double]) -> [[Int]] {
    stride(from: 0, to: t.count, by: block).map { start in
      values.map { value in t[start..<start + block].count { $0 == value } }
    }
  }

  @Test func `shares that divide the units are exact within each unit of the level above`() throws {
    let all = try tables(
      design("level: i, assign: [0, 1]", levels: "g: 6, i: 4 per g"), count: 1000)
    for table in all {
      #expect(counts(table.numbers("t"), block: 4, values: [0, 1]).allSatisfy { $0 == [2, 2] })
    }
    // Each of the six orders of 0011 has the probability 1/6 in each of the 6000 blocks.
    var orders: [[Double]: Int] = [:]
    for table in all {
      let t = table.numbers("t")
      for group in 0..<6 { orders[Array(t[4 * group..<4 * group + 4]), default: 0] += 1 }
    }
    #expect(orders.count == 6)
    // χ² with 5 df: P(> 44) = 2e-8.
    #expect(orders.values.reduce(0) { $0 + (Double($1) - 1000) * (Double($1) - 1000) / 1000 } < 44)
  }

  @Test func `left-overs are evened out over the study`() throws {
    let all = try tables(
      design("level: i, assign: [0, 1]", levels: "g: 8, i: 3 per g"), count: 1000)
    for table in all {
      let t = table.numbers("t")
      #expect(counts(t, block: 24, values: [0, 1]) == [[12, 12]])
      #expect(counts(t, block: 3, values: [0, 1]).allSatisfy { $0 == [1, 2] || $0 == [2, 1] })
    }
    for row in [0, 11, 23] {
      #expect(MonteCarloMean(values: all.map { $0.numbers("t")[row] }).isNear(0.5))
    }
  }

  @Test func `an odd study leaves one unit over, to either value alike`() throws {
    let all = try tables(
      design("level: g, assign: [0, 1]", levels: "g: 7, i: 2 per g"), count: 1000)
    let sums = all.map { table in
      let t = table.numbers("t")
      #expect((0..<7).allSatisfy { t[2 * $0] == t[2 * $0 + 1] })
      return t.reduce(0, +) / 2
    }
    #expect(sums.allSatisfy { $0 == 3 || $0 == 4 })
    #expect(MonteCarloMean(values: sums).isNear(3.5))
  }

  @Test func `unequal shares of three values are met in each block and over the study`() throws {
    let all = try tables(
      design(
        "level: i, assign: {a: 1, b: 2, c: 3}", levels: "g: 6, i: 8 per g"), count: 1000)
    for table in all {
      let t = table.numbers("t")
      #expect(counts(t, block: 48, values: [0, 1, 2]) == [[8, 16, 24]])
      // Of 8: 1.33, 2.67 and 4, that is 1, 2 and 4 and one left over, to a or b (or c).
      for block in counts(t, block: 8, values: [0, 1, 2]) {
        #expect(block[0] >= 1 && block[1] >= 2 && block[2] >= 4)
        #expect(block[0] <= 2 && block[1] <= 3 && block[2] <= 5)
      }
    }
    #expect(all[0].texts("t").contains("c"))
  }

  @Test func `balance over the study is exact there and random within groups`() throws {
    let all = try tables(
      design("level: i, assign: [0, 1], balance: study", levels: "g: 5, i: 4 per g"), count: 2000)
    let first = all.map { table in
      let t = table.numbers("t")
      #expect(counts(t, block: 20, values: [0, 1]) == [[10, 10]])
      return Double(counts(t, block: 4, values: [1])[0][0])
    }
    #expect(MonteCarloMean(values: first).isNear(2))
    // Hypergeometric: 4 of 20 with 10 ones has the variance 4·¼·16/19.
    #expect(MonteCarloMean(values: first.map { ($0 - 2) * ($0 - 2) }).isNear(16 / 19.0))
  }

  @Test func `balance at none flips coins`() throws {
    let all = try tables(
      design(
        "level: i, assign: {0: 3, 1: 1}, balance: none", levels: "g: 5, i: 4 per g"), count: 2000)
    let sums = all.map { $0.numbers("t").reduce(0, +) }
    #expect(MonteCarloMean(values: sums).isNear(5))
    #expect(MonteCarloMean(values: sums.map { ($0 - 5) * ($0 - 5) }).isNear(20 * 0.1875))
  }

  @Test func `balance at a named level is exact there, not in the level between`() throws {
    let all = try tables(
      design(
        "level: i, assign: [0, 1], balance: s", levels: "s: 3, g: 2 per s, i: 3 per g"),
      count: 1000)
    var uneven = 0
    for table in all {
      let t = table.numbers("t")
      #expect(counts(t, block: 6, values: [0, 1]).allSatisfy { $0 == [3, 3] })
      uneven += counts(t, block: 3, values: [1]).count { $0[0] == 0 || $0[0] == 3 }
    }
    // All three of a group alike: 2 of the 20 ways to choose, so 600 of 6000 (in pairs of groups).
    #expect((Double(uneven) - 600).magnitude < 5.5 * 2 * (3000 * 0.1 * 0.9).squareRoot())
  }
}
