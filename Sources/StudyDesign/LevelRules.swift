extension Level {
  /// Units of this level in each unit of its parents; nil where that differs, and for `observed`
  /// levels.
  public var unitsPerParent: Int? {
    switch units {
    case .counted(let count): count
    case .listed(let names): names.count
    case .unequal, .observed: nil
    }
  }

  /// The same, or its mean over the parents where it differs; nil for `observed` levels.
  public var meanUnitsPerParent: Double? {
    switch units {
    case .counted(let count): Double(count)
    case .listed(let names): Double(names.count)
    case .unequal(.listed(let sizes)):
      Double(sizes.reduce(0, +)) / Double(max(sizes.count, 1))
    case .unequal(.drawn(let sizes)): sizes.statedMean
    case .observed: nil
    }
  }

  /// Whether the number of units is drawn.
  public var hasDrawnSize: Bool {
    if case .unequal(.drawn) = units { true } else { false }
  }
}

extension Study {
  /// Units of the level with this index, over the whole study.
  /// Where numbers are drawn it is about what is to be expected.
  public func unitCount(at level: Int) -> Int {
    Int(LevelRules.unitCount(at: level, of: levels).rounded())
  }

  /// Rows of the data: units of the last level.
  public var rowCount: Int { unitCount(at: levels.count - 1) }
}

/// Rules of validity of sizes and memberships.
public enum LevelRules {
  /// More rows than this in a scenario are taken for a slip of the pen.
  public static let rowLimit = 1e8

  /// Units of a level over the whole study, as a number that cannot overflow.
  ///
  /// All combinations are formed, so that it is the product of the sizes of the levels in which the
  /// level lies by `per`, each taken once.
  public static func unitCount(at level: Int, of levels: [Level]) -> Double {
    if case .observed(let count) = levels[level].units { return Double(count) }
    return levels.nest(of: level).sorted().reduce(1) { total, index in
      total * (levels[index].meanUnitsPerParent ?? 1)
    }
  }

  /// Units of `target` that a unit of `level` can be drawn into: those in the same units of the
  /// levels in which both lie.
  public static func candidates(for level: Int, at target: Int, of levels: [Level]) -> Double {
    let shared = levels.nest(of: level).intersection(levels.nest(of: target))
    return levels.nest(of: target).subtracting(shared).reduce(1) { total, index in
      total * (levels[index].meanUnitsPerParent ?? 1)
    }
  }

  /// Levels of size 0 or less, levels without rows, draws that cannot be made, and more rows than
  /// anybody can mean.
  public static func problems(_ levels: [Level]) -> [StudyProblem] {
    var problems: [StudyProblem] = []
    for level in levels {
      if case .counted(let count) = level.units, count < 1 {
        let fact = StudyFact.sizeBelowOne(level: level.name, size: Double(count))
        problems.append(StudyProblem(["levels", level.name], fact))
      }
    }
    problems += levels.indices.compactMap { unequalProblem(of: $0, levels) }
    guard problems.isEmpty, let last = levels.last else { return problems }
    let rows = unitCount(at: levels.count - 1, of: levels)
    if rows > rowLimit {
      problems.append(StudyProblem(["levels"], .tooManyRows(rows: rows, limit: rowLimit)))
    }
    for (index, level) in levels.enumerated() {
      if !levels.lies(levels.count - 1, in: index) {
        let fact = StudyFact.levelWithoutRows(level: level.name, rows: last.name)
        problems.append(StudyProblem(["levels", level.name], fact))
      } else if rows <= rowLimit, unitCount(at: index, of: levels) > rowLimit {
        let fact = StudyFact.tooManyUnits(
          level: level.name, units: unitCount(at: index, of: levels), limit: rowLimit)
        problems.append(StudyProblem(["levels", level.name], fact))
      }
      problems += level.memberships.compactMap { problem($0, of: index, levels: levels) }
    }
    return problems
  }

  /// Listed sizes that are not as many as there are units above, and structures that numbers which are
  /// drawn do not allow.
  private static func unequalProblem(of index: Int, _ levels: [Level]) -> StudyProblem? {
    let level = levels[index]
    if case .unequal(.listed(let sizes)) = level.units {
      let isEmpty = sizes.reduce(0, +) == 0
      let units = unitCount(at: index, of: levels) / (level.meanUnitsPerParent ?? 1)
      if isEmpty {
        return StudyProblem(
          ["levels", level.name], .sizeBelowOne(level: level.name, size: 0))
      }
      guard Double(sizes.count) != units.rounded() else { return nil }
      let above = level.parents.map { levels[$0].name }
      return StudyProblem(
        ["levels", level.name, "sizes"],
        .sizesDoNotMatch(
          level: level.name, sizes: sizes.count, above: above, units: Int(units.rounded())))
    }
    let isDrawn = { (other: Int) in levels.hasDrawnCount(other) }
    if level.parents.count > 1, let parent = level.parents.first(where: isDrawn) {
      return StudyProblem(
        ["levels", level.name],
        .crossingOfDrawnSizes(level: level.name, parent: levels[parent].name))
    }
    if let target = level.memberships.first(where: { isDrawn($0.level) })?.level {
      return StudyProblem(
        ["levels", level.name],
        .drawFromDrawnSizes(level: level.name, target: levels[target].name))
    }
    let isDistinct = level.memberships.contains { $0.rule == .distinct }
    if isDistinct, level.unitsPerParent == nil {
      return StudyProblem(
        ["levels", level.name], .distinctOfUnequalSizes(level: level.name))
    }
    return nil
  }

  private static func problem(
    _ membership: Membership, of level: Int, levels: [Level]
  ) -> StudyProblem? {
    let target = levels[membership.level].name
    let there = candidates(for: level, at: membership.level, of: levels)
    func tooFew(_ key: String, _ wanted: Int) -> StudyProblem? {
      guard Double(wanted) > there else { return nil }
      let fact = StudyFact.tooFewToDraw(
        level: levels[level].name, from: target, wanted: wanted, there: Int(there))
      return StudyProblem(["levels", levels[level].name, key, target], fact)
    }
    switch membership.rule {
    case .random, .weighted, .proportional: return nil
    case .distinct: return tooFew("in", levels[level].unitsPerParent ?? 0)
    case .members(let least, let most):
      if let problem = tooFew("members", most) { return problem }
      guard there == unitCount(at: membership.level, of: levels), Double(least) == there else {
        return nil
      }
      return StudyProblem(
        ["levels", levels[level].name, "members", target],
        .memberOfAll(level: levels[level].name, of: target, there: least))
    }
  }
}
