import PowerStudy
import StudyDesign

/// All figures of a run: a row for each scenario and test, which readers may sort.
struct FigureTable {
  private let summary: RunSummary
  private let columns: [Column]

  /// A column with its texts, one for each row.
  private struct Column {
    var group: String
    var holdsSettings: Bool
    var title: String
    var isText: Bool
    var texts: [String]

    /// The value that all rows share; nil if they differ.
    var only: String? { texts.allSatisfy { $0 == texts[0] } ? texts[0] : nil }

    var isEmpty: Bool { only == "" || only == NumberText.none }
  }

  init(_ summary: RunSummary) {
    self.summary = summary
    let rows = summary.scenarios.flatMap(\.tests)
    let figures = FigureColumn.all.map { column in
      Column(
        group: column.group.rawValue, holdsSettings: column.group.holdsSettings,
        title: column.title, isText: column.isText, texts: rows.map(column.text))
    }
    columns = (Self.places(summary) + figures).filter { !$0.isEmpty }
  }

  /// The table, without what is the same in all rows of several.
  var table: PageTable {
    let shown = columns.filter { !isSaidOnce($0) }
    var table = PageTable(isSortable: true)
    let groups = shown.reduce(into: [PageTable.Header]()) { headers, column in
      if headers.last?.text == column.group {
        headers[headers.count - 1].columns += 1
      } else {
        headers.append(PageTable.Header(text: column.group))
      }
    }
    table.headers = [
      groups, shown.map { PageTable.Header(text: $0.title, isText: $0.isText) },
    ]
    table.bodies = [
      (0..<count).map { row in
        PageTable.Row(
          cells: shown.map { PageTable.Cell($0.texts[row], $0.isText ? .text : .figure) })
      }
    ]
    return table
  }

  /// What is the same in all rows, in words; empty if there is nothing.
  var settings: String {
    let texts = columns.filter(isSaidOnce).map { "\($0.title) \($0.texts[0])" }
    return texts.isEmpty ? "" : "In all rows: \(texts.joined(separator: ", "))."
  }

  private var count: Int { columns.first?.texts.count ?? 0 }

  private func isSaidOnce(_ column: Column) -> Bool {
    column.holdsSettings && count > 1 && column.only != nil
  }

  /// Where in the grid each row lies: stated sizes, then what else is swept.
  private static func places(_ summary: RunSummary) -> [Column] {
    let plan = summary.plan
    let counts = summary.scenarios.map(\.tests.count)
    func column(_ title: String, _ value: (Scenario) -> String) -> Column {
      let texts = zip(plan.scenarios, counts).flatMap { scenario, count in
        Array(repeating: value(scenario), count: count)
      }
      let areNumbers = texts.allSatisfy { Double($0) != nil || $0.isEmpty }
      return Column(
        group: "Scenario", holdsSettings: true, title: title, isText: !areNumbers, texts: texts)
    }
    let levels = plan.scenarios[0].statedSizes.map(\.level)
    let sizes = levels.indices.map { index in
      column(levels[index]) { scenario in
        let label = sizeLabel(scenario, level: index, axes: plan.axes)
        return label ?? NumberText.value(scenario.statedSizes[index].size)
      }
    }
    let paths = plan.axes.indices.filter { !levels.contains(plan.axes[$0].path) }
    return sizes
      + paths.map { axis in
        column(plan.axes[axis].path) { plan.axes[axis].labels[$0.coordinates[axis]] }
      }
  }
}
