import PowerStudy
import StudyDesign

/// One table of a block: the values of one axis down, of another across, and analyses side by side.
struct PowerTable {
  let plan: StudyPlan
  let layout: GridLayout
  /// The values of the further axes, by axis.
  let fixed: [Int: Int]
  /// For a scenario the summaries of the block's test, one for each analysis.
  let cell: (Int) -> [TestSummary]

  /// What the rejections of some cells are: power, assurance, a type I error rate, or some of each.
  static func quantity(_ cells: [TestSummary]) -> String {
    if cells.allSatisfy(\.isPrecision) { return "precision" }
    if cells.allSatisfy(\.isTrueNull) { return "type I error" }
    if cells.contains(where: \.isTrueNull) { return "rejections" }
    if cells.allSatisfy(\.isAssurance) { return "assurance" }
    return cells.contains(where: \.isAssurance) ? "power or assurance" : "power"
  }

  /// All cells, by row and column.
  var cells: [[[TestSummary]]] {
    values(of: layout.down).map { row in
      values(of: layout.across).map { column in
        var place = fixed
        if let down = layout.down { place[down] = row }
        if let across = layout.across { place[across] = column }
        return cell(plan.scenario(at: plan.axes.indices.map { place[$0] ?? 0 }))
      }
    }
  }

  /// The cells in one list.
  var allCells: [TestSummary] { cells.flatMap { $0 }.flatMap { $0 } }

  /// The table, broken into several one below the other where the page is too narrow.
  var lines: [String] {
    let cells = self.cells
    let groups = Array(cells[0].indices)
    var blocks: [[String]] = []
    var start = 0
    while start < groups.count {
      var end = start + 1
      while end < groups.count, table(cells, columns: start..<end + 1).width <= pageWidth {
        end += 1
      }
      blocks += blocksWithinPage(cells, columns: start..<end)
      start = end
    }
    return Array(blocks.joined(separator: [""]))
  }

  /// A table of some columns, with as many analyses side by side as the page has room for.
  private func blocksWithinPage(_ cells: [[[TestSummary]]], columns: Range<Int>) -> [[String]] {
    let count = cells[0][columns.lowerBound].count
    var blocks: [[String]] = []
    var start = 0
    while start < count {
      func part(_ end: Int) -> TextTable {
        table(cells.map { $0.map { Array($0[start..<end]) } }, columns: columns)
      }
      var end = count
      while end > start + 1, part(end).width > pageWidth { end -= 1 }
      blocks.append(part(end).lines)
      start = end
    }
    return blocks
  }

  /// Whether analyses stand side by side, under their names.
  private var namesAnalyses: Bool { cell(0).count > 1 }

  private func values(of axis: Int?) -> [Int] {
    axis.map { Array(plan.axes[$0].labels.indices) } ?? [0]
  }

  private func table(_ cells: [[[TestSummary]]], columns: Range<Int>) -> TextTable {
    var table = TextTable(leftColumns: layout.down == nil ? 1 : 2)
    table.rows = headers(cells[0], columns: columns)
    for (index, row) in cells.enumerated() {
      let chosen = row[columns].flatMap { $0 }
      for (number, kind) in CellLine.needed(for: chosen).enumerated() {
        let name = kind == .rejections ? Self.quantity(chosen) : kind.name
        let label = number == 0 ? rowLabel(index) : ""
        table.rows.append(
          (layout.down == nil ? [] : [label]) + [name]
            + chosen.map { kind.text($0, target: plan.target) })
      }
    }
    return table
  }

  func rowLabel(_ index: Int) -> String {
    layout.down.map { plan.axes[$0].labels[index] } ?? ""
  }

  /// A line of the values across, if there are any, and one of the analyses, if there are several.
  private func headers(_ row: [[TestSummary]], columns: Range<Int>) -> [[String]] {
    let down = layout.down.map { plan.axes[$0].path }
    let blank = (down == nil ? [] : [""]) + [""]
    var lines: [[String]] = []
    if let across = layout.across {
      let axis = plan.axes[across]
      let values = columns.flatMap { column in
        row[column].indices.map { $0 == 0 ? "\(axis.labels[column])" : "" }
      }
      lines.append((down == nil ? [] : [""]) + [axis.path + ":"] + values.map { $0 + " " })
    }
    if namesAnalyses { lines.append(blank + columns.flatMap { row[$0].map(\.analysis) }) }
    if lines.isEmpty { lines.append(blank + columns.map { _ in "" }) }
    if let down { lines[lines.count - 1][0] = down }
    return lines
  }
}
