/// Units of nested levels over rows that lie in order, so that each unit is a range of rows.
///
/// Level 0 is the study as a whole (one unit), the last level is the row itself. Units and rows may
/// change with every data set; then there is memory for `capacity` of them, counts and starts are
/// those of the data set in hand, and whoever draws the data set calls `update`. Copies share the
/// memory. A nesting belongs to one worker.
public struct Nesting: @unchecked Sendable {
  /// The number of levels, study and rows included.
  public let levelCount: Int
  /// Whether units and rows are the same in every data set.
  public let isFixed: Bool
  private let memory: NestingMemory
  private let counts: UnsafeMutablePointer<Int>
  private let starts: UnsafeMutablePointer<UnsafeMutablePointer<Int>>

  /// Units from their first rows.
  ///
  /// - Parameter rowStarts: levels from the study (one unit) to the last one above the rows; for each
  ///   the first row of every unit and the row count as last entry. Starts of a level are among the
  ///   starts of the next.
  public init(rowStarts: [[Int]]) {
    let rows = rowStarts[0].last!
    precondition(rowStarts[0] == [0, rows])
    self.init(
      rowStarts: rowStarts, capacities: rowStarts.map { $0.count - 1 } + [rows], hasFixedCounts: nil
    )
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

  /// A nesting that changes with every data set.
  ///
  /// - Parameters:
  ///   - rowStarts: units of a first data set.
  ///   - capacities: for each level, rows included, the most units there can be.
  ///   - hasFixedCounts: for each level above the rows whether the number of its units, and where they
  ///     lie in those above, never change.
  public init(varying rowStarts: [[Int]], capacities: [Int], hasFixedCounts: [Bool]) {
    self.init(rowStarts: rowStarts, capacities: capacities, hasFixedCounts: hasFixedCounts)
  }

  private init(rowStarts: [[Int]], capacities: [Int], hasFixedCounts: [Bool]?) {
    memory = NestingMemory(
      rowStarts: rowStarts, capacities: capacities,
      hasFixedCounts: hasFixedCounts.map { $0 + [false] })
    levelCount = rowStarts.count + 1
    isFixed = hasFixedCounts == nil
    counts = memory.counts
    starts = memory.starts
  }

  /// The number of rows.
  public var rowCount: Int { counts[rowLevel] }
  /// The level of the rows.
  public var rowLevel: Int { levelCount - 1 }
  /// The most rows there can be.
  public var rowCapacity: Int { memory.capacities[rowLevel] }

  /// The number of units of a level.
  public func unitCount(_ level: Int) -> Int { counts[level] }

  /// The most units of a level there can be.
  public func capacity(_ level: Int) -> Int { memory.capacities[level] }

  /// Whether the number of units of a level, and where they lie in those above, never change.
  public func hasFixedCount(_ level: Int) -> Bool { memory.hasFixedCounts[level] }

  /// The first row of each unit of a level, and the number of rows as last entry; kept up to date.
  public func starts(of level: Int) -> UnsafePointer<Int> { UnsafePointer(starts[level]) }

  /// The first row of each unit of a level now, and the number of rows as last entry.
  public func rowStarts(_ level: Int) -> [Int] {
    Array(UnsafeBufferPointer(start: starts[level], count: counts[level] + 1))
  }

  /// Rows per unit if all units of the level always have as many, else nil.
  public func commonSize(_ level: Int) -> Int? {
    guard isFixed else { return nil }
    let starts = starts[level]
    let size = starts[1]
    for unit in 1..<max(counts[level], 1) where starts[unit + 1] - starts[unit] != size {
      return nil
    }
    return size
  }

  /// For each unit of `level` now the unit of `ancestor` (a level above or the same) that holds it.
  public func ancestors(of level: Int, at ancestor: Int) -> [Int32] {
    Array(
      UnsafeBufferPointer(start: holders(of: level, at: ancestor), count: unitCount(level)))
  }

  /// For each unit of `level` the unit of `ancestor` (a level above or the same) that holds it; kept up
  /// to date.
  public func holders(of level: Int, at ancestor: Int) -> UnsafePointer<Int32> {
    memory.holders(of: level, at: ancestor)
  }

  /// Takes the units and rows of a new data set.
  ///
  /// - Parameters:
  ///   - rowCount: the number of rows.
  ///   - write: for a level between the study and the rows, from the lowest up, writes the first row of
  ///     each unit and the row count as last entry, and returns the number of units.
  public func update(
    rowCount: Int, _ write: (_ level: Int, _ starts: UnsafeMutablePointer<Int>) -> Int
  ) {
    precondition(!isFixed && rowCount <= rowCapacity)
    counts[rowLevel] = rowCount
    starts[0][1] = rowCount
    for level in (1..<max(rowLevel, 1)).reversed() {
      let count = write(level, starts[level])
      precondition(count <= memory.capacities[level])
      counts[level] = count
    }
    memory.updateHolders()
  }
}
