/// Cells in columns, aligned with blanks.
struct TextTable {
  enum Alignment {
    case left
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  init(_ alignments: [Alignment]) { self.alignments = alignments }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count)
    rows.append(cells)
  }

  /// One line for each row, without blanks at its end.
  var lines: [String] {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { padded(row[$0], widths[$0], alignments[$0]) }
      let line = " " + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func padded(_ text: String, _ width: Int, _ alignment: Alignment) -> String {
    let blanks = String(repeating: " ", count: width - text.count)
    return alignment == .left ? text + blanks : blanks + text
  }
}
