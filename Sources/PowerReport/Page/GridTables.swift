import PowerStudy
import StudyDesign

/// The tables of one test on a page: those of `power.txt`, set for it.
struct GridTables {
  let summary: RunSummary
  let block: TestBlock
  /// So many figures stand side by side at most, that a table goes on paper.
  private let mostFigures = 10

  /// All tables; several where other paths than two are swept, or many values across.
  var tables: [PageTable] {
    let layout = GridLayout(summary: summary, block: block)
    return summary.plan.combinations(of: layout.further).flatMap { fixed in
      let table = PowerTable(plan: summary.plan, layout: layout, fixed: fixed) { scenario in
        block.tests.map { summary.scenarios[scenario].tests[$0] }
      }
      return tables(of: table)
    }
  }

  private func tables(of table: PowerTable) -> [PageTable] {
    var tables: [PageTable]
    if let down = table.layout.down {
      tables =
        table.layout.across == nil && block.tests.count == 1
        ? [series(table, axis: summary.plan.axes[down])] : parts(of: table)
    } else {
      tables = listings(table.allCells)
    }
    tables[0].caption = BlockText(summary: summary, block: block).title(of: table)
    return tables
  }

  /// A line for each value of an axis, figures across.
  private func series(_ table: PowerTable, axis: GridAxis) -> PageTable {
    let series = SeriesTable(axis: axis, tests: table.allCells, target: summary.plan.target)
    return PageTable(series.table)
  }

  /// All figures one below the other; analyses side by side.
  private func listings(_ tests: [TestSummary]) -> [PageTable] {
    let listing = FigureListing(tests: tests, target: summary.plan.target)
    return slices(tests.count).map { PageTable(listing.table($0)) }
  }

  /// The values of one axis down and of another across.
  private func parts(of table: PowerTable) -> [PageTable] {
    let cells = table.cells
    let analyses = cells[0][0].count
    return slices(cells[0].count, width: analyses).map { columns in
      var page = PageTable()
      page.headers = headers(of: table, columns: columns, analyses: analyses)
      page.bodies = cells.enumerated().map { index, row in
        lines(row[columns].flatMap { $0 }, label: table.rowLabel(index))
      }
      return page
    }
  }

  private func lines(_ chosen: [TestSummary], label: String) -> [PageTable.Row] {
    let kinds = CellLine.needed(for: chosen)
    return kinds.enumerated().map { number, kind in
      let name = kind == .rejections ? PowerTable.quantity(chosen) : kind.name
      let figures = chosen.map {
        PageTable.Cell(marked: kind.text($0, target: summary.plan.target))
      }
      let lead = number == 0 ? [PageTable.Cell(label, .groupName(rows: kinds.count))] : []
      return PageTable.Row(
        cells: lead + [PageTable.Cell(name, .name)] + figures, isMain: kind == .rejections)
    }
  }

  private func headers(
    of table: PowerTable, columns: Range<Int>, analyses: Int
  ) -> [[PageTable.Header]] {
    let axes = summary.plan.axes
    let down = PageTable.Header(text: table.layout.down.map { axes[$0].path } ?? "", isText: true)
    var rows: [[PageTable.Header]] = []
    if let across = table.layout.across {
      let values = columns.map {
        PageTable.Header(text: axes[across].labels[$0], columns: analyses)
      }
      rows.append([down, PageTable.Header(text: axes[across].path, isText: true)] + values)
    }
    if analyses > 1 {
      let names = columns.flatMap { _ in
        table.cell(0).map { PageTable.Header(text: $0.analysis) }
      }
      let lead = PageTable.Header(text: "")
      rows.append([rows.isEmpty ? down : lead, lead] + names)
    }
    return rows
  }

  /// Parts of `count` columns of so many figures each that have not too many.
  private func slices(_ count: Int, width: Int = 1) -> [Range<Int>] {
    let step = max(1, mostFigures / width)
    return stride(from: 0, to: count, by: step).map { $0..<min($0 + step, count) }
  }
}
