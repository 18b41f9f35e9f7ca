/// What a series looks like: a colour, dashes and markers, each of which tells it from its neighbours.
struct SeriesStyle: Equatable {
  var colour: String
  var dashes: String
  var marker: Marker

  /// The style of series number `index`, from 0. The first twelve differ in their markers, and any two of
  /// them in colour or dashes, so that they are told apart in grey and by those who do not see colours.
  init(_ index: Int) {
    colour = Self.colours[index % Self.colours.count]
    dashes = Self.patterns[index % Self.patterns.count]
    marker = Marker.allCases[index % Marker.allCases.count]
  }

  var stroke: Stroke { Stroke(colour: colour, width: 1.6, dashes: dashes) }

  /// Okabe & Ito's (2008) palette in its order, without yellow, which white paper swallows.
  static let colours = [
    "#000000", "#e69f00", "#56b4e9", "#009e73", "#0072b2", "#d55e00", "#cc79a7",
  ]

  static let patterns = ["", "7 3", "2 2.5", "9 3 2 3", "14 3", "5 2 1 2 1 2"]
}

/// The sign of a point.
enum Marker: CaseIterable {
  case circle
  case square
  case triangle
  case diamond
  case downTriangle
  case openCircle
  case openSquare
  case openTriangle
  case openDiamond
  case openDownTriangle
  case cross
  case plus

  /// The sign around a place.
  func element(at place: Point, colour: String) -> SVGElement {
    let corners = self.corners.map { Point(place.x + $0.x, place.y + $0.y) }
    let line = Stroke(colour: colour, width: 1.4)
    switch self {
    case .circle: return .circle(place, radius: 3.6, fill: colour)
    case .openCircle: return .circle(place, radius: 3.4, fill: Ink.white, stroke: line)
    case .cross, .plus:
      return .group([.line(corners[0], corners[1], line), .line(corners[2], corners[3], line)])
    case .square, .triangle, .diamond, .downTriangle: return .area(corners, fill: colour)
    case .openSquare, .openTriangle, .openDiamond, .openDownTriangle:
      return .group([
        .area(corners, fill: Ink.white), .path(corners, line, isClosed: true),
      ])
    }
  }

  /// The corners of a shape, or the ends of its lines.
  private var corners: [Point] {
    switch self {
    case .circle, .openCircle: []
    case .square, .openSquare:
      [Point(-3.3, -3.3), Point(3.3, -3.3), Point(3.3, 3.3), Point(-3.3, 3.3)]
    case .triangle, .openTriangle: [Point(0, -4.6), Point(4.2, 3), Point(-4.2, 3)]
    case .downTriangle, .openDownTriangle: [Point(0, 4.6), Point(4.2, -3), Point(-4.2, -3)]
    case .diamond, .openDiamond: [Point(0, -4.8), Point(4.2, 0), Point(0, 4.8), Point(-4.2, 0)]
    case .cross: [Point(-3.4, -3.4), Point(3.4, 3.4), Point(-3.4, 3.4), Point(3.4, -3.4)]
    case .plus: [Point(-4.2, 0), Point(4.2, 0), Point(0, -4.2), Point(0, 4.2)]
    }
  }
}
