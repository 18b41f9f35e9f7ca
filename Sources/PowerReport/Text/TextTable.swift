/// Rows of cells set in columns.
struct TextTable: Equatable {
  /// Header rows, then the body; all rows have as many cells.
  var rows: [[String]] = []
  /// How many of the rows are headers.
  var headers = 0
  /// How many columns, from the left, are set flush left; the others are set flush right.
  var leftColumns = 1
  /// Spaces before the first column.
  var indent = 2
  /// Spaces between columns.
  var gap = 2

  /// The lines, without trailing spaces.
  var lines: [String] {
    let widths = columnWidths
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { index, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return index < leftColumns ? cell.0 + padding : padding + cell.0
      }
      let line =
        String(repeating: " ", count: indent)
        + cells.joined(separator: String(repeating: " ", count: gap))
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The width of the widest line.
  var width: Int {
    indent + columnWidths.reduce(0, +) + gap * max(0, columnWidths.count - 1)
  }

  private var columnWidths: [Int] {
    guard let first = rows.first else { return [] }
    return first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  }
}
