import Testing

@testable import PowerReport

@Suite struct LayoutTests {
  @Test func paragraphsBreakAtSpacesWithinThePage() {
    let words = Array(repeating: "twelve chars", count: 12).joined(separator: " ")
    let lines = wrapped(words, first: "  Note: ")
    #expect(lines.allSatisfy { $0.count <= pageWidth })
    #expect(lines[0].hasPrefix("  Note: twelve chars"))
    #expect(lines[1].hasPrefix("        chars twelve"))
  }

  @Test func itemsAreNotBroken() {
    let terms = (0..<9).map { "β\($0) treatment_ij" }
    let lines = wrapped(terms, separator: " +", first: "  y_ij = ")
    #expect(lines.count == 3)
    #expect(lines.dropLast().allSatisfy { $0.hasSuffix(" +") })
    #expect(lines[1].hasPrefix("         β"))
  }

  @Test func wordsLongerThanThePageStandAlone() {
    let long = String(repeating: "x", count: 100)
    #expect(wrapped("a \(long) b") == ["a", long, "b"])
  }

  @Test func tableColumnsAreAligned() {
    var table = TextTable(leftColumns: 1)
    table.rows = [["a", "power"], ["long", ".8"]]
    #expect(table.lines == ["  a     power", "  long     .8"])
    #expect(table.width == 13)
  }
}
