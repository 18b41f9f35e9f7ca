/// Cells of a terminal that lines are drawn in: with braille characters two dots wide and four dots high
/// each, else a character for each cell.
struct TextCanvas {
  let columns: Int
  let rows: Int
  /// Whether characters beyond ASCII may be used.
  let isUnicode: Bool
  private var dots: [[UInt8]]
  /// What stands in a cell in place of dots, and what lies behind them.
  private var signs: [[Character?]]
  private var background: [[Character?]]

  init(columns: Int, rows: Int, isUnicode: Bool) {
    self.columns = columns
    self.rows = rows
    self.isUnicode = isUnicode
    dots = Array(repeating: Array(repeating: 0, count: columns), count: rows)
    signs = Array(repeating: Array(repeating: nil, count: columns), count: rows)
    background = signs
  }

  /// The size in dots.
  var width: Int { isUnicode ? 2 * columns : columns }
  var height: Int { isUnicode ? 4 * rows : rows }

  /// The middle of a row of cells, in dots.
  func middle(ofRow row: Int) -> Double {
    isUnicode ? 4 * Double(row) + 1.5 : Double(row)
  }

  /// Puts a dot; y counts downwards.
  mutating func dot(_ x: Int, _ y: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    guard isUnicode else {
      dots[y][x] = 1
      return
    }
    // The bits of a braille pattern: the left column from above, then the right one.
    let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    dots[y / 4][x / 2] |= bits[x % 2][y % 4]
  }

  /// Draws a straight line between two dots (Bresenham 1965).
  mutating func line(from: (x: Int, y: Int), to: (x: Int, y: Int)) {
    let steps = max(abs(to.x - from.x), abs(to.y - from.y))
    guard steps > 0 else { return dot(from.x, from.y) }
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      dot(
        Int((Double(from.x) + share * Double(to.x - from.x)).rounded()),
        Int((Double(from.y) + share * Double(to.y - from.y)).rounded()))
    }
  }

  /// Puts a sign into the cell of a dot; `*` where there is another one already.
  mutating func sign(_ sign: Character, x: Int, y: Int) {
    let (column, row) = cell(x, y)
    let there = signs[row][column]
    signs[row][column] = there == nil || there == sign ? sign : "*"
  }

  /// Draws a line across behind all else.
  mutating func level(y: Int, _ sign: Character) {
    let row = cell(0, y).row
    for column in 0..<columns where column % 2 == 0 { background[row][column] = sign }
  }

  /// The row of cells that a dot lies in.
  func cell(_ x: Int, _ y: Int) -> (column: Int, row: Int) {
    let (column, row) = isUnicode ? (x / 2, y / 4) : (x, y)
    return (min(max(column, 0), columns - 1), min(max(row, 0), rows - 1))
  }

  var lines: [String] {
    (0..<rows).map { row in
      String((0..<columns).map { character(row, $0) })
    }
  }

  private func character(_ row: Int, _ column: Int) -> Character {
    if let sign = signs[row][column] { return sign }
    let dots = dots[row][column]
    guard dots != 0 else { return background[row][column] ?? " " }
    return isUnicode ? Character(Unicode.Scalar(0x2800 + UInt32(dots))!) : "."
  }
}
