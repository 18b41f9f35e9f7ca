import PowerStudy

/// Power against the numbers of an axis: a line, markers and a band for each series.
struct CurvePanel {
  let chart: PowerChart
  let panel: PowerChart.Panel
  let target: Double?
  let width: Double
  /// Of the frame, without title and labels.
  let plotHeight: Double

  /// The width left of the frame: the axis' name and its labels.
  private static let leftRoom = 54.0

  /// The panel with its title, frame and labels.
  ///
  /// - Parameter titleLines: how many lines to leave for the title, so that frames of a row align.
  func part(titleLines: Int) -> Part {
    let titleHeight = Double(titleLines) * Lettering.heading.lineHeight
    let top = titleHeight + 8
    let area = PlotArea(
      left: Self.leftRoom, right: width - 14, top: top, bottom: top + plotHeight)
    let y = LinearScale(domain: chart.range, start: area.bottom, end: area.top)
    let x = horizontalScale(area)
    let names = Lettering.label.wrapped(chart.axis.title, width: area.width + Self.leftRoom)
    var elements = SVGElement.lines(
      Self.titleLines(panel.title, width: width), at: Point(Self.leftRoom, Lettering.heading.size),
      .heading)
    elements += area.levels(Ticks(within: chart.range, most: 6), y)
    elements += area.values(
      HorizontalTicks(values: chart.axis.values!, labels: chart.axis.labels, scale: x).ticks)
    elements += references(area, y) + curves(x, y) + area.axes
    elements.append(
      .upward(
        panel.quantityTitle(room: area.height), at: Point(14, (area.top + area.bottom) / 2), .label)
    )
    let middle = (area.left + area.right) / 2
    elements += SVGElement.lines(names, at: Point(middle, area.bottom + 34), .label, .middle)
    let below = 36 + Double(names.count) * Lettering.label.lineHeight
    return Part(elements: elements, height: area.bottom + below - Lettering.label.size)
  }

  /// The title broken into lines for a panel of some width.
  static func titleLines(_ title: String, width: Double) -> [String] {
    Lettering.heading.wrapped(title, width: width - leftRoom - 4)
  }

  /// Values with some room left and right, lest markers touch the frame.
  private func horizontalScale(_ area: PlotArea) -> LinearScale {
    let values = chart.axis.values!
    return LinearScale(
      domain: values.min()!...values.max()!, start: area.left + 16, end: area.right - 16)
  }

  private func references(_ area: PlotArea, _ y: LinearScale) -> [SVGElement] {
    let target = panel.target(target).map { [($0, ReferenceLine.target)] } ?? []
    let levels = panel.nominalLevels.map { ($0, ReferenceLine.nominal) }
    return (target + levels).filter { chart.range.contains($0.0) }.map { value, stroke in
      .line(Point(area.left, y(value)), Point(area.right, y(value)), stroke)
    }
  }

  private func curves(_ x: LinearScale, _ y: LinearScale) -> [SVGElement] {
    let values = chart.axis.values!
    let order = chart.axis.order
    var bands: [SVGElement] = []
    var lines: [SVGElement] = []
    var markers: [SVGElement] = []
    for (index, tests) in panel.series.enumerated() {
      let style = SeriesStyle(index)
      let places = order.map { Point(x(values[$0]), y(tests[$0].power.value)) }
      let upper = order.map { Point(x(values[$0]), y(tests[$0].power.interval.upperBound)) }
      let lower = order.map { Point(x(values[$0]), y(tests[$0].power.interval.lowerBound)) }
      if order.count > 1 {
        bands.append(.area(upper + lower.reversed(), fill: style.colour, opacity: 0.16))
        lines.append(.path(places, style.stroke))
      } else {
        lines += Whisker.elements(from: upper[0], to: lower[0], style.stroke)
      }
      markers += places.map { style.marker.element(at: $0, colour: style.colour) }
      guard panel.mixesErrors else { continue }
      markers += zip(order, places).filter { tests[$0.0].isTrueNull }.map { Ring.element(at: $0.1) }
    }
    return bands + lines + markers
  }
}

extension PowerChart {
  /// Whether power is drawn as lines over numbers rather than as rows.
  var isCurve: Bool { axis.isNumeric }
}
