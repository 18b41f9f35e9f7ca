import PowerStudy

/// Power of categories: a row for each, in it a dot and interval for each series.
struct DotPanel {
  let chart: PowerChart
  let panel: PowerChart.Panel
  let target: Double?
  let width: Double

  private static let seriesHeight = 14.0

  /// The panel with its title, frame and labels.
  func part(titleLines: Int) -> Part {
    let top = Double(titleLines) * Lettering.heading.lineHeight + 8
    let labels = chart.axis.labels.map { Lettering.label.wrapped($0, width: width * 0.34) }
    let heights = labels.map { rowHeight($0.count) }
    let left = (labels.flatMap { $0 }.map(Lettering.label.width).max() ?? 0) + 10
    let area = PlotArea(
      left: left, right: width - 18, top: top, bottom: top + heights.reduce(0, +))
    let x = LinearScale(domain: chart.range, start: area.left, end: area.right)
    var elements = SVGElement.lines(
      Self.titleLines(panel.title, width: width), at: Point(0, Lettering.heading.size), .heading)
    let ticks = HorizontalTicks(within: chart.range, scale: x, most: 6).ticks
    elements += ticks.map {
      .line(Point($0.place, area.top), Point($0.place, area.bottom), Stroke(colour: Ink.faint))
    }
    elements += area.values(ticks) + references(area, x)
    var y = top
    for (index, lines) in labels.enumerated() {
      elements += row(index, lines, area, x, middle: y + heights[index] / 2)
      y += heights[index]
    }
    elements += area.axes
    let middle = (area.left + area.right) / 2
    elements.append(
      .text(panel.quantityTitle, at: Point(middle, area.bottom + 34), .label, .middle))
    return Part(elements: elements, height: area.bottom + 40)
  }

  /// The title broken into lines for a panel of some width.
  static func titleLines(_ title: String, width: Double) -> [String] {
    Lettering.heading.wrapped(title, width: width - 4)
  }

  private func rowHeight(_ lines: Int) -> Double {
    max(
      Double(panel.series.count) * Self.seriesHeight + 10,
      Double(lines) * Lettering.label.lineHeight + 8)
  }

  private func references(_ area: PlotArea, _ x: LinearScale) -> [SVGElement] {
    let target = panel.target(target).map { [($0, ReferenceLine.target)] } ?? []
    let levels = panel.nominalLevels.map { ($0, ReferenceLine.nominal) }
    return (target + levels).filter { chart.range.contains($0.0) }.map { value, stroke in
      .line(Point(x(value), area.top), Point(x(value), area.bottom), stroke)
    }
  }

  private func row(
    _ index: Int, _ lines: [String], _ area: PlotArea, _ x: LinearScale, middle: Double
  ) -> [SVGElement] {
    let first = middle - Double(lines.count - 1) * Lettering.label.lineHeight / 2 + 4
    var elements = SVGElement.lines(lines, at: Point(area.left - 8, first), .label, .end)
    for (number, tests) in panel.series.enumerated() {
      let style = SeriesStyle(number)
      let offset = Double(number) - Double(panel.series.count - 1) / 2
      let y = middle + offset * Self.seriesHeight
      let test = tests[index]
      elements += Whisker.elements(
        from: Point(x(test.power.interval.lowerBound), y),
        to: Point(x(test.power.interval.upperBound), y), Stroke(colour: style.colour, width: 1.4))
      let place = Point(x(test.power.value), y)
      elements.append(style.marker.element(at: place, colour: style.colour))
      if panel.mixesErrors && test.isTrueNull { elements.append(Ring.element(at: place)) }
    }
    return elements
  }
}
