/// Which levels lie in which: the levels of a study, each after those in which it lies.
extension [Level] {
  /// The levels in which a level lies by `per`, and itself.
  public func nest(of level: Int) -> Set<Int> {
    reached(from: [level]) { self[$0].parents }
  }

  /// The levels from which a walk starts, and all that it comes to.
  private func reached(from starts: [Int], by steps: (Int) -> [Int]) -> Set<Int> {
    var found: Set<Int> = []
    var pending = starts
    while let level = pending.popLast() {
      if found.insert(level).inserted { pending += steps(level) }
    }
    return found
  }

  /// The levels in which a level lies in any way, without itself.
  public func holders(of level: Int) -> Set<Int> {
    let above = { (level: Int) in self[level].parents + self[level].memberships.map(\.level) }
    var found = reached(from: above(level), by: above)
    for (index, other) in enumerated() where other.isImplied && index != level {
      if other.parents.allSatisfy(found.contains) { found.insert(index) }
    }
    return found
  }

  /// Whether the units of a level lie in units of another one, or the levels are the same.
  public func lies(_ level: Int, in other: Int) -> Bool {
    level == other || holders(of: level).contains(other)
  }

  /// Of levels that each lie in one another or not the one that lies in all others; nil if none does.
  public func lowest(of some: [Int]) -> Int? {
    some.first { level in some.allSatisfy { lies(level, in: $0) } }
  }

  /// The levels from a top one to the rows of which each is the first parent of the next. With rows
  /// in their order, a unit of such a level is a range of rows.
  public var spine: [Int] {
    var chain = [count - 1]
    while let parent = self[chain[0]].parents.first { chain.insert(parent, at: 0) }
    return chain
  }

  /// Whether the number of units of a level is drawn, or that of a level in which it lies.
  public func hasDrawnCount(_ level: Int) -> Bool {
    nest(of: level).contains { self[$0].hasDrawnSize }
  }

  /// For each unit of the parents of a level the unit's place in its parent of a level at or above
  /// them, where all sizes between are fixed and each level has one parent; else nil.
  public func placesOfParents(of level: Int, in holder: Int) -> [Int]? {
    guard self[level].parents.count == 1, let parent = self[level].parents.first else { return nil }
    return places(of: parent, in: holder)
  }

  private func places(of level: Int, in holder: Int) -> [Int]? {
    if level == holder {
      guard let size = self[level].unitsPerParent else { return nil }
      let units = LevelRules.unitCount(at: level, of: self)
      guard units <= 1e7 else { return nil }
      return (0..<Int(units)).map { $0 % size }
    }
    guard self[level].parents.count == 1, let above = places(of: self[level].parents[0], in: holder)
    else { return nil }
    switch self[level].units {
    case .counted(let count):
      return above.flatMap { [Int](repeating: $0, count: Swift.min(count, 10_000_000)) }
    case .listed(let names): return above.flatMap { [Int](repeating: $0, count: names.count) }
    case .unequal(.listed(let sizes)):
      guard sizes.count == above.count else { return nil }
      return zip(above, sizes).flatMap { [Int](repeating: $0, count: $1) }
    case .unequal(.drawn), .observed: return nil
    }
  }

  /// Whether every level is a link of one chain of `per`.
  public var isChain: Bool { spine == [Int](indices) && allSatisfy { $0.memberships.isEmpty } }

  /// The next level on the way from a level to one in which it lies, but not as its parent's
  /// crossing; parents come before memberships.
  public func step(from level: Int, to holder: Int) -> Int { nextStep(from: level, to: holder)! }

  /// The same; nil if the level does not lie in the other one.
  private func nextStep(from level: Int, to holder: Int) -> Int? {
    let next = self[level].parents + self[level].memberships.map(\.level)
    return next.first { lies($0, in: holder) }
  }

  /// Whether units of `level` lie in several units of `holder` at once, with weights.
  public func isWeighted(_ level: Int, in holder: Int) -> Bool {
    isReached(level, holder) { if case .members = $0.rule { true } else { false } }
  }

  /// Whether it depends on a draw in which units of `holder` a unit of `level` lies.
  public func isDrawn(_ level: Int, in holder: Int) -> Bool {
    isReached(level, holder) { _ in true }
  }

  private func isReached(
    _ level: Int, _ holder: Int, through isMeant: (Membership) -> Bool
  ) -> Bool {
    if level == holder || allSatisfy({ $0.memberships.isEmpty }) { return false }
    if self[holder].isImplied, !self[level].parents.contains(holder) {
      return self[holder].parents.contains { isReached(level, $0, through: isMeant) }
    }
    guard let next = nextStep(from: level, to: holder) else { return false }
    let passes =
      !self[level].parents.contains(next)
      && self[level].memberships.contains { $0.level == next && isMeant($0) }
    return passes || isReached(next, holder, through: isMeant)
  }

  /// Levels in which both lie, of which no other one of them lies in: the lowest common ones.
  public func lowestShared(_ first: Set<Int>, _ second: Set<Int>) -> [Int] {
    let shared = first.intersection(second)
    return shared.filter { level in
      !shared.contains { $0 != level && lies($0, in: level) }
    }.sorted()
  }
}
