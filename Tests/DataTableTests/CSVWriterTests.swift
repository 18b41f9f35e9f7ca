import DataTable
import Testing

@Suite struct CSVWriterTests {
  @Test func `the text follows RFC 4180`() {
    let table = DataTable(
      columns: [
        DataColumn(name: "x, \"y\"", values: .numbers([1, -0.5, .nan, 1e300])),
        DataColumn(
          name: "g", values: .categories(["a", "b,c", "d\"e\nf"], codes: [0, 1, 2, -1])),
      ], rowCount: 4)
    #expect(
      table.csvText
        == "\"x, \"\"y\"\"\",g\r\n1,a\r\n-0.5,\"b,c\"\r\nNA,\"d\"\"e\nf\"\r\n1e+300,NA\r\n")
  }

  @Test func `what is written reads back the same`() throws {
    var values: [Double] = [
      0.1, 1 / 3, .leastNonzeroMagnitude, -123456.789, 1e15, 9007199254740992,
    ]
    values += (1...500).map { 1 / Double($0 * 7) }
    let codes = values.indices.map { Int32($0 % 3) }
    let table = DataTable(
      columns: [
        DataColumn(name: "value", values: .numbers(values)),
        DataColumn(name: "größe", values: .categories(["k, \"l\"", "m\r\n", "ö"], codes: codes)),
      ], rowCount: values.count)
    #expect(try DataTable(csv: table.csvText) == table)
  }
}
