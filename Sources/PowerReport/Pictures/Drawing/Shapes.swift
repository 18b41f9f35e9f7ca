/// A place on the page, in its units; y grows downwards.
struct Point: Equatable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// How a line is drawn: its colour, width and dashes (an empty pattern is a solid line).
struct Stroke: Equatable {
  var colour = Ink.black
  var width = 1.0
  var dashes = ""
}

/// Colours that are not those of series.
enum Ink {
  static let black = "#000000"
  /// Secondary text and axes: 7:1 on white.
  static let grey = "#555555"
  /// Lines of a grid, seen but not read.
  static let faint = "#dddddd"
  static let white = "#ffffff"
}

/// A coordinate with at most two decimals, the same text for the same place.
func coordinate(_ value: Double) -> String {
  let text = NumberText.fixed(value, decimals: 2)
  guard text.contains(".") else { return text }
  return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
}

extension SVGElement {
  static func line(_ from: Point, _ to: Point, _ stroke: Stroke) -> SVGElement {
    SVGElement(
      "line",
      [
        "x1": coordinate(from.x), "y1": coordinate(from.y), "x2": coordinate(to.x),
        "y2": coordinate(to.y),
      ]
    ).stroked(stroke)
  }

  /// A line through points.
  static func path(_ points: [Point], _ stroke: Stroke, isClosed: Bool = false) -> SVGElement {
    SVGElement("path", ["d": steps(points, isClosed: isClosed), "fill": "none"])
      .with("stroke-linejoin", "round").stroked(stroke)
  }

  /// A filled shape with these corners.
  static func area(_ points: [Point], fill: String, opacity: Double = 1) -> SVGElement {
    let area = SVGElement("path", ["d": steps(points, isClosed: true), "fill": fill])
    return opacity < 1 ? area.with("fill-opacity", coordinate(opacity)) : area
  }

  static func rectangle(
    _ corner: Point, width: Double, height: Double, fill: String, stroke: Stroke? = nil
  ) -> SVGElement {
    let rectangle = SVGElement(
      "rect",
      [
        "x": coordinate(corner.x), "y": coordinate(corner.y), "width": coordinate(width),
        "height": coordinate(height), "fill": fill,
      ])
    return stroke.map(rectangle.stroked) ?? rectangle
  }

  static func circle(
    _ centre: Point, radius: Double, fill: String, stroke: Stroke? = nil
  ) -> SVGElement {
    let circle = SVGElement(
      "circle",
      [
        "cx": coordinate(centre.x), "cy": coordinate(centre.y), "r": coordinate(radius),
        "fill": fill,
      ])
    return stroke.map(circle.stroked) ?? circle
  }

  /// Elements that are moved together.
  static func group(_ children: [SVGElement], at origin: Point = Point(0, 0)) -> SVGElement {
    var group = SVGElement("g")
    if origin != Point(0, 0) {
      group = group.with("transform", "translate(\(coordinate(origin.x)) \(coordinate(origin.y)))")
    }
    group.children = children
    return group
  }

  fileprivate func stroked(_ stroke: Stroke) -> SVGElement {
    let line = with("stroke", stroke.colour).with("stroke-width", coordinate(stroke.width))
    return stroke.dashes.isEmpty ? line : line.with("stroke-dasharray", stroke.dashes)
  }

  private static func steps(_ points: [Point], isClosed: Bool) -> String {
    points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(coordinate(point.x)) \(coordinate(point.y))"
    }.joined(separator: " ") + (isClosed ? "Z" : "")
  }
}
