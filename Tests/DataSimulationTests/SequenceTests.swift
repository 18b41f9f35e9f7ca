import DataTable
import Testing

/// Sequences dealt to units and read along others.
@Suite struct SequenceTests {
  private func design(_ levels: String, _ predictors: String) -> String {
    """
    levels: {\(levels)}
    predictors: {\(predictors)}
    model: y ~ 1
    effects: {intercept: 0}
    residual: {sd: 1}
    """
  }

  @Test func `a crossover gives each patient one of two orders, half of them each`() throws {
    let all = try tables(
      design(
        "patient: 10, period: {per: patient, values: [p1, p2]}",
        "t: {level: patient, over: period, sequence: [[A, B], [B, A]]}"), count: 1000)
    for table in all {
      let t = table.texts("t")
      let orders = (0..<10).map { t[2 * $0] + t[2 * $0 + 1] }
      #expect(orders.count { $0 == "AB" } == 5 && orders.count { $0 == "BA" } == 5)
      #expect(table.texts("period") == (0..<10).flatMap { _ in ["p1", "p2"] })
    }
    #expect(MonteCarloMean(values: all.map { $0.numbers("t")[6] }).isNear(0.5))
    let pairs = all.map { ($0.numbers("t")[0] - 0.5) * ($0.numbers("t")[2] - 0.5) }
    // Without replacement: (5·4 - 5·5) / 90 · 2 / 4 of the products are of unlike orders.
    #expect(MonteCarloMean(values: pairs).isNear(0.25 * (4.0 - 5) / 9))
  }

  @Test func `a Latin square shows every subject each cell as often, and every item`() throws {
    let table = try tables(
      design(
        "subject: 8, item: 12, trial: 1 per subject x item",
        """
        cell: {level: subject, over: item,
          sequence: [[1, 2, 3, 4], [2, 3, 4, 1], [3, 4, 1, 2], [4, 1, 2, 3]]},
        A: {value: (cell > 2) - 0.5}
        """), count: 1)[0]
    let cell = table.numbers("cell")
    for value in 1...4 {
      for subject in 0..<8 {
        #expect((0..<12).count { cell[12 * subject + $0] == Double(value) } == 3)
      }
      for item in 0..<12 {
        #expect((0..<8).count { cell[12 * $0 + item] == Double(value) } == 2)
      }
    }
    for row in cell.indices where row % 12 > 0 {
      #expect(cell[row] == cell[row - 1].truncatingRemainder(dividingBy: 4) + 1)
    }
    #expect(zip(cell, table.numbers("A")).allSatisfy { $1 == ($0 > 2 ? 0.5 : -0.5) })
  }

  @Test func `a stepped wedge treats as many clusters more in each period`() throws {
    let all = try tables(
      design(
        "cluster: 12, period: {values: [a, b, c, d, e]}, person: 2 per cluster x period",
        "t: {level: cluster, over: period, steps: 4}"), count: 1000)
    for table in all {
      let t = table.numbers("t")
      let treated = (0..<5).map { period in
        (0..<12).count { t[10 * $0 + 2 * period] == 1 }
      }
      #expect(treated == [0, 3, 6, 9, 12])
      for row in t.indices where row % 2 == 1 { #expect(t[row] == t[row - 1]) }
      for cluster in 0..<12 {
        let own = (0..<5).map { t[10 * cluster + 2 * $0] }
        #expect(own == own.sorted())
      }
    }
    #expect(MonteCarloMean(values: all.map { $0.numbers("t")[2] }).isNear(0.25))
  }

  @Test func `clusters that the steps do not divide differ by one at most`() throws {
    for table in try tables(
      design(
        "cluster: 10, period: {values: [1, 2, 3, 4]}, person: 1 per cluster x period",
        "t: {level: cluster, over: period, steps: 3}"), count: 200)
    {
      let t = table.numbers("t")
      let starts = (0..<10).map { cluster in (0..<4).count { t[4 * cluster + $0] == 1 } }
      let sizes = (1...3).map { step in starts.count { $0 == step } }
      #expect(sizes.allSatisfy { $0 == 3 || $0 == 4 } && sizes.reduce(0, +) == 10)
    }
  }

  @Test func `sequences are dealt within the units above, and by strata`() throws {
    let levels =
      "region: 3, cluster: 4 per region, period: {values: [1, 2]}, "
      + "person: 1 per cluster x period"
    let sequence = "level: cluster, over: period, sequence: [[0, 1], [1, 0]]"
    for table in try tables(design(levels, "t: {\(sequence)}"), count: 200) {
      let t = table.numbers("t")
      for region in 0..<3 { #expect((0..<4).count { t[8 * region + 2 * $0] == 1 } == 2) }
    }
    let strata = "urban: {level: cluster, values: [0, 1]}, t: {\(sequence), balance: urban}"
    for table in try tables(design(levels, strata), count: 200) {
      let t = table.numbers("t")
      for region in 0..<3 {
        for urban in 0..<2 {
          #expect([0, 2].count { t[8 * region + 2 * ($0 + urban)] == 1 } == 1)
        }
      }
    }
  }

  @Test func `drawn once, sequences are the same in all replicates`() throws {
    let text = design(
      "patient: 10, period: {per: patient, values: [1, 2]}",
      "t: {level: patient, over: period, sequence: [[0, 1], [1, 0]]}")
    let all = try tables(text + "\nsimulation: {redraw: false}", count: 3)
    #expect(all[0].numbers("t") == all[2].numbers("t"))
    #expect(all[0].numbers("t").reduce(0, +) == 10)
    #expect(all[0].numbers("y") != all[2].numbers("y"))
  }
}
