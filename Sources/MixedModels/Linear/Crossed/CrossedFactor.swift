internal import Numerics

/// A grouping factor of a crossed model: its random effects and the units of the items.
///
/// Items are the rows; or units of a level below all groupings, where these are nested.
struct CrossedFactor {
  let unitCount: Int
  /// For each random effect of a unit its column, as index of the model's own columns.
  let columns: [Int]
  /// Whether the memberships never change.
  let isFixed: Bool
  /// The units of the entries; entry i is item i where each item has one unit.
  let units: UnsafePointer<Int32>
  /// Where memberships have weights: the first entry of each item, and the number of entries.
  let starts: UnsafePointer<Int32>?
  let weights: UnsafePointer<Double>?

  /// Random effects of a unit.
  var order: Int { columns.count }
  /// Random effects of all units.
  var effectCount: Int { unitCount * order }
  /// Whether each item has exactly one unit.
  var isSingle: Bool { starts == nil }

  /// The entries of an item.
  @inline(__always)
  func entries(_ item: Int) -> Range<Int> {
    guard let starts else { return item..<item + 1 }
    return Int(starts[item])..<Int(starts[item + 1])
  }

  /// The weight of an entry.
  @inline(__always)
  func weight(_ entry: Int) -> Double { weights?[entry] ?? 1 }

  /// A factor whose units are those of a level of the nesting.
  init(level: Int, of nesting: Nesting, itemLevel: Int, columns: [Int]) {
    unitCount = nesting.capacity(level)
    self.columns = columns
    isFixed = nesting.hasFixedCount(itemLevel)
    units = nesting.holders(of: itemLevel, at: level)
    starts = nil
    weights = nil
  }

  /// A row factor; the items are the rows.
  init(_ factor: RowFactor, columns: [Int]) {
    unitCount = factor.unitCount
    self.columns = columns
    isFixed = factor.isFixed
    switch factor.memberships {
    case .single(let units):
      self.units = units
      starts = nil
      weights = nil
    case .weighted(let starts, let units, let weights):
      self.units = units
      self.starts = starts
      self.weights = weights
    }
  }
}
