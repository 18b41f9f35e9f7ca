import DataTable
import Testing

private func numbers(_ table: DataTable, _ name: String) -> [Double]? {
  guard case .numbers(let values)? = table[name]?.values else { return nil }
  return values
}

/// The text of each row of a factor, nil where it is missing.
private func texts(_ table: DataTable, _ name: String) -> [String?]? {
  guard case .categories(let categories, let codes)? = table[name]?.values else { return nil }
  return codes.map { $0 < 0 ? nil : categories[Int($0)] }
}

private func categories(_ table: DataTable, _ name: String) -> [String]? {
  guard case .categories(let categories, _)? = table[name]?.values else { return nil }
  return categories
}

@Suite struct CSVReaderTests {
  @Test func `numbers stay numbers and text becomes a factor`() throws {
    let table = try DataTable(csv: "x,g,n\n1.5,b,1\n-2e-3,a,2\n.5,b,3\n")
    #expect(table.rowCount == 3)
    #expect(table.columns.map(\.name) == ["x", "g", "n"])
    #expect(numbers(table, "x") == [1.5, -0.002, 0.5])
    #expect(texts(table, "g") == ["b", "a", "b"])
    #expect(categories(table, "g") == ["a", "b"])
  }

  @Test func `line ends and the byte order mark make no difference`() throws {
    let plain = try DataTable(csv: "x,g\n1,a\n2,b\n")
    #expect(try DataTable(csv: "x,g\r\n1,a\r\n2,b\r\n") == plain)
    #expect(try DataTable(csv: "x,g\r1,a\r2,b") == plain)
    #expect(try DataTable(csv: "x,g\n1,a\n2,b") == plain)
    #expect(try DataTable(csv: "\u{FEFF}x,g\n1,a\n2,b\n") == plain)
    #expect(try DataTable(csv: "x,g\n\n1,a\n\n2,b\n\n") == plain)
    #expect(try DataTable(csv: " x , g\n 1 ,a\n2 ,b\n") == plain)
    #expect(try DataTable(csv: "\"x\",\"g\"\n\"1\",\"a\"\n2,b\n") == plain)
  }

  @Test func `quotes hold commas, quotes and line ends`() throws {
    let table = try DataTable(
      csv: "g,\"a \"\"b\"\"\"\n\"x, y\",1\n\"say \"\"hi\"\"\",2\n\"p\r\nq\",3\n\"\",4\n")
    #expect(texts(table, "g") == ["x, y", "say \"hi\"", "p\r\nq", nil])
    #expect(numbers(table, "a \"b\"") == [1, 2, 3, 4])
  }

  @Test func `empty cells and NA are missing`() throws {
    let table = try DataTable(csv: "x,g,h\n1,NA,\n,a,NA\n NA ,\"\",\n")
    #expect(numbers(table, "x")?.map(\.isNaN) == [false, true, true])
    #expect(texts(table, "g") == [nil, "a", nil])
    #expect(numbers(table, "h")?.allSatisfy(\.isNaN) == true)
    #expect(numbers(try DataTable(csv: "x\n1\n\n3\n"), "x")?[1].isNaN == true)
  }

  @Test func `categories are sorted by code point, whatever the language`() throws {
    let table = try DataTable(csv: "größe\nä\nz\nZ\na\n10\n9\n😀\n")
    #expect(categories(table, "größe") == ["10", "9", "Z", "a", "z", "ä", "😀"])
    #expect(texts(table, "größe")?.first == "ä")
  }

  @Test func `many categories keep their rows`() throws {
    let names = (0..<1000).map { "u\(($0 * 7919) % 500)" }
    let table = try DataTable(csv: "g\n" + names.joined(separator: "\n"))
    #expect(texts(table, "g") == names)
    #expect(categories(table, "g")?.count == 500)
  }

  @Test func `columns without a name, like R's row names, are left out`() throws {
    let table = try DataTable(csv: "\"\",\"x\"\n\"1\",5\n\"2\",6\n")
    #expect(table.columns.map(\.name) == ["x"])
    #expect(numbers(table, "x") == [5, 6])
  }

  @Test func `doubles are read to the last bit`() throws {
    var texts = [
      "0.1", "123456789012345678e-10", "9007199254740993.0", "1e22", "1e23",
      "2.2250738585072014e-308",
      "4.9e-324", "1.7976931348623157e308", "0.30000000000000004", "-0", "+7", "5.", "1E5",
      "000012.50", "3.14159265358979323846264338327950288",
    ]
    var state: UInt64 = 42
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      if value.isFinite { texts.append("\(value)") }
      texts.append("\(Double(state >> 40) / 1000)")
    }
    let values = try #require(
      numbers(try DataTable(csv: "x\n" + texts.joined(separator: "\n")), "x"))
    for (text, value) in zip(texts, values) {
      #expect(
        value.bitPattern == Double(text.hasSuffix(".") ? text + "0" : text)!.bitPattern, "\(text)")
    }
  }

  @Test func `what only looks like a number is text`() throws {
    for text in ["1.2.3", "0x10", "1e", "1e+", ".", "-", "1 2", "--1", "1_000", "12a", "e5", "."] {
      let table = try DataTable(csv: "g,x\n\(text),1\n7,2\n")
      #expect(texts(table, "g") == [text, "7"], "\(text)")
    }
  }

  @Test func `labels of many digits are not rounded into each other`() throws {
    let table = try DataTable(csv: "id,y\n900719925474099301,1\n900719925474099302,2\n")
    #expect(categories(table, "id") == ["900719925474099301", "900719925474099302"])
  }

  @Test(arguments: [
    ("", CSVError(.empty, line: 1, column: 1)),
    ("\u{FEFF} \n\r\n", CSVError(.empty, line: 1, column: 1)),
    ("a,b", CSVError(.noRows, line: 1, column: 4)),
    ("a,b\n", CSVError(.noRows, line: 2, column: 1)),
    (",\n1,2\n", CSVError(.noNames, line: 1, column: 1)),
    ("größe,b,größe\n1,2,3\n", CSVError(.duplicateName("größe"), line: 1, column: 9)),
    ("a;b\n1;2\n", CSVError(.otherSeparator(";"), line: 1, column: 2)),
    ("a\tb\n1\t2\n", CSVError(.otherSeparator("\t"), line: 1, column: 2)),
    ("a,b\r\n1,2\r\n1\r\n", CSVError(.raggedRow(expected: 2, found: 1), line: 3, column: 1)),
    ("a,b\n1,2,3\n", CSVError(.raggedRow(expected: 2, found: 3), line: 2, column: 1)),
    ("a,b\n1,\n1,2,\n", CSVError(.raggedRow(expected: 2, found: 3), line: 3, column: 1)),
    ("a,b\n1,ä\"x\"\n", CSVError(.quoteInsideCell, line: 2, column: 4)),
    ("a,b\n1, \"x\"\n", CSVError(.quoteInsideCell, line: 2, column: 4)),
    ("a,b\n1,\"x\"y\n", CSVError(.textAfterQuote, line: 2, column: 6)),
    ("a,b\n1,\"x\n2,3\n", CSVError(.unclosedQuote, line: 2, column: 3)),
    ("a,b\n1,2\n1,-Inf\n", CSVError(.notFinite("-Inf", name: "b"), line: 3, column: 3)),
    ("a\n1\nNaN\n", CSVError(.notFinite("NaN", name: "a"), line: 3, column: 1)),
    ("a\n1e999\n", CSVError(.notFinite("1e999", name: "a"), line: 2, column: 1)),
  ])
  func `a broken file is refused with the place`(text: String, error: CSVError) {
    #expect(throws: error) { try DataTable(csv: text) }
  }

  @Test func `other encodings are refused`() {
    let latin1: [UInt8] = Array("g,x\n".utf8) + [0x61, 0xE4] + Array(",1\n".utf8)
    #expect(throws: CSVError(.notUTF8, line: 2, column: 1)) { try DataTable(csv: latin1) }
    #expect(throws: CSVError(.notUTF8, line: 1, column: 1)) {
      try DataTable(csv: [0xFF, 0xFE, 0x61, 0x00])
    }
  }
}
