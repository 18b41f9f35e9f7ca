internal import Numerics

/// Which sums and products of columns are needed, at which levels, and which of them never change.
///
/// All analyses of one data set read from one set of cross-products of the union of their columns.
struct CrossProductPlan {
  /// The units and rows.
  let nesting: Nesting
  /// For each column the level at which it varies; responses are among them.
  let columnLevels: [Int]
  /// Whether a column is the same in every replicate.
  let isFixed: [Bool]
  /// The lowest grouping level of all analyses: sums are taken within its units.
  let baseLevel: Int
  /// Levels whose between-unit products are needed, top first; the base level is the last.
  let stratumLevels: [Int]
  /// Whether products are kept for each unit of the base level.
  let keepsUnitProducts: Bool
  /// Packed pairs whose products are read unit by unit; nil for all. Of others that vary within units
  /// only the totals need be right.
  var unitPairs: Set<Int>?
  /// Whether totals, and sums and products between units, are needed.
  var keepsTotals = true
  /// Columns that are needed row by row.
  var rowColumns: Set<Int> = []

  /// Lanes work on units in groups of this many; buffers are padded to a multiple.
  static let laneCount = 4

  /// The number of columns, the response included.
  var columnCount: Int { columnLevels.count }
  /// Units of the base level in the data set in hand.
  var unitCount: Int { nesting.unitCount(baseLevel) }
  /// The most units of the base level, padded.
  var stride: Int { Self.padded(nesting.capacity(baseLevel)) }

  /// The next multiple of the number of lanes.
  static func padded(_ count: Int) -> Int { (count + laneCount - 1) / laneCount * laneCount }

  /// Whether the column varies within units of the base level.
  func variesWithin(_ column: Int) -> Bool { columnLevels[column] > baseLevel }

  /// Whether the products of two columns are taken unit by unit: also where that is the shortest way to
  /// their total.
  func needsUnitProducts(_ a: Int, _ b: Int) -> Bool {
    guard keepsUnitProducts, let unitPairs else { return keepsUnitProducts }
    return !(variesWithin(a) && variesWithin(b)) || unitPairs.contains(packedIndex(a, b))
  }

  /// Whether the column varies above the rows only and must be spread out over them.
  func needsSpreading(_ column: Int) -> Bool {
    (variesWithin(column) || rowColumns.contains(column)) && columnLevels[column] < nesting.rowLevel
  }
}
