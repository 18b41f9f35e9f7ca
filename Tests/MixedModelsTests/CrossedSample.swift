import Numerics

@testable import MixedModels

/// Rows in crossed and nested units, some of them in several units by weight, with everything that a
/// model of them needs; and V of such a model, n × n.
final class CrossedSample {
  /// Study, 4 schools, 9 classes and rows.
  static let nesting = Nesting(rowStarts: [
    [0, 46], [0, 14, 20, 31, 46], [0, 5, 14, 17, 20, 25, 31, 38, 45, 46],
  ])
  /// Columns: ones, x, w, y.
  let columns: [[Double]]
  let levels: [Int]
  /// 7 neighbourhoods across the schools, the last of them empty, and nurses of whom each row has 1 to 3.
  private(set) var memberships: [[[(unit: Int, weight: Double)]]]
  let factors: [RowFactor]
  let pointers: [UnsafePointer<Double>]
  private let arenas: [Arena]
  private var index: [UnsafeMutablePointer<Int32>] = []
  private var weights: [UnsafeMutablePointer<Double>] = []

  init(seed: UInt64, isFixed: Bool = true) {
    var stream = RandomStream(seed: seed, pathHash: 0, replicate: 1)
    let n = Self.nesting.rowCount
    let x = (0..<n).map { _ in stream.normal() + 0.4 }
    let w = (0..<n).map { _ in stream.normal() }
    let effects = (0..<20).map { _ in stream.normal() }
    let memberships = Self.draw(&stream)
    let y = (0..<n).map { row in
      0.4 * x[row] + effects[memberships[0][row][0].unit] + effects[8 + row % 7] + stream.normal()
    }
    self.memberships = memberships
    columns = [[1], x, w, y]
    levels = [0, 3, 3, 3]
    let arenas = columns.map { Arena(doubles: $0.count, pieces: 1) }
    pointers = zip(arenas, columns).map { arena, column in
      let target = arena.take(column.count)
      for (index, value) in column.enumerated() { target[index] = value }
      return UnsafePointer(target)
    }
    let storage = Arena(doubles: 8 * n, pieces: 4)
    self.arenas = arenas + [storage]
    let units = storage.take(n).withMemoryRebound(to: Int32.self, capacity: n) { $0 }
    let starts = storage.take(n + 1).withMemoryRebound(to: Int32.self, capacity: n + 1) { $0 }
    let nurses = storage.take(3 * n).withMemoryRebound(to: Int32.self, capacity: 3 * n) { $0 }
    let shares = storage.take(3 * n)
    factors = [
      RowFactor(unitCount: 7, isFixed: isFixed, memberships: .single(units: units)),
      RowFactor(
        unitCount: 5, isFixed: isFixed,
        memberships: .weighted(starts: starts, units: nurses, weights: shares)),
    ]
    index = [units, starts, nurses]
    weights = [shares]
    write()
  }

  private static func draw(_ stream: inout RandomStream) -> [[[(unit: Int, weight: Double)]]] {
    let n = nesting.rowCount
    let single = (0..<n).map { _ in [(unit: min(Int(stream.uniform() * 6), 5), weight: 1.0)] }
    let several = (0..<n).map { _ in
      let count = 1 + min(Int(stream.uniform() * 3), 2)
      let first = min(Int(stream.uniform() * 5), 4)
      return (0..<count).map { (unit: (first + 2 * $0) % 5, weight: (0.5 + stream.uniform()) / 2) }
    }
    return [single, several]
  }

  /// Draws other memberships in the place of the old ones.
  func redraw(seed: UInt64) {
    var stream = RandomStream(seed: seed, pathHash: 3, replicate: 1)
    memberships = Self.draw(&stream)
    write()
  }

  private func write() {
    var next = 0
    for row in memberships[0].indices {
      index[0][row] = Int32(memberships[0][row][0].unit)
      index[1][row] = Int32(next)
      for entry in memberships[1][row] {
        index[2][next] = Int32(entry.unit)
        weights[0][next] = entry.weight
        next += 1
      }
    }
    index[1][memberships[0].count] = Int32(next)
  }

  func rows(_ column: Int) -> [Double] {
    levels[column] == 0
      ? [Double](repeating: columns[column][0], count: Self.nesting.rowCount) : columns[column]
  }

  /// The weights of the rows in the units of a grouping: n × units.
  private func design(_ grouping: LinearModel.Grouping) -> [[Double]] {
    switch grouping {
    case .level(let level):
      let holders = Self.nesting.ancestors(of: Self.nesting.rowLevel, at: level)
      return holders.map { holder in
        (0..<Self.nesting.unitCount(level)).map { $0 == Int(holder) ? 1 : 0 }
      }
    case .factor(let factor):
      return memberships[factor].map { entries in
        var row = [Double](repeating: 0, count: factors[factor].unitCount)
        for entry in entries { row[entry.unit] += entry.weight }
        return row
      }
    }
  }

  /// ∂V/∂ψ for each parameter.
  func derivatives(_ terms: [LinearModel.RandomTerm]) -> [[[Double]]] {
    var all: [[[Double]]] = []
    for term in terms {
      let design = design(term.grouping)
      let shared = multiply(design, transpose(design))
      let z = term.columns.map(rows)
      for i in z.indices {
        for j in 0...i { all.append(Self.derivative(shared, z[i], z[j], isVariance: i == j)) }
      }
    }
    return all
  }

  private static func derivative(
    _ shared: [[Double]], _ first: [Double], _ second: [Double], isVariance: Bool
  ) -> [[Double]] {
    var v = shared
    for a in v.indices {
      for b in v.indices {
        let one = first[a] * second[b]
        let other = isVariance ? 0 : second[a] * first[b]
        v[a][b] *= one + other
      }
    }
    return v
  }

  /// Products of the sample's columns at a base level.
  func products(
    base: Int, keepsUnits: Bool
  ) -> CrossProducts {
    var plan = CrossProductPlan(
      nesting: Self.nesting, columnLevels: levels, isFixed: levels.map { _ in false },
      baseLevel: base, stratumLevels: [], keepsUnitProducts: keepsUnits)
    plan.keepsTotals = keepsUnits
    plan.rowColumns = [0, 1, 2, 3]
    let products = CrossProducts(plan: plan, columns: pointers)
    products.update(everything: true)
    return products
  }
}

func transpose(_ a: [[Double]]) -> [[Double]] {
  guard let first = a.first else { return [] }
  return first.indices.map { column in a.map { $0[column] } }
}

func multiply(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
  a.map { row in
    var sums = [Double](repeating: 0, count: b.first?.count ?? 0)
    for (k, value) in row.enumerated() where value != 0 {
      for j in sums.indices { sums[j] += value * b[k][j] }
    }
    return sums
  }
}

func trace(_ a: [[Double]], _ b: [[Double]]) -> Double {
  var sum = 0.0
  for i in a.indices {
    for j in a.indices { sum += a[i][j] * b[j][i] }
  }
  return sum
}
