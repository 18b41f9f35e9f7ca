/// The frame of a panel: where its points lie, with ticks and their labels.
struct PlotArea {
  /// The inside of the frame.
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

  /// Levels of a vertical axis: lines across and labels to the left of the frame.
  func levels(_ ticks: Ticks, _ scale: LinearScale) -> [SVGElement] {
    zip(ticks.values, ticks.labels).flatMap { value, label in
      let y = scale(value)
      return [
        SVGElement.line(Point(left, y), Point(right, y), Stroke(colour: Ink.faint)),
        .text(label, at: Point(left - 6, y + 4), .tick, .end),
      ]
    }
  }

  /// Values of a horizontal axis: short ticks and labels below the frame.
  func values(_ ticks: [(place: Double, label: String)]) -> [SVGElement] {
    ticks.flatMap { tick in
      [
        SVGElement.line(
          Point(tick.place, bottom), Point(tick.place, bottom + 4), Stroke(colour: Ink.grey)),
        .text(tick.label, at: Point(tick.place, bottom + 16), .tick, .middle),
      ]
    }
  }

  /// The lines of both axes.
  var axes: [SVGElement] {
    let line = Stroke(colour: Ink.grey)
    return [
      .line(Point(left, top), Point(left, bottom), line),
      .line(Point(left, bottom), Point(right, bottom), line),
    ]
  }
}

/// Which values a horizontal axis names, so that no two labels touch.
struct HorizontalTicks {
  /// In the order of their places.
  var ticks: [(place: Double, label: String)]

  /// The swept values themselves where there is room for all, else round numbers between them.
  init(values: [Double], labels: [String], scale: LinearScale) {
    let swept = zip(values, labels).map { (place: scale($0), label: $1) }
      .sorted { $0.place < $1.place }
    let range = (values.min() ?? 0)...(values.max() ?? 1)
    ticks = Self.fit(swept) ? swept : Self(within: range, scale: scale).ticks
  }

  /// Round numbers, as many as there is room for.
  init(within range: ClosedRange<Double>, scale: LinearScale, most: Int = 8) {
    var chosen: [(place: Double, label: String)] = []
    for most in stride(from: most, through: 2, by: -1) {
      let round = Ticks(within: range, most: most)
      chosen = zip(round.values, round.labels).map { (place: scale($0), label: $1) }
      if Self.fit(chosen) { break }
    }
    ticks = Self.fit(chosen) ? chosen : Array(chosen.prefix(1))
  }

  static func fit(_ ticks: [(place: Double, label: String)]) -> Bool {
    zip(ticks, ticks.dropFirst()).allSatisfy { left, right in
      let widths = Lettering.tick.width(left.label) + Lettering.tick.width(right.label)
      return right.place - left.place >= widths / 2 + 8
    }
  }
}
