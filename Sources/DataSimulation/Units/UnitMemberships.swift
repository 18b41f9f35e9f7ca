internal import Numerics
internal import StudyDesign

/// Links between the units of a study's levels (indices into the study's, -1 the study as a whole),
/// those that are drawn, and those that follow from others.
///
/// A link is made when it is first asked for and kept. What changes with a data set is drawn or
/// worked out anew by `draw`, in the order in which the links were made.
final class UnitMemberships {
  private let levels: [Level]
  private let counts: UnitCounts
  /// The spine over the rows where all parents have as many units; else nil.
  private let nesting: Nesting?
  /// For each grouping level of a data set the unit of every row; none without data.
  private let observed: [[Int32]]
  private let spine: [Int]
  private let redraws: Bool
  private let buffers: Buffers
  private var links: [[Int]: UnitLink] = [:]
  private var combinations: [Int: UnitCombinations] = [:]
  /// For each level what is done, in order.
  private var steps: [[Step]]
  /// Where the weights of draws are to be found.
  private(set) var weightSources: [WeightSource] = []

  /// What `draw` does for one link.
  private enum Step {
    case draw(MembershipDraw)
    case follow(FollowingLink)
  }

  init(
    levels: [Level], counts: UnitCounts, nesting: Nesting?, observed: [[Int32]], redraws: Bool,
    buffers: Buffers
  ) {
    self.levels = levels
    self.counts = counts
    self.nesting = nesting
    self.observed = observed
    spine = levels.spine
    self.redraws = redraws
    self.buffers = buffers
    steps = levels.map { _ in [] }
    for (level, stated) in levels.enumerated() {
      for membership in stated.memberships { addDraw(of: level, membership) }
    }
  }

  /// Draws the memberships of a level's units and works out what follows.
  func draw(_ level: Int, _ stream: inout RandomStream) {
    for step in steps[level] {
      switch step {
      case .draw(let membership): membership.draw(&stream)
      case .follow(let link): link.update()
      }
    }
  }

  /// Where the units of `level` lie in those of `holder`.
  func link(_ level: Int, _ holder: Int) -> UnitLink {
    if let known = links[[level, holder]] { return known }
    let link = newLink(level, holder)
    links[[level, holder]] = link
    return link
  }

  private func newLink(_ level: Int, _ holder: Int) -> UnitLink {
    if let resampled = counts.resampled { return resampledLink(level, holder, resampled) }
    let count = counts.capacities[level + 1]
    if holder < 0 { return fixed([Int32](repeating: 0, count: count), of: level) }
    if level == holder { return fixed((0..<Int32(count)).map { $0 }, of: level) }
    if let nesting, let below = spine.firstIndex(of: level),
      let above = spine.firstIndex(of: holder), above < below
    {
      return fixed(nesting.ancestors(of: below + 1, at: above + 1), of: level)
    }
    if !observed.isEmpty { return observedLink(level, holder) }
    if let place = levels[level].parents.firstIndex(of: holder) { return parentLink(level, place) }
    if levels[holder].isImplied { return linkToCrossing(level, holder) }
    let next = levels.step(from: level, to: holder)
    return following(level, .composed(link(level, next), link(next, holder)))
  }

  /// - Parameter level: whose units these are.
  private func fixed(_ units: [Int32], of level: Int) -> UnitLink {
    UnitLink(
      count: UnsafePointer(counts.live + level + 1), capacity: units.count,
      units: UnsafePointer(buffers.makeIndices(units)), isFixed: counts.isFixed[level + 1])
  }

  /// Where the units of a level lie in a parent.
  private func parentLink(_ level: Int, _ place: Int) -> UnitLink {
    let parents = levels[level].parents.count
    guard let sizes = counts.sizes[level + 1] else {
      let perParent = levels[level].unitsPerParent ?? 1
      let units = combinations(of: level).units[place]
      return fixed((0..<counts.capacities[level + 1]).map { units[$0 / perParent] }, of: level)
    }
    if counts.isFixed[level + 1] {
      let units = combinations(of: level).units[place]
      return fixed(
        units.indices.flatMap { [Int32](repeating: units[$0], count: Int(sizes.values[$0])) },
        of: level)
    }
    return following(
      level,
      .expanded(
        FollowingLink.Expansion(
          sizes: UnsafePointer(sizes.values), parentCount: parentCount(level),
          parents: parents == 1
            ? nil : UnsafePointer(buffers.makeIndices(combinations(of: level).units[place])),
          count: UnsafePointer(counts.live + level + 1), capacity: sizes.capacity)))
  }

  /// Units of the parent, or combinations of those of several.
  func parentCount(_ level: Int) -> UnsafePointer<Int> {
    switch levels[level].parents.count {
    case 0: return UnsafePointer(counts.live)
    case 1: return UnsafePointer(counts.live + levels[level].parents[0] + 1)
    default:
      return UnsafePointer(buffers.makeIntegers([combinations(of: level).units[0].count]))
    }
  }

  /// For each unit of the parent, or combination of those of several, the unit of a level that it lies
  /// in; nil if the level is the only parent.
  func parentLink(_ level: Int, to holder: Int) -> UnitLink? {
    let parents = levels[level].parents
    if parents == [holder] { return nil }
    if holder < 0 {
      return fixed([Int32](repeating: 0, count: counts.capacities[level + 1]), of: level)
    }
    if parents.count == 1 { return link(parents[0], holder) }
    let place = parents.firstIndex { levels.lies($0, in: holder) }!
    let home = link(parents[place], holder)
    let units = combinations(of: level).units[place].map { home.units[Int($0)] }
    return UnitLink(
      count: parentCount(level), capacity: units.count,
      units: UnsafePointer(buffers.makeIndices(units)), isFixed: true)
  }

  /// Where units of a data set lie of which whole units are drawn.
  private func resampledLink(
    _ level: Int, _ holder: Int, _ resampled: ResampledUnits
  ) -> UnitLink {
    let count = counts.capacities[level + 1]
    if holder < 0 { return fixed([Int32](repeating: 0, count: count), of: level) }
    if level == holder { return fixed((0..<Int32(count)).map { $0 }, of: level) }
    var homes: [Int32] = []
    for (own, other) in zip(observed[level], observed[holder]) {
      while homes.count <= own { homes.append(0) }
      homes[Int(own)] = other
    }
    guard let copies = resampled.copies[level] else { return fixed(homes, of: level) }
    return following(
      level,
      .copied(
        FollowingLink.Copied(
          copies: copies, holders: resampled.copies[holder], units: homes,
          count: UnsafePointer(counts.live + level + 1))))
  }

  /// Where units of a data set lie, found row by row.
  private func observedLink(_ level: Int, _ holder: Int) -> UnitLink {
    var units = [Int32](repeating: 0, count: counts.capacities[level + 1])
    for (own, other) in zip(rowUnits(level), rowUnits(holder)) { units[Int(own)] = other }
    return fixed(units, of: level)
  }

  /// The unit of every row of a data set; units of the spine are numbered in the order of the rows.
  private func rowUnits(_ level: Int) -> [Int32] {
    guard let nesting, let place = spine.firstIndex(of: level) else { return observed[level] }
    return nesting.ancestors(of: nesting.rowLevel, at: place + 1)
  }

  private func combinations(of level: Int) -> UnitCombinations {
    if let known = combinations[level] { return known }
    let new = UnitCombinations(parents: levels[level].parents, levels: levels) {
      counts.capacities[$0 + 1]
    } holders: { level, holder in
      let link = link(level, holder)
      return Array(UnsafeBufferPointer(start: link.units, count: link.count))
    }
    combinations[level] = new
    return new
  }

  /// The crossing of levels from the units of each.
  private func linkToCrossing(_ level: Int, _ crossing: Int) -> UnitLink {
    let combinations = combinations(of: crossing)
    let parts = levels[crossing].parents.enumerated().map { place, parent in
      FollowingLink.Part(
        link: link(level, parent), ranks: combinations.ranks[place],
        groupSize: combinations.groupSizes[place])
    }
    return following(level, .crossed(parts))
  }

  private func following(_ level: Int, _ rule: FollowingLink.Rule) -> UnitLink {
    let following = FollowingLink(rule, buffers: buffers)
    following.update()
    if !following.link.isFixed || !redraws { steps[level].append(.follow(following)) }
    return following.link
  }

  private func addDraw(of level: Int, _ membership: Membership) {
    let groups = lowestShared(level, membership.level).map { link(level, $0) }
    let candidates = candidates(level, membership.level, groups)
    let rule: MembershipDraw.Rule
    switch membership.rule {
    case .random: rule = .random
    case .distinct: rule = .distinct(perParent: levels[level].unitsPerParent ?? 1)
    case .members(let least, let most): rule = .members(least: least, most: most)
    case .proportional(let predictor):
      let source = WeightSource(
        predictor: predictor, level: level, units: counts.capacities[membership.level + 1],
        buffers: buffers)
      weightSources.append(source)
      rule = .proportional(source)
    case .weighted(let table):
      var given = table.given.map { (link: link(level, $0), count: counts.capacities[$0 + 1]) }
      var entries = table.entries
      // What is drawn lies in the same unit of the level above both.
      if let groups, let shared = lowestShared(level, membership.level) {
        let home = link(membership.level, shared)
        given.append((groups, counts.capacities[shared + 1]))
        for index in entries.indices {
          entries[index].given.append(Int(home.units[entries[index].unit]))
        }
      }
      rule = .chances(CumulativeChances(entries, given: given))
    }
    let draw = MembershipDraw(
      rule: rule, candidates: candidates, liveCount: UnsafePointer(counts.live + level + 1),
      count: counts.capacities[level + 1],
      isFixed: !redraws && counts.isFixed[level + 1], buffers: buffers)
    steps[level].append(.draw(draw))
    links[[level, membership.level]] = draw.link
  }

  /// The level within whose units something of `level` is drawn from `target`: the lowest in which
  /// both lie by what stands before the draw; nil if there is none.
  private func lowestShared(_ level: Int, _ target: Int) -> Int? {
    let known =
      levels[level].parents
      + levels[level].memberships.map(\.level).prefix {
        $0 != target
      }
    let above = known.reduce(into: Set<Int>()) { found, holder in
      found.insert(holder)
      found.formUnion(levels.holders(of: holder))
    }
    return levels.lowestShared(above, levels.nest(of: target)).first
  }

  private func candidates(
    _ level: Int, _ target: Int, _ groups: UnitLink?
  ) -> MembershipDraw.Candidates {
    let units = (0..<Int32(counts.capacities[target + 1])).map { $0 }
    guard let groups, let shared = lowestShared(level, target) else {
      return MembershipDraw.Candidates(
        units: buffers.makeIndices(units), starts: [0, units.count], groups: nil)
    }
    let home = link(target, shared)
    var members = [[Int32]](repeating: [], count: counts.capacities[shared + 1])
    for unit in units { members[Int(home.units[Int(unit)])].append(unit) }
    var starts = [0]
    for group in members { starts.append(starts[starts.count - 1] + group.count) }
    return MembershipDraw.Candidates(
      units: buffers.makeIndices(members.flatMap { $0 }), starts: starts, groups: groups)
  }
}
