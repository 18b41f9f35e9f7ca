internal import Numerics

/// Reads products of the units of a grouping level from those of the base level, which may be finer.
struct UnitProductSource {
  private let nesting: Nesting
  private let level: Int
  private let baseLevel: Int
  private let workspace = Workspace()
  /// First base unit of each unit and their number as last entry; nil if the levels are the same.
  private let starts: UnsafeMutablePointer<Int>?

  init(plan: CrossProductPlan, level: Int) {
    nesting = plan.nesting
    self.level = level
    baseLevel = plan.baseLevel
    starts =
      level == plan.baseLevel ? nil : workspace.integers(plan.nesting.capacity(level) + 1)
    findStarts()
  }

  /// Units of the grouping level now, and the most there can be.
  var unitCount: Int { nesting.unitCount(level) }
  var capacity: Int { nesting.capacity(level) }

  /// Takes in the units of a new data set.
  func update() {
    if !nesting.hasFixedCount(baseLevel) { findStarts() }
  }

  private func findStarts() {
    guard let starts else { return }
    let holders = nesting.holders(of: baseLevel, at: level)
    let count = nesting.unitCount(baseLevel)
    var base = 0
    for unit in 0..<unitCount {
      while base < count && holders[base] < unit { base += 1 }
      starts[unit] = base
    }
    starts[unitCount] = count
  }

  /// Writes the products of one pair, one entry a unit, `step` apart; with a step of 1 zeros up to
  /// the next full group of lanes.
  func copy(
    from products: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, step: Int = 1
  ) {
    let count = unitCount
    if let starts {
      for unit in 0..<count {
        target[unit * step] = sum(products + starts[unit], starts[unit + 1] - starts[unit])
      }
    } else {
      for unit in 0..<count { target[unit * step] = products[unit] }
    }
    if step == 1 {
      for unit in count..<CrossProductPlan.padded(count) { target[unit] = 0 }
    }
  }
}
