import DataTable
import Testing

@Suite struct FactorConversionTests {
  private func table() throws -> DataTable {
    try DataTable(
      csv: "period,sex,id\n10,boys,100000\n2,mixed,5\nNA,girls,5\n-0.5,boys,-0\n2,NA,0\n")
  }

  @Test func `numbers become categories sorted as numbers`() throws {
    var table = try table()
    try table.makeFactor("period")
    #expect(
      table["period"]?.values == .categories(["-0.5", "2", "10"], codes: [2, 1, -1, 0, 1]))
    try table.makeFactor("id")
    #expect(table["id"]?.values == .categories(["0", "5", "100000"], codes: [2, 1, 1, 0, 0]))
  }

  @Test func `the stated order is kept`() throws {
    var table = try table()
    try table.makeFactor("sex", categories: ["mixed", "boys", "girls"])
    #expect(
      table["sex"]?.values == .categories(["mixed", "boys", "girls"], codes: [1, 0, 2, 1, -1]))
    try table.makeFactor("period", categories: ["10", "2", "-0.5"])
    #expect(
      table["period"]?.values == .categories(["10", "2", "-0.5"], codes: [0, 1, -1, 2, 1]))
  }

  @Test func `a wrong list of categories is refused`() throws {
    func refusal(_ name: String, _ categories: [String]? = nil) throws -> FactorError? {
      var table = try table()
      do throws(FactorError) {
        try table.makeFactor(name, categories: categories)
        return nil
      } catch {
        return error
      }
    }
    #expect(try refusal("sx") == .noColumn("sx", columns: ["period", "sex", "id"]))
    #expect(
      try refusal("sex", ["boys", "girls"]) == .unlistedValue("mixed", column: "sex"))
    #expect(
      try refusal("sex", ["boys", "girls", "mixed", "none"])
        == .unusedCategory("none", column: "sex"))
    #expect(
      try refusal("sex", ["boys", "girls", "mixed", "boys"])
        == .repeatedCategory("boys", column: "sex"))
  }
}
