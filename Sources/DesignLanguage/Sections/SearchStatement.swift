internal import StudyDesign

/// All that a design says of what it looks for.
struct SearchStatement {
  /// What stands in the design itself; nil if it looks for nothing.
  let stated: StudySearch?
  /// The paths looked for: those stated, or of a design that states none what its grid gives.
  let paths: [SearchPath]
  let cost: CostStatement?
  let budget: Double?

  /// What is looked for, by what the design says or by its grid; nil if neither says so.
  func search(cost: StudyCost?) -> StudySearch? {
    if var stated {
      stated.cost = cost
      return stated
    }
    guard !paths.isEmpty else { return nil }
    return StudySearch(unknowns: .values(paths.map(\.axis)), cost: cost, budget: budget)
  }
}

extension DesignReading {
  /// `cost`, `budget`, `search` and `find`.
  ///
  /// - Parameters:
  ///   - grid: the swept paths.
  ///   - overridden: paths held at one value by an override.
  ///   - hasTarget: whether the design states a power to reach, rightly or not.
  mutating func readSearchStatement(
    grid: [GridPath], overridden: [[String]], hasTarget: Bool
  ) -> SearchStatement {
    let found = findings.count
    let cost = readCost()
    let budget = readBudget()
    let paths = readSearchPaths(grid: grid, overridden: overridden)
    let isRight = findings.count == found
    if isRight {
      checkBudget(budget, cost, paths)
      if !hasTarget, budget == nil, let entry = root.entry("find") ?? root.entry("search") {
        report(.findWithoutTarget, at: entry.keyPosition)
      }
    }
    var stated: StudySearch?
    if findsEffect {
      stated = StudySearch(unknowns: .effect)
    } else if let paths, !paths.isEmpty {
      stated = StudySearch(unknowns: .values(paths.map(\.axis)), budget: budget)
    }
    let all = paths ?? (root["find"] == nil ? searchPath(ofGrid: grid).map { [$0] } : nil) ?? []
    return SearchStatement(stated: stated, paths: all, cost: cost, budget: budget)
  }

  private mutating func checkBudget(
    _ budget: Double?, _ cost: CostStatement?, _ paths: [SearchPath]?
  ) {
    if let budget, let node = root["budget"] {
      if root["cost"] == nil {
        report(.budgetWithoutCost, at: node)
      } else if let fixed = cost?.cost.fixed, fixed >= budget {
        report(.budgetBelowFixedCost(budget, fixed: fixed), at: node)
      }
      if findsEffect, let entry = root.entry("find") {
        report(.effectWithinBudget, at: entry.keyPosition)
      }
    }
    guard let paths else { return }
    let place = root.entry("find") ?? root.entry("search")
    if paths.count > 1, root["cost"] == nil, let place {
      report(.severalWithoutCost(paths.map(\.axis.path)), at: place.keyPosition)
    }
    if paths.count > 1 || budget != nil {
      for path in paths where !path.axis.isSize {
        report(.costOfOtherPath(path.axis.path), at: path.keyPosition)
      }
    }
  }
}
