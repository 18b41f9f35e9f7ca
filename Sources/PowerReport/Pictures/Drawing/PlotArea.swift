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

/// Which values a horizontal axis names, so that no two labels touch and none leaves the panel.
struct HorizontalTicks {
  /// In the order of their places.
  var ticks: [(place: Double, label: String)]

  /// How far labels may reach beyond the ends of a scale.
  private static let overhang = 14.0

  /// The swept values themselves where there is room for all, else round numbers between them.
  init(values: [Double], labels: [String], scale: LinearScale) {
    let swept = zip(values, labels).map { (place: scale($0), label: $1) }
      .sorted { $0.place < $1.place }
    let range = (values.min() ?? 0)...(values.max() ?? 1)
    let isFitting = Self.fit(swept) && swept.allSatisfy { Self.isWithin(scale, $0) }
    ticks = isFitting ? swept : Self(within: range, scale: scale).ticks
  }

  /// Round numbers, as many as there is room for.
  init(within range: ClosedRange<Double>, scale: LinearScale, most: Int = 8) {
    ticks = []
    for most in stride(from: most, through: 2, by: -1) {
      let round = Ticks(within: range, most: most)
      let chosen = zip(round.values, round.labels).map { (place: scale($0), label: $1) }
        .filter { Self.isWithin(scale, $0) }
      ticks = Self.fit(chosen) ? chosen : Array(chosen.prefix(1))
      if ticks.count == chosen.count { break }
    }
  }

  /// Whether no two labels touch.
  static func fit(_ ticks: [(place: Double, label: String)]) -> Bool {
    zip(ticks, ticks.dropFirst()).allSatisfy { left, right in
      let widths = Lettering.tick.width(left.label) + Lettering.tick.width(right.label)
      return right.place - left.place >= widths / 2 + 8
    }
  }

  private static func isWithin(
    _ scale: LinearScale, _ tick: (place: Double, label: String)
  ) -> Bool {
    let half = Lettering.tick.width(tick.label) / 2
    return tick.place - half >= scale.start - overhang
      && tick.place + half <= scale.end + overhang
  }
}
