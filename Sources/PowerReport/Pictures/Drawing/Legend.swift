/// What the signs of a picture mean, in lines across the page.
struct Legend {
  /// What the series are, before the first of them; empty if there is nothing to say.
  var heading = ""
  var entries: [Entry] = []

  struct Entry {
    var sample: Sample
    var text: String
  }

  enum Sample {
    case series(SeriesStyle, hasLine: Bool)
    case band
    case interval
    case line(Stroke)
    /// A line that runs upwards.
    case upright(Stroke)
    case ring
    /// From 0 to 1.
    case shades
    case block(String, opacity: Double)
    /// A point of this colour.
    case dot(String)
  }

  private static let gap = 18.0
  private static let lettering = Lettering.label

  /// The legend across a page of this width; nothing where there are no entries.
  func part(width: Double) -> Part {
    guard !entries.isEmpty else { return Part() }
    let height = Self.lettering.lineHeight + 3
    var elements: [SVGElement] = []
    var (x, y) = (0.0, 0.0)
    if !heading.isEmpty {
      for line in Self.lettering.wrapped(heading, width: width) {
        if x > 0 { y += height }
        elements.append(.text(line, at: Point(0, y + Self.lettering.size), Self.lettering))
        x = Self.lettering.width(line) + Self.gap
      }
    }
    for entry in entries {
      let room = entry.sample.width + 6
      let lines = Self.lettering.wrapped(entry.text, width: width - room)
      let own = room + (lines.map(Self.lettering.width).max() ?? 0)
      if x > 0, x + own > width { (x, y) = (0, y + height) }
      elements.append(.group(entry.sample.elements, at: Point(x, y + height / 2)))
      let place = Point(x + room, y + Self.lettering.size)
      elements += SVGElement.lines(lines, at: place, Self.lettering)
      y += Double(lines.count - 1) * Self.lettering.lineHeight
      x += own + Self.gap
    }
    return Part(elements: elements, height: y + height)
  }
}

extension Legend.Sample {
  fileprivate var width: Double {
    switch self {
    case .ring: 16
    case .dot: 8
    case .upright: 8
    case .interval: 22
    case .shades: 100
    case .series(_, hasLine: false): 12
    case .series, .band, .line, .block: 30
    }
  }

  /// The sample to the right of the origin, its middle at the height of it.
  fileprivate var elements: [SVGElement] {
    switch self {
    case .series(let style, let hasLine):
      let line = SVGElement.line(Point(0, -1), Point(width, -1), style.stroke)
      let marker = style.marker.element(at: Point(width / 2, -1), colour: style.colour)
      return hasLine ? [line, marker] : [marker]
    case .band: return Legend.Sample.block(Ink.grey, opacity: 0.25).elements
    case .block(let colour, let opacity):
      let corners = [
        Point(0, -6), Point(width, -6), Point(width, 5), Point(0, 5),
      ]
      return [.area(corners, fill: colour, opacity: opacity)]
    case .interval:
      return Whisker.elements(from: Point(1, -1), to: Point(width - 1, -1), Stroke(width: 1.2))
    case .line(let stroke): return [.line(Point(0, -1), Point(width, -1), stroke)]
    case .upright(let stroke): return [.line(Point(4, -8), Point(4, 6), stroke)]
    case .ring: return [Ring.element(at: Point(8, -1))]
    case .dot(let colour):
      return [.dots([Point(4, -1)], size: 5, colour: colour, opacity: 0.6)]
    case .shades:
      return (0..<20).map { step in
        .rectangle(
          Point(Double(step) * 5, -6), width: 5, height: 11,
          fill: Shade.colour((Double(step) + 0.5) / 20))
      }
    }
  }
}

/// The line of an interval with a bar at each end.
enum Whisker {
  static func elements(from: Point, to: Point, _ stroke: Stroke) -> [SVGElement] {
    let isLevel = from.y == to.y
    let (dx, dy) = isLevel ? (0.0, 3.0) : (3.0, 0.0)
    return [.line(from, to, stroke)]
      + [from, to].map { end in
        .line(Point(end.x - dx, end.y - dy), Point(end.x + dx, end.y + dy), stroke)
      }
  }
}

/// The ring around a point that is a type I error.
enum Ring {
  static func element(at place: Point) -> SVGElement {
    .circle(place, radius: 7, fill: "none", stroke: Stroke(colour: Ink.black, width: 1))
  }
}
