/// Units of nested levels over rows that lie in order, so that each unit is a range of rows.
///
/// Level 0 is the study as a whole (one unit), the last level is the row itself.
public struct Nesting: Sendable {
  /// For each level, the first row of each unit, and the number of rows as last entry.
  public let rowStarts: [[Int]]

  /// Units from their first rows.
  ///
  /// - Parameter rowStarts: levels from the study (one unit) to the last one above the rows; for each
  ///   the first row of every unit and the row count as last entry. Starts of a level are among the
  ///   starts of the next.
  public init(rowStarts: [[Int]]) {
    let rows = rowStarts[0].last!
    precondition(rowStarts[0] == [0, rows])
    self.rowStarts = rowStarts + [Array(0...rows)]
  }

  /// Balanced nesting: `unitsPerParent[k]` units of level k+1 in each unit of level k.
  public init(unitsPerParent: [Int]) {
    let rows = unitsPerParent.reduce(1, *)
    var starts: [[Int]] = [[0, rows]]
    var units = 1
    for perParent in unitsPerParent.dropLast() {
      units *= perParent
      let size = rows / units
      starts.append((0...units).map { $0 * size })
    }
    self.init(rowStarts: starts)
  }

  /// The number of levels, study and rows included.
  public var levelCount: Int { rowStarts.count }
  /// The number of rows.
  public var rowCount: Int { rowStarts[0][1] }
  /// The level of the rows.
  public var rowLevel: Int { rowStarts.count - 1 }

  /// The number of units of a level.
  public func unitCount(_ level: Int) -> Int { rowStarts[level].count - 1 }

  /// Rows per unit if all units of the level have as many, else nil.
  public func commonSize(_ level: Int) -> Int? {
    let starts = rowStarts[level]
    let size = starts[1]
    for unit in 1..<max(starts.count - 1, 1) where starts[unit + 1] - starts[unit] != size {
      return nil
    }
    return size
  }

  /// For each unit of `level` the unit of `ancestor` (a level above or the same) that holds it.
  public func ancestors(of level: Int, at ancestor: Int) -> [Int32] {
    let starts = rowStarts[ancestor]
    var current = 0
    return (0..<unitCount(level)).map { unit in
      let row = rowStarts[level][unit]
      while starts[current + 1] <= row { current += 1 }
      return Int32(current)
    }
  }
}
