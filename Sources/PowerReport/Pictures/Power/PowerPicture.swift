import PowerStudy
import StudyDesign

/// `power.svg`: power against what the grid sweeps, with Monte Carlo intervals and the target.
struct PowerPicture {
  let summary: RunSummary
  let version: String
  var format = PictureFormat.page

  private var plan: StudyPlan { summary.plan }

  var picture: Picture {
    let charts = PowerCharts(summary: summary).all
    let maps = HeatMaps(summary: summary).all
    let caption = PowerCaption(summary: summary, charts: charts, maps: maps).text
    let parts = charts.flatMap(parts) + (maps.isEmpty ? [] : parts(maps))
    let page = Page(
      title: plan.title, description: caption,
      note: ReportEnding(summary: summary, version: version).settings, version: version,
      parts: parts, format: format)
    return Picture(name: "power", caption: caption, svg: page.svg)
  }

  /// The target, where it is power that is drawn.
  private func target(_ tests: [TestSummary]) -> Double? {
    tests.allSatisfy(\.isTrueNull) ? nil : plan.target
  }

  private func parts(_ chart: PowerChart) -> [Part] {
    let layout = PanelGrid(count: chart.panels.count, isWide: !chart.isCurve, format: format)
    let target = target(chart.tests)
    let panels: [Part]
    if chart.isCurve {
      let lines = layout.titleLines(
        chart.panels.map { CurvePanel.titleLines($0.title, width: layout.width) })
      panels = zip(chart.panels, lines).map {
        CurvePanel(
          chart: chart, panel: $0, target: target, width: layout.width,
          plotHeight: layout.plotHeight
        ).part(titleLines: $1)
      }
    } else {
      let plots = chart.panels.map { chart.dotPlot($0, target: target) }
      panels = layout.drawn(plots)
    }
    return [
      chart.legend(target: target).part(width: format.width),
      .grid(panels, columns: layout.columns, width: layout.width, gap: PanelGrid.gap),
    ]
  }

  private func parts(_ maps: [HeatMap]) -> [Part] {
    let layout = PanelGrid(count: maps.count, isWide: true, format: format)
    let tests = maps.flatMap { $0.cells.flatMap { $0 } }
    let target = target(tests)
    let lines = layout.titleLines(
      maps.map { Lettering.heading.wrapped($0.title, width: layout.width - 80) })
    let panels = zip(maps, lines).map {
      $0.part(width: layout.width, target: target, titleLines: $1)
    }
    var legend = Legend()
    let quantity = PowerTable.quantity(tests)
    legend.entries.append(.init(sample: .shades, text: "\(quantity) from 0 to 1"))
    if let target {
      legend.entries.append(
        .init(
          sample: .line(Stroke(colour: Ink.black, width: 2)),
          text: "target \(NumberText.value(target)), interpolated"))
    }
    return [
      legend.part(width: format.width),
      .grid(panels, columns: layout.columns, width: layout.width, gap: PanelGrid.gap),
    ]
  }
}

extension PowerChart {
  /// A panel whose axis has no numbers, as rows.
  func dotPlot(_ panel: Panel, target: Double?) -> DotPlot {
    let target = panel.target(target).map { [($0, ReferenceLine.target)] } ?? []
    return DotPlot(
      title: panel.title, quantity: panel.quantityTitle, range: range,
      rows: axis.labels.enumerated().map { index, label in
        DotPlot.Row(
          label: label,
          points: panel.series.enumerated().map { series, tests in
            DotPlot.DotPoint(
              share: tests[index].power, series: series,
              isRinged: panel.mixesErrors && tests[index].isTrueNull)
          })
      },
      references: target + panel.nominalLevels.map { ($0, ReferenceLine.nominal) })
  }
}

/// How panels share a page.
struct PanelGrid {
  static let gap = 20.0

  var columns: Int
  var width: Double
  /// Of the frames.
  var plotHeight: Double

  /// - Parameter isWide: whether panels need at least half of the page.
  init(count: Int, isWide: Bool, format: PictureFormat = .page) {
    let wanted = count == 1 ? 1 : count == 2 || count == 4 || isWide ? 2 : 3
    columns = min(wanted, format.mostColumns)
    width = (format.width - Self.gap * Double(columns - 1)) / Double(columns)
    // A telephone has room for a flat picture and a slider below it.
    let shape = format.mostColumns == 1 ? 0.6 : 0.75
    plotHeight = min([320, 220, 170][columns - 1], (shape * width).rounded())
  }

  /// Room for plots side by side, or one below the other where labels of rows would take many lines.
  init(for plots: [DotPlot], format: PictureFormat = .page) {
    self.init(count: plots.count, isWide: true, format: format)
    if plots.contains(where: { $0.labelLines(width: width) > 3 }) {
      self.init(count: 1, isWide: true, format: format)
    }
  }

  /// Plots with titles of as many lines as the longest of each row has.
  func drawn(_ plots: [DotPlot]) -> [Part] {
    let lines = titleLines(plots.map { DotPlot.titleLines($0.title, width: width) })
    return zip(plots, lines).map { $0.part(width: width, titleLines: $1) }
  }

  /// For each panel as many lines as the longest title of its row has.
  func titleLines(_ titles: [[String]]) -> [Int] {
    titles.indices.map { index in
      let start = index / columns * columns
      return titles[start..<min(start + columns, titles.count)].map(\.count).max() ?? 0
    }
  }
}

extension PowerChart {
  /// What the signs of the panels mean.
  func legend(target: Double?) -> Legend {
    var legend = Legend()
    func reference(_ stroke: Stroke) -> Legend.Sample { isCurve ? .line(stroke) : .upright(stroke) }
    let hasLines = isCurve && axis.labels.count > 1
    if seriesNames.count > 1 {
      legend.heading = seriesTitle + ":"
      legend.entries = seriesNames.enumerated().map {
        .init(sample: .series(SeriesStyle($0), hasLine: hasLines), text: $1)
      }
    }
    legend.entries.append(
      .init(sample: hasLines ? .band : .interval, text: "95% Monte Carlo interval"))
    if let target {
      legend.entries.append(
        .init(sample: reference(ReferenceLine.target), text: "target \(NumberText.value(target))"))
    }
    let nominalLevels = Set(panels.flatMap(\.nominalLevels)).sorted()
    if !nominalLevels.isEmpty {
      let levels = nominalLevels.map(NumberText.value).joined(separator: ", ")
      legend.entries.append(
        .init(sample: reference(ReferenceLine.nominal), text: "nominal level \(levels)"))
    }
    if panels.contains(where: \.mixesErrors) {
      legend.entries.append(
        .init(sample: .ring, text: "null value true: type I error"))
    }
    return legend
  }
}
