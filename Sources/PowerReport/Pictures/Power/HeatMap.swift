import PowerStudy
import StudyDesign

/// Power over two swept sizes: a cell for each pair of values, and where power reaches its target.
struct HeatMap {
  var title: String
  /// Across and up the page.
  var horizontal: PictureAxis
  var vertical: PictureAxis
  /// Power by the value of the vertical axis, then of the horizontal one.
  var cells: [[TestSummary]]
  /// Maps of further tests and values that the picture leaves out.
  var mapsLeftOut = 0

  /// The panel with its title, frame and labels.
  func part(width: Double, target: Double?, titleLines: Int) -> Part {
    let top = Double(titleLines) * Lettering.heading.lineHeight + 8
    let labels = vertical.labels.map(Lettering.tick.width).max() ?? 0
    let columns = Double(horizontal.labels.count)
    let height = min(44, max(20, 260 / Double(cells.count)))
    let title = Lettering.label.wrapped(vertical.title, width: height * Double(cells.count))
    let left = 14 + Double(title.count) * Lettering.label.lineHeight + labels
    let side = (width - left - 14) / columns
    let area = PlotArea(
      left: left, right: width - 14, top: top, bottom: top + height * Double(cells.count))
    var elements = SVGElement.lines(
      Lettering.heading.wrapped(self.title, width: width - left), at: Point(left, 12), .heading)
    var figures: [SVGElement] = []
    for (row, tests) in cells.enumerated() {
      let y = area.bottom - Double(row + 1) * height
      elements.append(
        .text(vertical.labels[row], at: Point(left - 6, y + height / 2 + 4), .tick, .end))
      for (column, test) in tests.enumerated() {
        let corner = Point(left + Double(column) * side, y)
        elements.append(
          .rectangle(
            corner, width: side, height: height, fill: Shade.colour(test.power.value),
            stroke: Stroke(colour: Ink.white, width: 0.8)))
        figures += figure(test.power.value, corner, width: side, height: height)
      }
    }
    let scale = LinearScale(domain: 0...columns, start: area.left, end: area.right)
    elements += HorizontalTicks.subset(
      horizontal.labels.enumerated().map { (scale(Double($0) + 0.5), $1) }
    ).map { .text($0.label, at: Point($0.place, area.bottom + 15), .tick, .middle) }
    if let target { elements += contour(target, area, side, height) }
    elements += figures
    elements += title.enumerated().map { index, line in
      let x = 12 + Double(index) * Lettering.label.lineHeight
      return .upward(line, at: Point(x, (area.top + area.bottom) / 2), .label)
    }
    let middle = (area.left + area.right) / 2
    let names = Lettering.label.wrapped(horizontal.title, width: area.width)
    elements += SVGElement.lines(names, at: Point(middle, area.bottom + 33), .label, .middle)
    let below = 23 + Double(names.count) * Lettering.label.lineHeight
    return Part(elements: elements, height: area.bottom + below)
  }

  /// The power in figures, on a patch of the cell's shade that interrupts the line of the target.
  private func figure(
    _ power: Double, _ corner: Point, width: Double, height: Double
  ) -> [SVGElement] {
    let text = Self.text(power)
    let lettering = Lettering(size: 11, colour: Shade.ink(power))
    let room = lettering.width(text) + 6
    guard room <= width else { return [] }
    let place = Point(corner.x + width / 2, corner.y + height / 2)
    return [
      .rectangle(
        Point(place.x - room / 2, place.y - 7), width: room, height: 14, fill: Shade.colour(power)),
      .text(text, at: Point(place.x, place.y + 4), lettering, .middle),
    ]
  }

  /// Power with two decimals, below 1 unless it is 1.
  static func text(_ power: Double) -> String {
    let text = NumberText.fixed(power, decimals: 2)
    if text == "1.00" && power < 1 { return ">.99" }
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  /// White below black, so that the line is seen on light and on dark cells.
  private func contour(
    _ target: Double, _ area: PlotArea, _ side: Double, _ height: Double
  ) -> [SVGElement] {
    let lines = Contour(values: cells.map { $0.map(\.power.value) }, level: target).lines
    let paths = lines.map { line in
      line.map { point in
        Point(area.left + (point.x + 0.5) * side, area.bottom - (point.y + 0.5) * height)
      }
    }
    return paths.map { .path($0, Stroke(colour: Ink.white, width: 4.5)) }
      + paths.map { .path($0, Stroke(colour: Ink.black, width: 2)) }
  }
}

extension HorizontalTicks {
  /// Every one, every second, every third... label, until none touch.
  static func subset(
    _ ticks: [(place: Double, label: String)]
  ) -> [(place: Double, label: String)] {
    for step in 1..<max(2, ticks.count) {
      let chosen = ticks.enumerated().filter { $0.offset % step == 0 }.map(\.element)
      if fit(chosen) { return chosen }
    }
    return Array(ticks.prefix(1))
  }
}
