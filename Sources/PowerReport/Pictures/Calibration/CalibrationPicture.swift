import PowerStudy
import StudyDesign

/// `calibration.svg`: how often tests reject true null values, beside their nominal levels.
struct CalibrationPicture {
  let summary: RunSummary
  let version: String
  /// The scenarios that have a row: of very many some, evenly spread.
  private let scenarios: [Int]
  private let scenariosLeftOut: Int
  private let blocks: [TestBlock]
  private let names: [String]

  private static let mostRows = 60

  init(summary: RunSummary, version: String) {
    self.summary = summary
    self.version = version
    let study = summary.plan.scenarios[0].study
    blocks = TestBlock.blocks(of: study)
    names = TestBlock.distinctNames(blocks, in: study)
    let measured = summary.scenarios.indices.filter { scenario in
      summary.scenarios[scenario].tests.contains { Self.share($0) != nil }
    }
    scenarios = evenlyChosen(of: measured.count, most: Self.mostRows).map { measured[$0] }
    scenariosLeftOut = measured.count - scenarios.count
  }

  /// The type I error of a test; nil where it was not measured.
  private static func share(_ test: TestSummary) -> Share? {
    test.nullRejection ?? (test.isTrueNull ? test.power : nil)
  }

  /// Nil where no type I error was measured.
  var picture: Picture? {
    let series = self.series
    guard !series.isEmpty else { return nil }
    let plots = self.plots(series)
    let layout = PanelGrid(for: plots)
    let page = Page(
      title: summary.plan.title, description: caption,
      note: ReportEnding(summary: summary, version: version).settings, version: version,
      parts: [
        legend(series).part(width: PictureFormat.page.width),
        .grid(
          layout.drawn(plots), columns: layout.columns, width: layout.width, gap: PanelGrid.gap),
      ])
    return Picture(name: "calibration", caption: caption, svg: page.svg)
  }

  /// A test as one analysis makes it by one method.
  struct Series: Equatable {
    var analysis: String
    var method: String
  }

  private typealias Figure = (series: Series, share: Share)

  /// The shares of a block in a scenario: by its own method, then by those it is compared with.
  private func figures(_ block: TestBlock, _ scenario: Int) -> [Figure] {
    block.tests.flatMap { index -> [Figure] in
      let test = summary.scenarios[scenario].tests[index]
      guard let share = Self.share(test) else { return [] }
      let own = test.test.method.shortName ?? test.adjustment?.phrase ?? ""
      let others = test.alternatives.map { ($0.method.shortName ?? "", $0.nullRejection) }
      return ([(own, share)] + others).map { (Series(analysis: test.analysis, method: $0), $1) }
    }
  }

  /// All series of all blocks, each once.
  private var series: [Series] {
    let all = blocks.flatMap { block in
      scenarios.flatMap { figures(block, $0).map(\.series) }
    }
    return all.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      .sorted { order($0.analysis) < order($1.analysis) }
  }

  private func order(_ analysis: String) -> Int {
    summary.plan.scenarios[0].study.analyses.firstIndex { $0.name == analysis } ?? 0
  }

  /// A plot for each test, with a row for each scenario; without a grid one with a row for each test.
  private func plots(_ series: [Series]) -> [DotPlot] {
    let range = self.range
    func row(_ block: Int, _ scenario: Int, _ label: String) -> DotPlot.Row? {
      let figures = figures(blocks[block], scenario)
      guard let first = figures.first else { return nil }
      let alpha = summary.scenarios[scenario].tests[blocks[block].tests[0]].test.alpha
      return DotPlot.Row(
        label: label,
        points: figures.map {
          DotPlot.DotPoint(share: $0.share, series: series.firstIndex(of: $0.series)!)
        }, band: BinomialBand.middle95(chance: alpha, trials: first.share.total), mark: alpha)
    }
    let quantity = "type I error (probability)"
    if summary.scenarios.count == 1 {
      let rows = blocks.indices.compactMap { row($0, 0, names[$0]) }
      return [DotPlot(quantity: quantity, range: range, rows: rows)]
    }
    return blocks.indices.compactMap { block in
      let rows = scenarios.compactMap { row(block, $0, summary.plan.words(ofScenario: $0)) }
      guard !rows.isEmpty else { return nil }
      return DotPlot(
        title: blocks.count > 1 ? names[block] : "", quantity: quantity, range: range, rows: rows)
    }
  }

  /// From 0 to a bit above the largest interval.
  private var range: ClosedRange<Double> {
    let ends = blocks.flatMap { block in
      scenarios.flatMap { scenario in
        figures(block, scenario).map { $0.share.interval.upperBound }
          + [2 * summary.scenarios[scenario].tests[block.tests[0]].test.alpha]
      }
    }
    let largest = ends.max() ?? 1
    let step = Ticks(within: 0...largest, most: 6).step
    return 0...min(1, (largest / step).rounded(.up) * step)
  }

  private func legend(_ series: [Series]) -> Legend {
    var legend = Legend()
    let hasAnalyses = Set(series.map(\.analysis)).count > 1
    let hasMethods = Set(series.map(\.method)).count > 1
    if series.count > 1 {
      legend.entries = series.enumerated().map { index, one in
        let text = [hasAnalyses ? one.analysis : nil, hasMethods ? one.method : nil]
        return .init(
          sample: .series(SeriesStyle(index), hasLine: false),
          text: text.compactMap { $0 }.joined(separator: ", "))
      }
    }
    legend.entries.append(.init(sample: .interval, text: "95% Monte Carlo interval"))
    legend.entries.append(.init(sample: .upright(ReferenceLine.nominal), text: "nominal level"))
    legend.entries.append(
      .init(
        sample: .block(DotInk.band, opacity: 1), text: "95% of shares if the level is kept"))
    return legend
  }

  private var caption: String {
    "Type I error: the share of replicates whose test rejects where its null hypothesis is true, with "
      + "Wilson's 95% Monte Carlo interval. Dotted: the nominal level. Grey: where 95% of such shares "
      + "fall, among as many replicates, if the test keeps its level (binomial distribution)."
      + (scenariosLeftOut == 0
        ? "" : " \(NumberText.count(scenariosLeftOut)) scenarios are left out; the table has all.")
  }
}

extension StudyTest.Method {
  /// The method without the kind of test it serves; nil of families, whose members have their own.
  fileprivate var shortName: String? {
    switch self {
    case .z: "z"
    case .t: "t"
    case .betweenWithin: "between-within"
    case .satterthwaite: "Satterthwaite"
    case .kenwardRoger: "Kenward-Roger"
    case .lrt: "likelihood ratio"
    case .f: "exact F"
    case .none: nil
    }
  }
}
