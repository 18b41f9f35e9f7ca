import ModelFormula
import PowerStudy
import StudyDesign

/// `estimates.svg`: how tested estimates are distributed beside their true values, and how they would be if
/// the null values were true.
struct EstimatesPicture {
  let summary: RunSummary
  let version: String
  var format = PictureFormat.page

  /// Nil where no test has an estimate.
  var picture: Picture? {
    let choice = EstimateChoice(summary: summary)
    let rows = choice.tests.map { test in
      choice.scenarios.compactMap { panel(test, scenario: $0) }
    }.filter { !$0.isEmpty }
    guard !rows.isEmpty else { return nil }
    let caption = caption(choice, rows.flatMap { $0 })
    let page = Page(
      title: summary.plan.title, description: caption,
      note: ReportEnding(summary: summary, version: version).settings, version: version,
      parts: [legend(rows.flatMap { $0 }).part(width: format.width)] + parts(rows), format: format)
    return Picture(name: "estimates", caption: caption, svg: page.svg)
  }

  private var study: Study { summary.plan.scenarios[0].study }

  /// Rows of one panel each stand side by side.
  private func parts(_ rows: [[EstimatePanel]]) -> [Part] {
    let isSingle = rows.allSatisfy { $0.count == 1 }
    let columns = min(isSingle ? min(rows.count, 2) : rows.map(\.count).max()!, format.mostColumns)
    let width = (format.width - PanelGrid.gap * Double(columns - 1)) / Double(columns)
    let height = [230.0, 150, 120][min(columns, 3) - 1]
    func drawn(_ panels: [EstimatePanel], in rowsOfPage: [[EstimatePanel]]) -> [Part] {
      let range = panels.map(\.range)
      let ends = range.map(\.lowerBound).min()!...range.map(\.upperBound).max()!
      let peak = panels.map(\.peak).max()!
      let lines = rowsOfPage.flatMap { $0 }.map {
        EstimatePanel.titleLines($0.title, width: width).count
      }.max()!
      return panels.map {
        $0.part(width: width, plotHeight: height, titleLines: lines, range: ends, peak: peak)
      }
    }
    if isSingle {
      let all = rows.flatMap { drawn($0, in: rows) }
      return [.grid(all, columns: columns, width: width, gap: PanelGrid.gap)]
    }
    return rows.map {
      .grid(drawn($0, in: [$0]), columns: columns, width: width, gap: PanelGrid.gap)
    }
  }

  private func panel(_ test: Int, scenario: Int) -> EstimatePanel? {
    let plan = summary.plan
    let blocks = TestBlock.blocks(of: study)
    let names = TestBlock.distinctNames(blocks, in: study)
    let block = blocks.firstIndex { $0.tests.contains(test) }!
    let analysis = study.analyses[study.tests[test].analysis]
    let place = plan.words(ofScenario: scenario)
    let name = [names[block], blocks[block].tests.count > 1 ? analysis.name : nil]
    let title = name.compactMap { $0 }.joined(separator: ", ")
    return EstimatePanel(
      summary.scenarios[scenario].tests[test],
      title: place.isEmpty ? title : "\(title): \(place)", unit: study.unit(ofTest: test))
  }

  private func legend(_ panels: [EstimatePanel]) -> Legend {
    var legend = Legend()
    legend.entries.append(.init(sample: .line(EstimateInk.estimates), text: "estimates"))
    if panels.contains(where: { $0.null != nil }) {
      legend.entries.append(
        .init(sample: .line(EstimateInk.null), text: "if the null value were true"))
    }
    if panels.contains(where: { !$0.assumed.isEmpty }) {
      legend.entries.append(
        .init(sample: .line(EstimateInk.assumed), text: "what the test assumes at its null value"))
    }
    if panels.contains(where: { !($0.region?.rejected.isEmpty ?? true) }) {
      legend.entries.append(
        .init(
          sample: .block(EstimateInk.estimates.colour, opacity: EstimateInk.shade),
          text: "rejected"))
    }
    if panels.contains(where: { $0.test.truth != nil }) {
      legend.entries.append(.init(sample: .upright(EstimateInk.truth), text: "true value"))
    }
    if panels.contains(where: { $0.region != nil }) {
      legend.entries.append(.init(sample: .upright(EstimateInk.nullValue), text: "null value"))
    }
    return legend
  }

  private func caption(_ choice: EstimateChoice, _ panels: [EstimatePanel]) -> String {
    var sentences = [
      "Distribution of the tested estimates over replicates whose fits gave one (kernel densities), "
        + "beside their true values."
    ]
    if panels.contains(where: { $0.test.isTruthDrawn }) {
      sentences.append("True values are drawn for each replicate; the line is their mean.")
    }
    if panels.contains(where: { $0.null != nil }) {
      sentences.append("Dashed: estimates as they would be were the null value true.")
    }
    if panels.contains(where: { !$0.assumed.isEmpty }) {
      sentences.append(
        "Dotted: the distribution that the test takes estimates to have there, a normal or t "
          + "distribution around the null value with the mean standard error; the null hypothesis "
          + "was not simulated.")
    }
    if panels.contains(where: { !($0.region?.rejected.isEmpty ?? true) }) {
      sentences.append(
        "Shaded: estimates beyond the critical value at the mean standard error, which the test "
          + "rejects.")
    }
    if choice.leavesOutScenarios {
      let goal =
        summary.plan.target.map { "the target of \(NumberText.value($0))" } ?? "0.8"
      sentences.append(
        "Of the \(NumberText.count(summary.scenarios.count)) scenarios the first, the last, and the "
          + "one whose power is nearest to \(goal).")
    }
    if choice.testsLeftOut > 0 {
      sentences.append("\(choice.testsLeftOut) further tests are left out.")
    }
    return sentences.joined(separator: " ")
  }
}
