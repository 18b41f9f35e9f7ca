internal import Numerics

/// Sums and cross-products of the columns of one data set, updated in place for each replicate.
///
/// With m columns, packed pairs (a, b) count m(m+1)/2 entries.
struct CrossProducts {
  let plan: CrossProductPlan
  private let arena: Arena
  /// The data: one pointer a column, to as many values as its level has units.
  private let columns: [UnsafePointer<Double>]

  /// Σ over the rows of each base unit: column-major, `stride` entries a column.
  let unitSums: UnsafeMutablePointer<Double>
  /// Σ over all rows of each pair.
  let totals: UnsafeMutablePointer<Double>
  /// Products within each base unit: pair-major, `stride` entries a pair; padding stays 0.
  let unitProducts: UnsafeMutablePointer<Double>
  /// For each stratum level Σ over units of (sum a)(sum b)/size: level-major, packed pairs.
  let between: UnsafeMutablePointer<Double>

  /// Sums of the units of the stratum level in hand, column-major.
  private let levelSums: UnsafeMutablePointer<Double>
  /// Columns spread out to the rows, where their level lies between base and rows.
  private let spread: [UnsafeMutablePointer<Double>?]
  /// For each column constant within base units: the unit of its level for each base unit.
  private let constantUnit: [UnsafePointer<Int32>?]
  /// For each spread column the unit of its level for each row.
  private let spreadUnit: [UnsafePointer<Int32>?]
  /// Base units in each unit of each stratum level (as starts).
  private let stratumStarts: [[Int]]
  private let unitSizes: UnsafeMutablePointer<Double>
  private let allWork: Work
  private let changingWork: Work
  private let starts: UnsafePointer<Int>

  /// Buffers for a plan.
  ///
  /// - Parameter columns: where the values of each column stand; they must outlive this value.
  init(plan: CrossProductPlan, columns: [UnsafePointer<Double>]) {
    self.plan = plan
    self.columns = columns
    allWork = Work(plan, everything: true)
    changingWork = Work(plan, everything: false)
    let nesting = plan.nesting
    let m = plan.columnCount
    let pairs = packedCount(m)
    let stride = plan.stride
    let spreads = (0..<m).filter(plan.needsSpreading)
    let unitProductCount = plan.keepsUnitProducts ? pairs * stride : 0
    arena = Arena(
      doubles: (2 * m + 1) * stride + pairs * (1 + plan.stratumLevels.count) + unitProductCount
        + spreads.count * nesting.rowCapacity, pieces: 9 + m)
    unitSizes = arena.take(stride)
    unitSums = arena.take(m * stride)
    levelSums = arena.take(m * stride)
    totals = arena.take(pairs)
    between = arena.take(pairs * plan.stratumLevels.count)
    unitProducts = arena.take(unitProductCount)
    var spread = [UnsafeMutablePointer<Double>?](repeating: nil, count: m)
    for column in spreads { spread[column] = arena.take(nesting.rowCapacity) }
    self.spread = spread
    constantUnit = (0..<m).map {
      plan.variesWithin($0)
        ? nil : nesting.holders(of: plan.baseLevel, at: plan.columnLevels[$0])
    }
    spreadUnit = (0..<m).map {
      plan.needsSpreading($0)
        ? nesting.holders(of: nesting.rowLevel, at: plan.columnLevels[$0]) : nil
    }
    starts = nesting.starts(of: plan.baseLevel)
    stratumStarts = plan.stratumLevels.map { level in
      let holders = nesting.ancestors(of: plan.baseLevel, at: level)
      var firsts = (0..<nesting.unitCount(level)).map { _ in 0 }
      for unit in holders.indices.reversed() { firsts[Int(holders[unit])] = unit }
      return firsts + [holders.count]
    }
    findUnitSizes()
  }

  private func findUnitSizes() {
    for unit in 0..<plan.unitCount { unitSizes[unit] = Double(starts[unit + 1] - starts[unit]) }
  }

  /// Recomputes what depends on columns that changed.
  ///
  /// - Parameter everything: also what only depends on fixed columns (needed once).
  func update(everything: Bool) {
    if !plan.nesting.isFixed { findUnitSizes() }
    let work = everything || !plan.nesting.isFixed ? allWork : changingWork
    for column in work.columns { updateSums(column) }
    for (a, b) in work.pairs { updateProducts(a, b) }
    guard plan.keepsTotals else { return }
    for stratum in plan.stratumLevels.indices { updateBetween(stratum) }
    fillTotalsOfConstants()
  }

  /// Columns and pairs of columns to recompute.
  private struct Work {
    var columns: [Int] = []
    var pairs: [(Int, Int)] = []

    init(_ plan: CrossProductPlan, everything: Bool) {
      for a in 0..<plan.columnCount {
        if everything || !plan.isFixed[a] { columns.append(a) }
        for b in 0...a where everything || !(plan.isFixed[a] && plan.isFixed[b]) {
          let isTotal = plan.keepsTotals && plan.variesWithin(a) && plan.variesWithin(b)
          if plan.keepsUnitProducts || isTotal {
            pairs.append((a, b))
          }
        }
      }
    }
  }

  /// The values of a column that varies within base units or is needed row by row, row by row.
  @inline(__always)
  func rows(_ column: Int) -> UnsafePointer<Double> {
    if let spread = spread[column] { return UnsafePointer(spread) }
    return columns[column]
  }

  private func updateSums(_ column: Int) {
    let sums = unitSums + column * plan.stride
    let values = columns[column]
    if let target = spread[column], let holders = spreadUnit[column] {
      for row in 0..<plan.nesting.rowCount { target[row] = values[Int(holders[row])] }
    }
    guard plan.keepsTotals || plan.keepsUnitProducts else { return }
    let count = plan.unitCount
    if let holders = constantUnit[column] {
      for unit in 0..<count { sums[unit] = unitSizes[unit] * values[Int(holders[unit])] }
      return
    }
    let rows = rows(column)
    for unit in 0..<count {
      sums[unit] = sum(rows + starts[unit], starts[unit + 1] - starts[unit])
    }
  }

  private func updateProducts(_ a: Int, _ b: Int) {
    let pair = packedIndex(a, b)
    if plan.needsUnitProducts(a, b) {
      updateUnitProducts(a, b, unitProducts + pair * plan.stride)
      totals[pair] = sum(unitProducts + pair * plan.stride, plan.unitCount)
    } else {
      totals[pair] = dot(rows(a), rows(b), plan.nesting.rowCount)
    }
  }

  private func updateUnitProducts(_ a: Int, _ b: Int, _ products: UnsafeMutablePointer<Double>) {
    let count = plan.unitCount
    if plan.variesWithin(a) && plan.variesWithin(b) {
      let rowsA = rows(a)
      let rowsB = rows(b)
      for unit in 0..<count {
        let first = starts[unit]
        products[unit] = dot(rowsA + first, rowsB + first, starts[unit + 1] - first)
      }
      return
    }
    let (constant, other) = plan.variesWithin(a) ? (b, a) : (a, b)
    let values = columns[constant]
    let sums = unitSums + other * plan.stride
    let holders = constantUnit[constant]!
    for unit in 0..<count { products[unit] = values[Int(holders[unit])] * sums[unit] }
  }

  /// Products of unit sums at one stratum level, all its units of one size.
  private func updateBetween(_ stratum: Int) {
    let m = plan.columnCount
    let level = plan.stratumLevels[stratum]
    let unitCount = plan.nesting.unitCount(level)
    let target = between + stratum * packedCount(m)
    let sums = level == plan.baseLevel ? unitSums : aggregated(stratum)
    let scale = Double(unitCount) / Double(plan.nesting.rowCount)
    for a in 0..<m {
      for b in 0...a {
        target[packedIndex(a, b)] =
          scale * dot(sums + a * plan.stride, sums + b * plan.stride, unitCount)
      }
    }
  }

  private func aggregated(_ stratum: Int) -> UnsafeMutablePointer<Double> {
    stratumStarts[stratum].withUnsafeBufferPointer { starts in
      for column in 0..<plan.columnCount {
        let source = unitSums + column * plan.stride
        let target = levelSums + column * plan.stride
        for unit in 0..<starts.count - 1 {
          target[unit] = sum(source + starts[unit], starts[unit + 1] - starts[unit])
        }
      }
    }
    return levelSums
  }

  /// Where a column of a pair is constant within base units, its total is the between product.
  private func fillTotalsOfConstants() {
    guard !plan.keepsUnitProducts, let last = plan.stratumLevels.indices.last else { return }
    let source = between + last * packedCount(plan.columnCount)
    for a in 0..<plan.columnCount {
      for b in 0...a where !(plan.variesWithin(a) && plan.variesWithin(b)) {
        totals[packedIndex(a, b)] = source[packedIndex(a, b)]
      }
    }
  }
}
