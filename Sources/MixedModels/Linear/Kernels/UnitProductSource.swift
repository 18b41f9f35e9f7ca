internal import Numerics

/// Reads products of the units of a grouping level from those of the base level, which may be finer.
struct UnitProductSource: Sendable {
  /// Units of the grouping level.
  let unitCount: Int
  /// First base unit of each unit and their number as last entry; nil if the levels are the same.
  private let starts: [Int]?

  init(plan: CrossProductPlan, level: Int) {
    unitCount = plan.nesting.unitCount(level)
    guard level != plan.baseLevel else {
      starts = nil
      return
    }
    var starts = [Int](repeating: 0, count: unitCount)
    let holders = plan.nesting.ancestors(of: plan.baseLevel, at: level)
    for unit in holders.indices.reversed() { starts[Int(holders[unit])] = unit }
    self.starts = starts + [holders.count]
  }

  /// Writes the products of one pair, one entry a unit, `step` apart.
  func copy(
    from products: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, step: Int = 1
  ) {
    guard let starts else {
      for unit in 0..<unitCount { target[unit * step] = products[unit] }
      return
    }
    for unit in 0..<unitCount {
      target[unit * step] = sum(products + starts[unit], starts[unit + 1] - starts[unit])
    }
  }
}
