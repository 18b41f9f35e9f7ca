import PowerStudy
import StudyDesign

/// The table of a grid with one axis and one analysis: a line for each value, figures across.
struct SeriesTable {
  let axis: GridAxis
  /// One for each value of the axis.
  let tests: [TestSummary]
  let target: Double?

  /// The lines of the table; nil if it is wider than the page.
  var lines: [String]? {
    let table = table
    return table.width <= pageWidth ? table.lines : nil
  }

  /// The table.
  var table: TextTable {
    let kinds = CellLine.needed(for: tests)
    let names = kinds.map { $0 == .rejections ? PowerTable.quantity(tests) : $0.name }
    var table = TextTable(headers: 1)
    let hasCoverage = tests.contains { $0.coverage != nil }
    table.rows = [[axis.path] + names.map { $0 + " " } + (hasCoverage ? ["coverage"] : [])]
    for (label, test) in zip(axis.labels, tests) {
      let coverage = test.coverage.map { NumberText.probability($0.value) } ?? NumberText.none
      table.rows.append(
        [label] + kinds.map { $0.text(test, target: target) } + (hasCoverage ? [coverage] : []))
    }
    return table
  }
}
