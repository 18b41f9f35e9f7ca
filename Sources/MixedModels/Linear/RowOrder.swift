internal import Numerics

/// Rows sorted so that the units of nested grouping factors are ranges of rows.
struct RowOrder {
  /// For each sorted row the original one.
  let rows: [Int]
  let nesting: Nesting
  /// For each grouping factor given its level in the nesting; equal factors share one.
  let levels: [Int]

  /// - Parameter factors: for each grouping factor the unit of every row, from 0.
  init(_ factors: [[Int32]], rowCount: Int) throws(LinearModelError) {
    var distinct: [(factor: Int, units: Int)] = []
    var sameAs = [Int](repeating: 0, count: factors.count)
    for index in factors.indices {
      let units = Set(factors[index]).count
      if let known = distinct.firstIndex(where: {
        Self.areEqual(factors[$0.factor], factors[index])
      }) {
        sameAs[index] = distinct[known].factor
      } else {
        distinct.append((index, units))
        sameAs[index] = index
      }
    }
    distinct.sort { $0.units < $1.units }
    for (outer, inner) in zip(distinct, distinct.dropFirst())
    where !Self.isNested(factors[inner.factor], in: factors[outer.factor]) {
      throw .notNested(term: inner.factor, other: outer.factor)
    }
    var order = Array(0..<rowCount)
    for (factor, _) in distinct.reversed() { order = Self.stablySorted(order, by: factors[factor]) }
    var starts: [[Int]] = [[0, rowCount]]
    for (factor, _) in distinct {
      let unit = factors[factor]
      var level: [Int] = []
      for row in 0..<rowCount where row == 0 || unit[order[row]] != unit[order[row - 1]] {
        level.append(row)
      }
      starts.append(level + [rowCount])
    }
    rows = order
    nesting = Nesting(rowStarts: starts)
    levels = sameAs.map { same in 1 + distinct.firstIndex { $0.factor == same }! }
  }

  /// Counting sort; keeps the order of rows with the same unit.
  private static func stablySorted(_ order: [Int], by unit: [Int32]) -> [Int] {
    let units = Int(unit.max() ?? 0) + 1
    var next = [Int](repeating: 0, count: units + 1)
    for row in order { next[Int(unit[row]) + 1] += 1 }
    for index in 1...units { next[index] += next[index - 1] }
    var sorted = order
    for row in order {
      sorted[next[Int(unit[row])]] = row
      next[Int(unit[row])] += 1
    }
    return sorted
  }

  /// Whether every unit of `inner` lies in one unit of `outer`.
  private static func isNested(_ inner: [Int32], in outer: [Int32]) -> Bool {
    var holder = [Int32](repeating: -1, count: Int(inner.max() ?? 0) + 1)
    for (a, b) in zip(inner, outer) {
      if holder[Int(a)] == -1 { holder[Int(a)] = b }
      if holder[Int(a)] != b { return false }
    }
    return true
  }

  private static func areEqual(_ a: [Int32], _ b: [Int32]) -> Bool {
    isNested(a, in: b) && isNested(b, in: a)
  }
}
