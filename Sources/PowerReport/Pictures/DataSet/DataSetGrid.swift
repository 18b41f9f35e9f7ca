import ModelFormula
import PowerStudy
import StudyDesign

/// The panels of a data set on common axes.
struct DataSetGrid {
  let view: DataSetView
  let lines: DataSetLines
  var format = PictureFormat.page

  private static let left = 58.0
  private static let gap = 10.0

  private var columns: Int {
    if format.mostColumns == 1, view.panels.count > 1 { return 2 }
    return switch view.panels.count {
    case 1: 1
    case 2, 4: 2
    case 3, 5, 6: 3
    default: 4
    }
  }

  private var plotHeight: Double {
    switch view.panels.count {
    case 1: 280
    case 2...4: 190
    case 5...6: 140
    default: 105
    }
  }

  var part: Part {
    let points = DataSetPoints(view: view)
    let placed = view.panels.indices.map { points.points(ofPanel: $0) }
    let xRange = self.xRange(placed.flatMap { $0.flatMap { $0 } })
    let drawn = view.panels.indices.map { lines.lines(ofPanel: $0, over: lineRange(xRange)) }
    let yRange = self.yRange(
      placed.flatMap { $0.flatMap { $0.map(\.y) } }
        + drawn.flatMap { $0.flatMap { $0.points.map(\.y) } })
    let width = (format.width - Self.left - Self.gap * Double(columns - 1) - 4) / Double(columns)
    let titles = view.panels.indices.map { wrapped(title(of: $0), width: width) }
    let titleHeight = Double(titles.map(\.count).max() ?? 0) * Lettering.tick.lineHeight + 4
    let rowHeight = titleHeight + plotHeight + Self.gap
    var elements: [SVGElement] = []
    let rows = (view.panels.count + columns - 1) / columns
    for panel in view.panels.indices {
      let (row, column) = (panel / columns, panel % columns)
      let left = Self.left + Double(column) * (width + Self.gap)
      let top = Double(row) * rowHeight + titleHeight
      let area = PlotArea(left: left, right: left + width, top: top, bottom: top + plotHeight)
      let x = LinearScale(domain: xRange, start: area.left + 5, end: area.right - 5)
      let y = LinearScale(domain: yRange, start: area.bottom - 4, end: area.top + 4)
      elements += SVGElement.lines(
        titles[panel],
        at: Point(left, top - 4 - Double(titles[panel].count - 1) * Lettering.tick.lineHeight),
        .tick)
      elements += frame(area, y, isFirst: column == 0)
      // The lowest panel of each column names the values.
      if panel + columns >= view.panels.count { elements += area.values(ticks(xRange, x)) }
      elements += area.axes
      elements += placed[panel].enumerated().filter { !$0.element.isEmpty }.map { group, points in
        .dots(
          points.map { Point(x($0.x), y($0.y)) }, size: view.panels.count == 1 ? 5 : 4,
          colour: DataSetInk.points(group, of: view), opacity: 0.6)
      }
      elements += drawn[panel].map { line in
        .path(
          line.points.map { Point(x($0.x), y($0.y)) },
          line.isOwn
            ? DataSetInk.own(line.group, of: view) : DataSetInk.fixed(line.group, of: view))
      }
    }
    let height = Double(rows) * rowHeight - Self.gap
    elements.append(.upward(responseLabel, at: Point(12, height / 2 + titleHeight / 2), .label))
    var bottom = height + (view.axis == nil ? 0 : 18)
    if let axis = view.axis {
      let middle = (Self.left + format.width) / 2
      elements.append(.text(axis.name, at: Point(middle, bottom + 16), .label, .middle))
      bottom += 20
    }
    return Part(elements: elements, height: bottom + 2)
  }

  private func frame(_ area: PlotArea, _ y: LinearScale, isFirst: Bool) -> [SVGElement] {
    let ticks = Ticks(within: y.domain, most: view.panels.count == 1 ? 7 : 4)
    if isFirst { return area.levels(ticks, y) }
    return ticks.values.map {
      .line(Point(area.left, y($0)), Point(area.right, y($0)), Stroke(colour: Ink.faint))
    }
  }

  private func ticks(_ range: ClosedRange<Double>, _ x: LinearScale) -> [(
    place: Double, label: String
  )] {
    guard let axis = view.axis else { return [] }
    guard !axis.isNumeric || axis.values.count == 2 else {
      return HorizontalTicks(within: range, scale: x, most: 5).ticks
    }
    let all = axis.values.map { (place: x($0.value), label: $0.label) }
    return HorizontalTicks.fit(all) ? all : []
  }

  private func wrapped(_ title: String, width: Double) -> [String] {
    Array(Lettering.tick.wrapped(title, width: width - 2).prefix(2))
  }

  private func title(of panel: Int) -> String {
    guard let level = view.level else { return "" }
    let unit = "\(view.data.study.levels[level].name) \(view.panels[panel].unit + 1)"
    guard let between = view.between, let row = view.panels[panel].rows.first,
      let values = view.data.variables[between.name]
    else { return unit }
    return "\(unit), \(between.name) = \(between.label(of: values[row]))"
  }

  private var responseLabel: String {
    let name = "\(view.data.analysis.formula.response)"
    if case .binomial = view.data.analysis.family.distribution {
      return view.data.trials.allSatisfy { $0 == 1 }
        ? "\(name) (0: no, 1: yes)" : "share of \(name)"
    }
    return name
  }

  /// The range of the axis; without one as far as points are spread.
  private func xRange(_ points: [Point]) -> ClosedRange<Double> {
    guard view.axis != nil else { return -0.6...0.6 }
    let (low, high) = (points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 1)
    return low < high ? low...high : (low - 0.5)...(low + 0.5)
  }

  /// Lines end at the values themselves, not where points are spread to.
  private func lineRange(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    guard let axis = view.axis, let first = axis.values.first, let last = axis.values.last,
      first.value < last.value
    else { return range }
    return first.value...last.value
  }

  private func yRange(_ values: [Double]) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    return low < high ? low...high : (low - 0.5)...(low + 0.5)
  }
}

extension SVGElement {
  /// Round points as one path, which takes a fraction of the room of circles.
  static func dots(
    _ points: [Point], size: Double, colour: String, opacity: Double
  ) -> SVGElement {
    let places = points.map { "M\(coordinate($0.x)) \(coordinate($0.y))h0" }.joined()
    return SVGElement(
      "path",
      [
        "d": places, "fill": "none", "stroke": colour, "stroke-width": coordinate(size),
        "stroke-linecap": "round", "stroke-opacity": coordinate(opacity),
      ])
  }
}
