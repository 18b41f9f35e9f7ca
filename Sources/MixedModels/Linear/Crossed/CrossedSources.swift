internal import Numerics

/// The grouping factors of a crossed model and its columns, from the model's terms.
struct CrossedSources {
  let factors: [CrossedFactor]
  let layout: CovarianceLayout
  /// The model's columns as columns of the cross-products: X, the response, others of Z.
  let columns: [Int]
  /// Whether items are rows; otherwise units of the plan's base level.
  let readsRows: Bool
  /// Items of the first data set.
  let itemCount: Int

  /// - Parameter readsRows: whether items are rows even if units of the base level would do.
  init(
    plan: CrossProductPlan, columns: [Int], terms: [LinearModel.RandomTerm],
    rowFactors: [RowFactor], readsRows: Bool = false, workspace: Workspace
  ) {
    var groupings: [LinearModel.Grouping] = []
    var own = columns
    var effects: [[Int]] = []
    for term in terms {
      let grouping = groupings.firstIndex(of: term.grouping) ?? groupings.count
      if grouping == groupings.count {
        groupings.append(term.grouping)
        effects.append([])
      }
      for column in term.columns {
        if !own.contains(column) { own.append(column) }
        effects[grouping].append(own.firstIndex(of: column)!)
      }
    }
    layout = CovarianceLayout(
      terms: terms.map { (groupings.firstIndex(of: $0.grouping)!, $0.columns.count) },
      levelCount: groupings.count)
    let levels = terms.compactMap(\.level) + [plan.baseLevel]
    self.readsRows =
      readsRows || terms.contains { $0.level == nil }
      || !levels.allSatisfy(plan.nesting.hasFixedCount)
    let itemLevel = self.readsRows ? plan.nesting.rowLevel : plan.baseLevel
    itemCount = plan.nesting.unitCount(itemLevel)
    factors = zip(groupings, effects).map { grouping, columns in
      switch grouping {
      case .level(let level):
        CrossedFactor(
          level: level, of: plan.nesting, itemLevel: itemLevel, columns: columns)
      case .factor(let index): CrossedFactor(rowFactors[index], columns: columns)
      }
    }
    self.columns = own
  }
}
