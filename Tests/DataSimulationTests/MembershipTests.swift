import DataTable
import DesignLanguage
import Foundation
import PowerStudy
import StudyDesign
import Testing

@Suite struct MembershipTests {
  private func design(_ levels: String, predictors: String = "", random: String) -> String {
    """
    levels: {\(levels)}
    predictors: {\(predictors)}
    model: y ~ 1 + (1 | \(random))
    effects: {intercept: 0}
    random: {\(random): {variance: 4}}
    residual: {variance: 1}
    """
  }

  /// Data sets of a design that reads the table `t.csv`.
  private func tables(_ text: String, csv: String, count: Int) throws -> [DataTable] {
    let table = try DataTable(csv: csv)
    let plan = try DesignReader.read(
      text: text, fileName: "design.yaml",
      environment: DesignEnvironment(
        loadTable: { _ in table }, fitParameters: { _, _, _ in preconditionFailure() }))
    return (1...count).map {
      simulateTable(scenario: plan.scenarios[0], settings: plan.simulation, replicate: $0)
    }
  }

  @Test func `a random membership is each unit with the same chance, drawn for each row`() throws {
    let data = try DataSimulationTests.tables(
      design("area: 5, pupil: {size: 40, in: {area: random}}", random: "area"), count: 2000)
    for area in 1...5 {
      let shares = data.map { mean($0.numbers("area").map { $0 == Double(area) ? 1 : 0 }) }
      #expect(MonteCarloMean(values: shares).isNear(0.2))
    }
    // Neighbours in the file are no likelier to share an area than any others: 1 in 5.
    let neighbours = data.map { table in
      let area = table.numbers("area")
      return mean((0..<39).map { area[$0] == area[$0 + 1] ? 1 : 0 })
    }
    #expect(MonteCarloMean(values: neighbours).isNear(0.2))
    // Rows that share an area share its effect, whoever they are.
    let products = data.map { table in
      let (area, y) = (table.numbers("area"), table.numbers("y"))
      let pairs = (0..<39).filter { area[$0] == area[$0 + 1] }
      return pairs.isEmpty ? 4 : mean(pairs.map { y[$0] * y[$0 + 1] })
    }
    #expect(MonteCarloMean(values: products).isNear(4))
  }

  @Test func `what is drawn lies in the same unit of the level above both`() throws {
    for table in try DataSimulationTests.tables(
      design(
        "region: 3, school: 2 per region, area: 4 per region, "
          + "pupil: {per: school, size: 6, in: {area: random}}", random: "area"), count: 30)
    {
      for (region, area) in zip(table.numbers("region"), table.numbers("area")) {
        #expect((4 * (region - 1) + 1...4 * region).contains(area))
      }
    }
  }

  @Test func `distinct units do not come twice within a parent, and each as often as the others`()
    throws
  {
    let data = try DataSimulationTests.tables(
      design("list: 4, item: 6, trial: {per: list, size: 3, in: {item: distinct}}", random: "item"),
      count: 3000)
    for table in data {
      let items = table.numbers("item")
      for list in 0..<4 { #expect(Set(items[3 * list..<3 * list + 3]).count == 3) }
    }
    for item in 1...6 {
      let first = data.map { mean($0.numbers("item").map { $0 == Double(item) ? 1 : 0 }) }
      #expect(MonteCarloMean(values: first).isNear(1 / 6.0))
    }
  }

  @Test func `a table gives the chances of each secondary school's pupils`() throws {
    let data = try tables(
      design(
        "secondary: 2, primary: 3, pupil: {per: secondary, size: 10, in: {primary: {table: t.csv}}}",
        random: "primary"), csv: "secondary,primary,n\n1,10,1\n1,30,3\n2,20,5\n2,10,0\n",
      count: 2000)
    let shares = data.map { mean($0.numbers("primary").prefix(10).map { $0 == 3 ? 1 : 0 }) }
    #expect(MonteCarloMean(values: shares).isNear(0.75))
    for table in data {
      let primary = table.numbers("primary")
      #expect(primary.prefix(10).allSatisfy { $0 == 1 || $0 == 3 })
      #expect(primary.suffix(10).allSatisfy { $0 == 2 })
    }
  }

  @Test func `weights without other levels hold everywhere`() throws {
    let data = try tables(
      design("area: 3, pupil: {total: 20, in: {area: {weights: t.csv}}}", random: "area"),
      csv: "area,w\n1,0.5\n2,0\n3,1.5\n", count: 2000)
    let shares = data.map { mean($0.numbers("area").map { $0 == 1 ? 1 : 0 }) }
    #expect(MonteCarloMean(values: shares).isNear(0.25))
    #expect(data.allSatisfy { !$0.numbers("area").contains(2) })
  }

  @Test func `weights hold within the unit of the level above both`() throws {
    let data = try tables(
      design(
        "region: 2, school: 3 per region, area: 2 per region, "
          + "pupil: {per: school, size: 5, in: {area: {weights: t.csv}}}", random: "area"),
      csv: "area,w\n1,1\n2,3\n3,2\n4,2\n", count: 2000)
    func share(_ area: Double, _ rows: Range<Int>) -> MonteCarloMean {
      MonteCarloMean(
        values: data.map { mean($0.numbers("area")[rows].map { $0 == area ? 1 : 0 }) })
    }
    #expect(share(2, 0..<15).isNear(0.75))
    #expect(share(3, 15..<30).isNear(0.5))
    #expect(data.allSatisfy { $0.numbers("area").prefix(15).allSatisfy { $0 <= 2 } })
    #expect(data.allSatisfy { $0.numbers("area").suffix(15).allSatisfy { $0 >= 3 } })
  }

  @Test(arguments: ["values: [1, 3]", "assign: [1, 3]"])
  func `a predictor gives the weights`(source: String) throws {
    let data = try DataSimulationTests.tables(
      design(
        "region: 2, area: 2 per region, pupil: {per: region, size: 8, in: {area: {weights: size}}}",
        predictors: "size: {level: area, \(source)}, late: {level: pupil, value: size * 2}",
        random: "area"), count: 2000)
    let heavy = data.map { mean($0.numbers("size").map { $0 == 3 ? 1 : 0 }) }
    #expect(MonteCarloMean(values: heavy).isNear(0.75))
    for table in data {
      #expect(table.numbers("late") == table.numbers("size").map { 2 * $0 })
      for (region, area) in zip(table.numbers("region"), table.numbers("area")) {
        #expect(area == 2 * region || area == 2 * region - 1)
      }
    }
  }

  /// Members of each row of a simulated table: units with weights.
  private func members(_ table: DataTable, _ name: String) -> [[(unit: Double, weight: Double)]] {
    var rows = [[(unit: Double, weight: Double)]](repeating: [], count: table.rowCount)
    for place in 1... {
      guard table["\(name)_\(place)"] != nil else { break }
      let units = table.numbers("\(name)_\(place)")
      let weights = table.numbers("\(name)_\(place)_weight")
      for row in rows.indices where !units[row].isNaN {
        rows[row].append((units[row], weights[row]))
      }
    }
    return rows
  }

  @Test func `members are different, as many as stated, with equal weights`() throws {
    let data = try DataSimulationTests.tables(
      design(
        "nurse: 7, patient: {total: 30, members: {nurse: {count: 1..3, weights: equal}}}",
        random: "nurse"), count: 2000)
    let rows = data.map { members($0, "nurse") }
    for row in rows.prefix(100).joined() {
      #expect(Set(row.map(\.unit)).count == row.count)
      #expect(row.allSatisfy { $0.weight == 1 / Double(row.count) && (1...7).contains($0.unit) })
    }
    for count in 1...3 {
      let shares = rows.map { mean($0.map { $0.count == count ? 1 : 0 }) }
      #expect(MonteCarloMean(values: shares).isNear(1 / 3.0))
    }
    let seventh = rows.map { mean($0.map { row in row.contains { $0.unit == 7 } ? 1 : 0 }) }
    #expect(MonteCarloMean(values: seventh).isNear(2 / 7.0))
  }

  @Test func `a patient has the weighted mean of the nurses' predictor, effect and ward`() throws {
    let data = try DataSimulationTests.tables(
      """
      levels:
        ward: 2
        nurse: 3 per ward
        patient: {total: 12, members: {nurse: {count: 2}}}
        visit: 2 per patient
      predictors:
        x: {level: nurse, values: [1, 2, 4]}
        z: {value: 10 * x, level: patient}
      model: y ~ x + (1 | nurse) + (1 | ward) + (1 | patient)
      effects: {intercept: 0, x: 0}
      random: {nurse: {variance: 4}, ward: {variance: 9}, patient: {sd: 1e-6}}
      residual: {sd: 1e-6}
      """, count: 3000)
    let x = [0.0, 1, 2, 4, 1, 2, 4]
    for table in data.prefix(50) {
      let rows = members(table, "nurse")
      let wards = members(table, "ward")
      let (means, tens) = (table.numbers("x"), table.numbers("z"))
      for (index, row) in rows.enumerated() {
        let expected = row.reduce(0) { $0 + $1.weight * x[Int($1.unit)] }
        #expect((means[index] - expected).magnitude < 1e-12)
        #expect((tens[index] - 10 * expected).magnitude < 1e-12)
        let share = row.reduce(0) { $0 + ($1.unit <= 3 ? $1.weight : 0) }
        let first = wards[index].first { $0.unit == 1 }?.weight ?? 0
        #expect((share - first).magnitude < 1e-12)
        #expect((wards[index].reduce(0) { $0 + $1.weight } - 1).magnitude < 1e-12)
      }
    }
    // Two different nurses: 4 (1/4 + 1/4); their wards are the same with probability 2/5.
    let squares = data.map { meanProduct($0.numbers("y"), $0.numbers("y")) }
    #expect(MonteCarloMean(values: squares).isNear(2 + 9 * (0.4 + 0.6 / 2)))
    for y in data.prefix(10).map({ $0.numbers("y") }) {
      for row in stride(from: 0, to: 24, by: 2) { #expect((y[row] - y[row + 1]).magnitude < 1e-4) }
    }
  }

  @Test func `memberships are drawn once where predictors are`() throws {
    let data = try DataSimulationTests.tables(
      design("area: 5, pupil: {size: 40, in: {area: random}}", random: "area")
        + "\nsimulation: {redraw: false}", count: 3)
    #expect(data[0].numbers("area") == data[2].numbers("area"))
    #expect(Set(data[0].numbers("area")).count > 1)
    #expect(data[0].numbers("y") != data[2].numbers("y"))
  }
}
