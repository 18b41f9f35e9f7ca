import PowerStudy

/// Shares as dots with their intervals: a row for each case, in it a dot for each series.
struct DotPlot {
  var title = ""
  /// What the shares are.
  var quantity: String
  var range: ClosedRange<Double>
  var rows: [Row]
  /// Lines from the first row to the last.
  var references: [(value: Double, stroke: Stroke)] = []

  struct Row {
    var label: String
    /// From above.
    var points: [DotPoint]
    /// What lies behind the points of the row.
    var band: ClosedRange<Double>?
    /// A line through the row.
    var mark: Double?
  }

  struct DotPoint {
    var share: Share
    /// The number of its series.
    var series: Int
    var isRinged = false
  }

  private static let seriesHeight = 14.0

  /// The labels of the rows in lines.
  private func labels(width: Double) -> [[String]] {
    rows.map { Lettering.label.wrapped($0.label, width: width * 0.36) }
  }

  /// How many lines the longest label takes in a plot of a width.
  func labelLines(width: Double) -> Int { labels(width: width).map(\.count).max() ?? 0 }

  /// The plot with its title, frame and labels.
  func part(width: Double, titleLines: Int) -> Part {
    let top = Double(titleLines) * Lettering.heading.lineHeight + 8
    let labels = self.labels(width: width)
    let heights = zip(rows, labels).map { height($0, lines: $1.count) }
    let left = (labels.flatMap { $0 }.map(Lettering.label.width).max() ?? 0) + 10
    let area = PlotArea(
      left: left, right: width - 18, top: top, bottom: top + heights.reduce(0, +))
    let x = LinearScale(domain: range, start: area.left, end: area.right)
    let ticks = HorizontalTicks(within: range, scale: x, most: 6).ticks
    var elements = SVGElement.lines(
      Self.titleLines(title, width: width), at: Point(0, Lettering.heading.size), .heading)
    var dots: [SVGElement] = []
    var y = top
    for (index, row) in rows.enumerated() {
      elements += background(row, x, top: y, height: heights[index])
      if index > 0 {
        dots.append(.line(Point(0, y), Point(area.right, y), Stroke(colour: Ink.faint, width: 0.6)))
      }
      dots += drawn(row, labels[index], area, x, middle: y + heights[index] / 2)
      y += heights[index]
    }
    elements += ticks.map {
      .line(Point($0.place, area.top), Point($0.place, area.bottom), Stroke(colour: Ink.faint))
    }
    elements += area.values(ticks)
    elements += references.filter { range.contains($0.value) }.map { value, stroke in
      .line(Point(x(value), area.top), Point(x(value), area.bottom), stroke)
    }
    elements += dots + area.axes
    let middle = (area.left + area.right) / 2
    elements.append(.text(quantity, at: Point(middle, area.bottom + 34), .label, .middle))
    return Part(elements: elements, height: area.bottom + 40)
  }

  /// The title broken into lines for a plot of some width.
  static func titleLines(_ title: String, width: Double) -> [String] {
    Lettering.heading.wrapped(title, width: width - 4)
  }

  private func height(_ row: Row, lines: Int) -> Double {
    max(
      Double(row.points.count) * Self.seriesHeight + 10,
      Double(lines) * Lettering.label.lineHeight + 8)
  }

  private func background(
    _ row: Row, _ x: LinearScale, top: Double, height: Double
  ) -> [SVGElement] {
    let band = row.band.map { band in
      SVGElement.rectangle(
        Point(x(band.lowerBound), top), width: x(band.upperBound) - x(band.lowerBound),
        height: height, fill: DotInk.band)
    }
    let mark = row.mark.map { value in
      SVGElement.line(
        Point(x(value), top), Point(x(value), top + height), ReferenceLine.nominal)
    }
    return [band, mark].compactMap { $0 }
  }

  private func drawn(
    _ row: Row, _ lines: [String], _ area: PlotArea, _ x: LinearScale, middle: Double
  ) -> [SVGElement] {
    let first = middle - Double(lines.count - 1) * Lettering.label.lineHeight / 2 + 4
    var elements = SVGElement.lines(lines, at: Point(area.left - 8, first), .label, .end)
    for (number, point) in row.points.enumerated() {
      let style = SeriesStyle(point.series)
      let offset = Double(number) - Double(row.points.count - 1) / 2
      let y = middle + offset * Self.seriesHeight
      let interval = point.share.interval
      elements += Whisker.elements(
        from: Point(x(interval.lowerBound), y), to: Point(x(interval.upperBound), y),
        Stroke(colour: style.colour, width: 1.4))
      let place = Point(x(point.share.value), y)
      elements.append(style.marker.element(at: place, colour: style.colour))
      if point.isRinged { elements.append(Ring.element(at: place)) }
    }
    return elements
  }
}

/// Colours of plots of dots.
enum DotInk {
  static let band = "#ebebeb"
}

/// Lines that are no data.
enum ReferenceLine {
  /// The power aimed at.
  static let target = Stroke(colour: Ink.black, width: 1.2, dashes: "6 4")
  /// The stated level of a test.
  static let nominal = Stroke(colour: Ink.grey, width: 1.2, dashes: "1.5 3")
}
