/// Which random effects meet in some row, and where their products stand in a sparse matrix.
///
/// Effects are ordered factor by factor, unit by unit and effect by effect. Two units that share a row
/// make a block.
struct SparsePattern {
  /// Two units that share a row, or one unit with itself.
  struct Block {
    var firstFactor: Int
    var secondFactor: Int
    /// Where Z'Z of the two begins, row-major.
    var products: Int
    /// The first effect of the second unit, and the place of the first row in its columns.
    var column: Int
    var rowPlace: Int
  }

  /// The first effect of each factor, and the number of effects.
  let effectStarts: [Int]
  private(set) var blocks: [Block] = []
  private(set) var productCount = 0
  private(set) var columnStarts: [Int32] = [0]
  private(set) var rows: [Int32] = []
  /// Blocks of the pairs of entries of each row, in the order of `forEachPair`.
  private(set) var rowBlocks: [Int32] = []

  init(_ factors: [CrossedFactor], rowCount: Int) {
    var starts = [0]
    for factor in factors { starts.append(starts.last! + factor.effectCount) }
    effectStarts = starts
    var keys: [UInt64] = []
    for (index, factor) in factors.enumerated() {
      keys += (0..<factor.unitCount).map { unit in
        let effect = UInt64(starts[index] + unit * factor.order)
        return effect << 32 | effect
      }
    }
    var pairKeys: [UInt64] = []
    for row in 0..<rowCount {
      Self.forEachPair(factors, starts, row) { first, second in
        pairKeys.append(UInt64(second.effect) << 32 | UInt64(first.effect))
      }
    }
    let distinct = Array(Set(keys + pairKeys)).sorted()
    makeBlocks(distinct, factors)
    var index: [UInt64: Int32] = [:]
    index.reserveCapacity(distinct.count)
    for (place, key) in distinct.enumerated() { index[key] = Int32(place) }
    rowBlocks = pairKeys.map { index[$0]! }
  }

  /// A unit of a row.
  struct Entry {
    let factor: Int
    /// Its first effect.
    let effect: Int
    let weight: Double
  }

  /// Calls `body` with all pairs of units of a row, a unit with itself among them, the one whose effects
  /// come first as the first.
  @inline(__always)
  static func forEachPair(
    _ factors: [CrossedFactor], _ starts: [Int], _ row: Int, _ body: (Entry, Entry) -> Void
  ) {
    for second in factors.indices {
      for one in factors[second].entries(row) {
        let own = entry(factors, starts, second, one)
        for first in 0...second {
          for other in factors[first].entries(row) {
            let before = entry(factors, starts, first, other)
            if before.effect <= own.effect { body(before, own) }
          }
        }
      }
    }
  }

  @inline(__always)
  static func entry(
    _ factors: [CrossedFactor], _ starts: [Int], _ factor: Int, _ entry: Int
  ) -> Entry {
    Entry(
      factor: factor,
      effect: starts[factor] + Int(factors[factor].units[entry]) * factors[factor].order,
      weight: factors[factor].weight(entry))
  }

  /// Blocks and columns from keys sorted by the second and then the first unit.
  private mutating func makeBlocks(_ keys: [UInt64], _ factors: [CrossedFactor]) {
    func factor(of effect: Int) -> Int { effectStarts.lastIndex { $0 <= effect }! }
    var start = 0
    while start < keys.count {
      let column = Int(keys[start] >> 32)
      let second = factor(of: column)
      var end = start
      var place = 0
      while end < keys.count && Int(keys[end] >> 32) == column {
        let first = factor(of: Int(keys[end] & 0xffff_ffff))
        blocks.append(
          Block(
            firstFactor: first, secondFactor: second, products: productCount, column: column,
            rowPlace: place))
        productCount += factors[first].order * factors[second].order
        place += factors[first].order
        end += 1
      }
      for effect in 0..<factors[second].order {
        for key in keys[start..<end] {
          let row = Int(key & 0xffff_ffff)
          let count = row == column ? effect + 1 : factors[factor(of: row)].order
          for k in 0..<count { rows.append(Int32(row + k)) }
        }
        columnStarts.append(Int32(rows.count))
      }
      start = end
    }
  }
}
