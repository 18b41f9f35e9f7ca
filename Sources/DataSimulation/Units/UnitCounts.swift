internal import Numerics
internal import StudyDesign

/// How many units each level has, in the data set in hand and at most: index 0 is the study, k + 1
/// level k of the study.
final class UnitCounts {
  /// Those of the data set in hand.
  let live: UnsafeMutablePointer<Int>
  /// The most there can be without new memory.
  let capacities: [Int]
  /// Whether the number never changes.
  let isFixed: [Bool]
  /// For levels whose units differ in number how many each unit of the parents has; else empty.
  let sizes: [LevelSizes?]

  /// - Parameter room: how much more memory than usual for what is drawn.
  init(study: Study, room: Double, buffers: Buffers) {
    let levels = study.levels
    var capacities = [1]
    var isFixed = [true]
    var sizes: [LevelSizes?] = [nil]
    for index in levels.indices {
      let isDrawn = levels.hasDrawnCount(index)
      isFixed.append(!isDrawn)
      let parents = levels[index].parents
      if isDrawn {
        let most = parents.count == 1 ? capacities[parents[0] + 1] : Self.combinations(study, index)
        let own = LevelSizes(levels[index].units, most: most, room: room, buffers: buffers)
        sizes.append(own)
        capacities.append(own.capacity)
      } else {
        sizes.append(
          levels[index].unitsPerParent == nil
            ? LevelSizes(
              levels[index].units, most: Self.combinations(study, index), room: 1, buffers: buffers)
            : nil)
        capacities.append(study.unitCount(at: index))
      }
    }
    self.capacities = capacities
    self.isFixed = isFixed
    self.sizes = sizes
    live = buffers.makeIntegers(capacities)
    for index in levels.indices where !isFixed[index + 1] {
      let parents = levels[index].parents
      let above =
        parents.count == 1 ? live[parents[0] + 1] : Self.combinations(study, index)
      live[index + 1] = sizes[index + 1]!.takeFirst(above)
    }
  }

  /// Combinations of units of the parents of a level, which are all fixed.
  private static func combinations(_ study: Study, _ level: Int) -> Int {
    let above = study.levels[level].meanUnitsPerParent ?? 1
    return Int((LevelRules.unitCount(at: level, of: study.levels) / above).rounded())
  }
}

/// How many units of a level each unit of its parents has.
struct LevelSizes {
  /// One for each unit of the parents.
  let values: UnsafeMutablePointer<Int32>
  /// The most units of the level there is room for.
  let capacity: Int
  /// How they are drawn; nil if they never change for a unit.
  let draw: SizeDraw?

  /// - Parameter most: the most units of the parents.
  init(_ units: Level.Units, most: Int, room: Double, buffers: Buffers) {
    values = buffers.makeIndices(most)
    switch units {
    case .unequal(.listed(let sizes)):
      for (place, size) in sizes.enumerated() where place < most { values[place] = Int32(size) }
      capacity = sizes.reduce(0, +)
      draw = nil
    case .unequal(.drawn(let sizes)):
      let draw = SizeDraw(sizes)
      capacity = max(draw.capacity(units: most, room: room), most)
      self.draw = draw
    case .counted, .listed, .observed:
      let size = Level(name: "", units: units).unitsPerParent ?? 1
      for place in 0..<most { values[place] = Int32(size) }
      capacity = most * size
      draw = nil
    }
  }

  /// Gives each of some parents units, before any are drawn: as many as there is room for in all, but
  /// at least one. Returns the sum of the parents' units.
  fileprivate func takeFirst(_ parents: Int) -> Int {
    if draw != nil {
      let each = max(1, capacity / max(parents, 1))
      for place in 0..<parents { values[place] = Int32(each) }
    }
    return (0..<parents).reduce(0) { $0 + Int(values[$1]) }
  }
}
