import PowerStudy
import StudyDesign

/// What a threshold gives up against what it gains: an error of published figures against the share of
/// groups that are published, a point for each candidate.
struct TradePanel {
  var title: String
  let figure: ThresholdFigure
  /// What is drawn upwards.
  let quantity: String
  /// Whether the figure is drawn as what it lacks to 1.
  let isComplement: Bool
  /// For each series the rows of its candidates, and the candidate that is the answer.
  let series: [(rows: [ThresholdRow], answer: Int?)]

  private static let leftRoom = 54.0

  /// A candidate's place.
  private struct Place {
    var x: Double
    var y: Double
    /// The upper end of its interval.
    var top: Double
    var row: ThresholdRow
  }

  private var largest: Double {
    let ends = series.flatMap(\.rows).compactMap { value($0).map { $0.value + 2 * ($0.mcse ?? 0) } }
    return max(ends.max() ?? 1, 1e-6)
  }

  /// The figure as it is drawn.
  private func value(_ row: ThresholdRow) -> Figure? {
    row.figures[figure].map {
      Figure(isComplement ? 1 - $0.value : $0.value, mcse: $0.mcse)
    }
  }

  /// The panel with its title, frame and labels.
  ///
  /// - Parameter titleLines: how many lines to leave for the title, so that frames of a row align.
  func part(width: Double, plotHeight: Double, titleLines: Int) -> Part {
    let top = Double(titleLines) * Lettering.heading.lineHeight + 8
    let area = PlotArea(
      left: Self.leftRoom, right: width - 14, top: top, bottom: top + plotHeight)
    let step = Ticks(within: 0...largest, most: 6).step
    // With room for the number above the highest point.
    let range = 0...((1.08 * largest / step).rounded(.up) * step)
    let y = LinearScale(domain: range, start: area.bottom, end: area.top)
    let x = LinearScale(domain: 0...1, start: area.left, end: area.right - 10)
    var elements = SVGElement.lines(
      Self.titleLines(title, width: width), at: Point(Self.leftRoom, Lettering.heading.size),
      .heading)
    elements += area.levels(Ticks(within: range, most: 6), y)
    elements += area.values(HorizontalTicks(within: 0...1, scale: x, most: 6).ticks)
    for index in series.indices { elements += drawn(index, x, y) }
    elements += area.axes
    elements.append(
      .upward(quantity, at: Point(14, (area.top + area.bottom) / 2), .label))
    let middle = (area.left + area.right) / 2
    elements.append(
      .text("share of groups published", at: Point(middle, area.bottom + 34), .label, .middle))
    return Part(elements: elements, height: area.bottom + 40)
  }

  /// The title broken into lines for a panel of some width.
  static func titleLines(_ title: String, width: Double) -> [String] {
    Lettering.heading.wrapped(title, width: width - leftRoom - 4)
  }

  /// A line through the candidates of a series, their standard errors, signs and numbers.
  private func drawn(_ index: Int, _ x: LinearScale, _ y: LinearScale) -> [SVGElement] {
    let style = SeriesStyle(index)
    let places = series[index].rows.compactMap { row -> Place? in
      guard let share = row.figures[.groupShare], let value = value(row) else { return nil }
      return Place(
        x: x(share.value), y: y(value.value), top: y(value.value + 1.96 * (value.mcse ?? 0)),
        row: row)
    }
    var elements = [SVGElement.path(places.map { Point($0.x, $0.y) }, style.stroke)]
    for place in places {
      guard let figure = value(place.row), let error = figure.mcse else { continue }
      let ends = [-1.96, 1.96].map { y(max(0, figure.value + $0 * error)) }
      elements += Whisker.elements(
        from: Point(place.x, ends[0]), to: Point(place.x, ends[1]),
        Stroke(colour: style.colour, width: 1))
    }
    for place in places {
      elements.append(
        style.marker.element(at: Point(place.x, place.y), colour: style.colour))
      if place.row.candidate == series[index].answer {
        elements.append(Ring.element(at: Point(place.x, place.y)))
      }
    }
    return elements + (index == 0 ? numbers(places) : [])
  }

  /// The candidates' numbers, where they do not stand on one another.
  private func numbers(_ places: [Place]) -> [SVGElement] {
    var last = Double.infinity
    return places.compactMap { place in
      let text = String(place.row.candidate)
      guard last - place.x > Lettering.tick.width(text) + 5 else { return nil }
      last = place.x
      return .text(text, at: Point(place.x, min(place.top, place.y - 4) - 5), .tick, .middle)
    }
  }
}
