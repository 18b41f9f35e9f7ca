/// Where a surface over a grid of values crosses a level, by linear interpolation between neighbours.
struct Contour {
  /// By row, then by column; all rows have as many.
  let values: [[Double]]
  let level: Double

  /// Lines through the plane of column (x) and row (y) numbers, each from one crossing to the next.
  var lines: [[Point]] {
    var segments: [(Point, Point)] = []
    for row in values.indices.dropLast() {
      for column in values[row].indices.dropLast() { segments += self.segments(row, column) }
    }
    return joined(segments)
  }

  /// The one or two segments between the crossings of a square's sides (marching squares). At a saddle
  /// the mean of the corners decides which of them are joined.
  private func segments(_ row: Int, _ column: Int) -> [(Point, Point)] {
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { (column + $0.0, row + $0.1) }
    let heights = corners.map { values[$0.1][$0.0] - level }
    guard heights.allSatisfy(\.isFinite) else { return [] }
    var crossings: [Point] = []
    for side in 0..<4 {
      let (a, b) = (side, (side + 1) % 4)
      guard (heights[a] >= 0) != (heights[b] >= 0) else { continue }
      // The same direction in both squares of a side, so that the crossing is the same to the bit.
      let (low, high) = corners[a] < corners[b] ? (a, b) : (b, a)
      let share = heights[low] / (heights[low] - heights[high])
      let (from, to) = (corners[low], corners[high])
      crossings.append(
        Point(
          Double(from.0) + share * Double(to.0 - from.0),
          Double(from.1) + share * Double(to.1 - from.1)))
    }
    switch crossings.count {
    case 2: return [(crossings[0], crossings[1])]
    case 4:
      let middleIsAbove = heights.reduce(0, +) >= 0
      let pairs = middleIsAbove == (heights[0] >= 0) ? [(0, 1), (2, 3)] : [(3, 0), (1, 2)]
      return pairs.map { (crossings[$0.0], crossings[$0.1]) }
    default: return []
    }
  }

  /// Segments that share an end, as one line.
  private func joined(_ segments: [(Point, Point)]) -> [[Point]] {
    var rest = segments
    var lines: [[Point]] = []
    while let first = rest.first {
      rest.removeFirst()
      var line = [first.0, first.1]
      while let index = rest.firstIndex(where: { $0.0 == line.last! || $0.1 == line.last! }) {
        let next = rest.remove(at: index)
        line.append(next.0 == line.last! ? next.1 : next.0)
      }
      while let index = rest.firstIndex(where: { $0.0 == line[0] || $0.1 == line[0] }) {
        let next = rest.remove(at: index)
        line.insert(next.0 == line[0] ? next.1 : next.0, at: 0)
      }
      lines.append(line)
    }
    return lines
  }
}
