/// The pairs of units that rows have in common: of one grouping with itself, or of two groupings.
///
/// Each pair of units that some row has is a block of Z'WZ, with the effects of the row grouping's
/// unit as its rows.
final class UnitPairs {
  /// Groupings, as indices in the order of elimination; the column's comes first or is the same.
  let rowGrouping: Int
  let columnGrouping: Int
  /// Whether these are the pairs of each unit with itself.
  let isDiagonal: Bool
  /// Where the first block stands among the numbers of all blocks.
  var productStart = 0
  /// How many pairs of entries of rows there are.
  private(set) var count = 0
  /// Whether pair i is that of row i, with weight 1.
  private(set) var isRowwise = false
  /// The rows of the pairs; empty where pair i is row i.
  let rows = IndexBuffer()
  /// The weights of the pairs; empty where all are 1.
  let weights = NumberBuffer()
  /// The block of each pair.
  let blocks = IndexBuffer()
  /// For each unit of the column grouping its first block, and the number of blocks.
  let columnStarts = IndexBuffer()
  /// The unit of the row grouping of each block.
  let rowUnits = IndexBuffer()
  /// Where the block begins in each column of the factor of its column unit, behind the unit's own.
  let places = IndexBuffer()
  private let columnUnits = IndexBuffer()
  private let sorted = IndexBuffer()
  private let marks = IndexBuffer()

  init(rowGrouping: Int, columnGrouping: Int, isDiagonal: Bool) {
    self.rowGrouping = rowGrouping
    self.columnGrouping = columnGrouping
    self.isDiagonal = isDiagonal
  }

  /// The number of blocks.
  var blockCount: Int { rowUnits.count }

  /// Finds the pairs and blocks of the rows in hand.
  func update(_ groupings: [EffectGrouping], rowCount: Int) {
    let row = groupings[rowGrouping]
    let column = groupings[columnGrouping]
    let unitCount = column.unitCount
    isRowwise = row.starts == nil && column.starts == nil
    if isRowwise {
      count = rowCount
      rows.reserve(0)
      weights.reserve(0)
      if isDiagonal {
        diagonal(unitCount)
        blocks.reserve(rowCount)
        blocks.base.update(from: row.units, count: rowCount)
        return
      }
      columnUnits.reserve(rowCount)
      sorted.reserve(rowCount)
      columnUnits.base.update(from: column.units, count: rowCount)
      sorted.base.update(from: row.units, count: rowCount)
    } else {
      listPairs(row, column, rowCount)
      if isDiagonal {
        diagonal(unitCount)
        blocks.reserve(count)
        blocks.base.update(from: columnUnits.base, count: count)
        return
      }
    }
    numberBlocks(unitCount, row.unitCount)
  }

  private func diagonal(_ unitCount: Int) {
    columnStarts.reserve(unitCount + 1)
    rowUnits.reserve(unitCount)
    for unit in 0...unitCount { columnStarts.base[unit] = Int32(unit) }
    for unit in 0..<unitCount { rowUnits.base[unit] = Int32(unit) }
  }

  /// The units of each pair in `columnUnits` and `sorted`.
  private func listPairs(_ row: EffectGrouping, _ column: EffectGrouping, _ rowCount: Int) {
    count = 0
    for item in 0..<rowCount { forEachPair(row, column, item) { _, _, _ in count += 1 } }
    rows.reserve(count)
    weights.reserve(count)
    columnUnits.reserve(count)
    sorted.reserve(count)
    var pair = 0
    for item in 0..<rowCount {
      forEachPair(row, column, item) { rowUnit, columnUnit, weight in
        rows.base[pair] = Int32(item)
        weights.base[pair] = weight
        sorted.base[pair] = rowUnit
        columnUnits.base[pair] = columnUnit
        pair += 1
      }
    }
  }

  private func forEachPair(
    _ row: EffectGrouping, _ column: EffectGrouping, _ item: Int,
    _ body: (_ rowUnit: Int32, _ columnUnit: Int32, _ weight: Double) -> Void
  ) {
    for first in column.entries(item) {
      for second in row.entries(item) {
        let weight = column.weight(first) * row.weight(second)
        let columnUnit = column.units[first]
        let rowUnit = row.units[second]
        if rowGrouping == columnGrouping {
          let isWanted = isDiagonal ? first == second : columnUnit < rowUnit
          guard isWanted else { continue }
        }
        body(rowUnit, columnUnit, weight)
      }
    }
  }

  /// Sorts the pairs by their column units and gives each pair of units that occurs a number.
  private func numberBlocks(_ columnUnitCount: Int, _ rowUnitCount: Int) {
    blocks.reserve(count)
    columnStarts.fill(columnUnitCount + 1, with: 0)
    let starts = columnStarts.base
    let columns = columnUnits.base
    for pair in 0..<count { starts[Int(columns[pair]) + 1] += 1 }
    for unit in 0..<columnUnitCount { starts[unit + 1] += starts[unit] }
    // Pair numbers by column; `blocks` holds them until it gets its own values.
    for pair in 0..<count {
      let unit = Int(columns[pair])
      blocks.base[Int(starts[unit])] = Int32(pair)
      starts[unit] += 1
    }
    marks.fill(rowUnitCount, with: -1)
    rowUnits.reserve(0)
    // `starts[unit]` is now the end of the unit's pairs.
    var first = 0
    for unit in 0..<columnUnitCount {
      let end = Int(starts[unit])
      let firstBlock = Int32(rowUnits.count)
      for index in first..<end {
        let pair = Int(blocks.base[index])
        let rowUnit = Int(sorted.base[pair])
        if marks.base[rowUnit] < firstBlock {
          marks.base[rowUnit] = Int32(rowUnits.count)
          rowUnits.append(Int32(rowUnit))
        }
        columns[pair] = marks.base[rowUnit]
      }
      starts[unit] = firstBlock
      first = end
    }
    starts[columnUnitCount] = Int32(rowUnits.count)
    blocks.base.update(from: columns, count: count)
  }
}
