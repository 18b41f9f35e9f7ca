internal import Numerics

/// An `ExactVarianceTest` from the cross-products of units; allocates nothing in use.
struct ExactVarianceKernel {
  private let arena: Arena
  private let p: Int
  private let keptCount: Int
  private let testedCount: Int
  /// For each local pair (kept, tested, X, then the response) the pair of the cross-products.
  private let pairs: [Int]
  private let source: UnitProductSource
  /// Products of each unit, unit-major.
  private let data: UnsafeMutablePointer<Double>
  private let unit: UnsafeMutablePointer<Double>
  /// Diagonal of the products before anything is eliminated.
  private let diagonal: UnsafeMutablePointer<Double>
  /// [X y]'M[X y] summed over units, packed, with M the projector off the kept columns, and off all.
  private let without: UnsafeMutablePointer<Double>
  private let with: UnsafeMutablePointer<Double>

  /// A pivot below this share of what it began with is 0: the column depends on those before it.
  private static let tolerance = 1e-9

  private var order: Int { keptCount + testedCount + p + 1 }

  /// - Parameter columns: the test's columns in the cross-products.
  init(plan: CrossProductPlan, test: ExactVarianceTest, columns: [Int]) {
    let m = columns.count
    let p = test.fixed.count
    pairs = (0..<m).flatMap { i in (0...i).map { packedIndex(columns[i], columns[$0]) } }
    source = UnitProductSource(plan: plan, level: test.level)
    arena = Arena(
      doubles: (source.capacity + 1) * packedCount(m) + m + 2 * packedCount(p + 1), pieces: 5)
    data = arena.take(source.capacity * packedCount(m))
    unit = arena.take(packedCount(m))
    diagonal = arena.take(m)
    without = arena.take(packedCount(p + 1))
    with = arena.take(packedCount(p + 1))
    self.p = p
    keptCount = test.kept.count
    testedCount = test.tested.count
  }

  func evaluate(_ products: borrowing CrossProducts) -> MeanSquareRatio {
    source.update()
    for pair in pairs.indices {
      source.copy(
        from: products.unitProducts + pairs[pair] * products.plan.stride, to: data + pair,
        step: pairs.count)
    }
    for index in 0..<packedCount(p + 1) {
      without[index] = 0
      with[index] = 0
    }
    var ranks = (without: 0, with: 0)
    let effects = keptCount + testedCount
    for index in 0..<source.unitCount {
      unit.update(from: data + index * pairs.count, count: pairs.count)
      for i in 0..<order { diagonal[i] = unit[packedIndex(i, i)] }
      let kept = eliminate(0..<keptCount, of: unit, order, diagonal)
      addFixed(to: without)
      let tested = eliminate(keptCount..<effects, of: unit, order, diagonal)
      addFixed(to: with)
      ranks.without += kept
      ranks.with += kept + tested
    }
    for i in 0..<p {
      diagonal[i] = products.totals[pairs[packedIndex(effects + i, effects + i)]]
    }
    ranks.without += eliminate(0..<p, of: without, p + 1, diagonal)
    ranks.with += eliminate(0..<p, of: with, p + 1, diagonal)
    return ratio(
      Double(ranks.with - ranks.without), Double(products.plan.nesting.rowCount - ranks.with))
  }

  private func ratio(_ numerator: Double, _ denominator: Double) -> MeanSquareRatio {
    let last = packedIndex(p, p)
    let residual = with[last]
    let isDefined = numerator > 0 && denominator > 0 && residual > 0
    let statistic =
      max(without[last] - residual, 0) / numerator / (residual / denominator)
    return MeanSquareRatio(
      statistic: isDefined ? statistic : .nan, numeratorDegreesOfFreedom: numerator,
      denominatorDegreesOfFreedom: denominator)
  }

  /// Adds a unit's part of X and the response.
  private func addFixed(to target: UnsafeMutablePointer<Double>) {
    let first = keptCount + testedCount
    var index = 0
    for i in 0...p {
      for j in 0...i {
        target[index] += unit[packedIndex(first + i, first + j)]
        index += 1
      }
    }
  }

  /// Projects the later columns off some of a packed matrix's columns; returns how many of these did
  /// not depend on others.
  private func eliminate(
    _ columns: Range<Int>, of a: UnsafeMutablePointer<Double>, _ n: Int,
    _ before: UnsafePointer<Double>
  ) -> Int {
    var rank = 0
    for k in columns {
      let pivot = a[packedIndex(k, k)]
      guard pivot > Self.tolerance * before[k] else { continue }
      rank += 1
      for i in k + 1..<n {
        let share = a[packedIndex(i, k)] / pivot
        for j in k + 1...i { a[packedIndex(i, j)] -= share * a[packedIndex(j, k)] }
      }
    }
    return rank
  }
}
