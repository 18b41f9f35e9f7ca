public import PowerStudy
import StudyDesign

/// The text of a run's report; see `RunDocuments`.
public func powerText(summary: RunSummary, version: String) -> String {
  RunDocuments(summary: summary, version: version).text
}

/// The part of the report about one test.
struct BlockText {
  let summary: RunSummary
  let block: TestBlock

  /// The heading, the tables and the notes.
  var lines: [String] {
    let plan = summary.plan
    let layout = GridLayout(summary: summary, block: block)
    var lines = PowerReport.heading("\(name): \(wording)", underline: "-")
    for fixed in plan.combinations(of: layout.further) {
      let table = PowerTable(plan: plan, layout: layout, fixed: fixed, cell: cell)
      lines += [""] + wrapped(title(of: table)) + body(table)
    }
    let notes = BlockNotes(summary: summary, block: block).lines
    return lines + (notes.isEmpty ? [] : [""] + notes)
  }

  /// The test's name.
  var name: String { summary.plan.scenarios[0].study.tests[block.tests[0]].name }

  /// What is tested, and the true value.
  var wording: String {
    block.wording(studies: summary.plan.scenarios.map(\.study)) + trueValue
  }

  private func cell(_ scenario: Int) -> [TestSummary] {
    block.tests.map { summary.scenarios[scenario].tests[$0] }
  }

  /// `Power`, or what it is, and the values of further axes.
  func title(of table: PowerTable) -> String {
    let quantity = PowerTable.quantity(table.allCells)
    let name = quantity.capitalised
    let place = summary.plan.words(for: table.fixed)
    if table.layout.down == nil { return "\(name) (in parentheses: Monte Carlo standard errors)" }
    return place.isEmpty ? name : "\(name) where \(place)"
  }

  private func body(_ table: PowerTable) -> [String] {
    let target = summary.plan.target
    guard let down = table.layout.down else {
      return FigureListing(tests: table.allCells, target: target).lines
    }
    guard table.layout.across == nil, block.tests.count == 1 else { return table.lines }
    let series = SeriesTable(
      axis: summary.plan.axes[down], tests: table.allCells, target: target)
    return series.lines ?? table.lines
  }

  /// The true values of the first analysis that has one.
  private var trueValue: String {
    let truths = summary.scenarios.compactMap { scenario in
      block.tests.lazy.compactMap { scenario.tests[$0].truth }.first
    }
    guard !truths.isEmpty else { return "" }
    let isDrawn = summary.scenarios.contains { scenario in
      block.tests.contains { scenario.tests[$0].isTruthDrawn }
    }
    return (isDrawn ? ", mean true value" : ", true value")
      + " \(Variety(truths).text(NumberText.value))"
  }
}
