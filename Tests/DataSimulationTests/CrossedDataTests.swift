import DataTable
import DesignLanguage
import PowerStudy
import StudyDesign
import Testing

@Suite struct CrossedDataTests {
  /// Items in no order, schools above subjects; w varies between items, v between schools.
  private static let csv = """
    item,subject,school,w,v
    b,3,y,2,10
    a,1,x,1,20
    b,1,x,2,20
    c,2,x,5,20
    a,3,y,1,10
    a,2,x,1,20
    c,4,y,5,10
    b,4,y,2,10
    """

  private func tables(_ random: String, residual: String, count: Int) throws -> [DataTable] {
    let table = try DataTable(csv: Self.csv)
    let plan = try DesignReader.read(
      text: """
        data: t.csv
        predictors:
          x: {value: w + v}
          t: {level: item, assign: [0, 1, 2]}
          p: {level: subject, values: [7, 8]}
        model: y ~ w + v + x + t + p + (1 | item) + (1 | subject) + (1 | school)
        effects: {intercept: 0, w: 0, v: 0, x: 0, t: 0, p: 0}
        random: {\(random)}
        residual: {sd: \(residual)}
        """, fileName: "design.yaml",
      environment: DesignEnvironment(
        loadTable: { _ in table }, fitParameters: { _, _, _ in preconditionFailure() }))
    return (1...count).map {
      simulateTable(scenario: plan.scenarios[0], settings: plan.simulation, replicate: $0)
    }
  }

  @Test func `rows keep the order of the file and predictors the values of their units`() throws {
    let original = try DataTable(csv: Self.csv)
    let data = try tables(
      "item: {sd: 1}, subject: {sd: 1}, school: {sd: 1}", residual: "1", count: 20)
    for table in data {
      for name in ["w", "v"] { #expect(table.numbers(name) == original.numbers(name)) }
      #expect(table.texts("item") == original.texts("item"))
      #expect(table.numbers("x") == [12, 21, 22, 25, 11, 21, 15, 12])
      // Subjects 1 and 2 of school x, 3 and 4 of school y, by position.
      #expect(table.numbers("p") == [7, 7, 7, 8, 7, 8, 8, 8])
      let dealt = Dictionary(
        zip(table.texts("item"), table.numbers("t")), uniquingKeysWith: { $0 == $1 ? $0 : .nan })
      #expect(Set(dealt.values) == [0, 1, 2])
    }
  }

  @Test(arguments: ["item", "subject", "school"])
  func `effects are those of the rows' own units`(name: String) throws {
    let spreads = ["item", "subject", "school"].map { "\($0): {sd: \($0 == name ? "1" : "1e-9")}" }
    let original = try DataTable(csv: Self.csv)
    let units =
      name == "subject"
      ? original.numbers(name).map { "\($0)" } : original.texts(name)
    for table in try tables(spreads.joined(separator: ", "), residual: "1e-9", count: 5) {
      let y = table.numbers("y")
      for first in y.indices {
        for second in y.indices {
          let isSame = (y[first] - y[second]).magnitude < 1e-6
          #expect(isSame == (units[first] == units[second]))
        }
      }
    }
  }
}
