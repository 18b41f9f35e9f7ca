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

  /// Copies of the data's units, if whole units of a level are drawn.
  let resampled: ResampledUnits?

  /// Units of a data set.
  private init(_ resampling: Resampling, study: Study, buffers: Buffers) {
    let codes = study.orderedUnits
    let tops = codes[resampling.level]
    let homes = codes.map { units -> [Int32]? in
      var homes = [Int32](repeating: -1, count: Int(units.max() ?? -1) + 1)
      for (unit, top) in zip(units, tops) {
        if homes[Int(unit)] >= 0 && homes[Int(unit)] != top { return nil }
        homes[Int(unit)] = top
      }
      return homes
    }
    var counts = [1] + codes.map { Int($0.max() ?? -1) + 1 }
    live = buffers.makeIntegers(counts)
    let resampled = ResampledUnits(resampling, homes: homes, live: live, buffers: buffers)
    for (index, copies) in resampled.copies.enumerated() {
      if let copies { counts[index + 1] = copies.capacity }
    }
    self.resampled = resampled
    capacities = counts
    isFixed =
      [true]
      + resampled.copies.enumerated().map { index, copies in
        copies == nil || index == resampling.level
      }
    sizes = counts.map { _ in nil }
  }

  /// - Parameter room: how much more memory than usual for what is drawn.
  convenience init(study: Study, room: Double, buffers: Buffers) {
    if let resampling = study.resampling {
      self.init(resampling, study: study, buffers: buffers)
    } else {
      self.init(stated: study, room: room, buffers: buffers)
    }
  }

  private init(stated study: Study, room: Double, buffers: Buffers) {
    resampled = nil
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
