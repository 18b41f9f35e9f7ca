internal import Numerics
internal import StudyDesign

/// The units of a study's levels and where they lie in each other.
///
/// Level 0 is the study as a whole (one unit), level k + 1 is level k of the study; the last one is
/// the row. Those of the spine are ranges of rows and stand in `nesting` as well.
final class StudyUnits {
  /// The levels of the spine over the rows.
  let nesting: Nesting
  /// Index of the rows.
  let rowLevel: Int

  private let levels: [Level]
  private let counts: UnitCounts
  private let spine: [Int]
  private let memberships: UnitMemberships
  private let sizeDraws: [SizeSource?]
  private let spineStarts: SpineStarts?
  private let counted: UnsafeMutablePointer<Int>

  /// - Parameter room: how much more memory than usual for units whose numbers are drawn.
  init(study: Study, room: Double = 1, buffers: Buffers) {
    levels = study.levels
    rowLevel = study.levels.count
    let counts = UnitCounts(study: study, room: room, buffers: buffers)
    self.counts = counts
    spine = [0] + study.levels.spine.map { $0 + 1 }
    let isEven =
      study.resampling == nil
      && study.levels.allSatisfy { if case .unequal = $0.units { false } else { true } }
    memberships = UnitMemberships(
      levels: study.levels, counts: counts, nesting: isEven ? study.nesting : nil,
      observed: study.resampling == nil ? study.orderedGroupingCodes : study.orderedUnits,
      redraws: study.redrawsPredictors, buffers: buffers)
    sizeDraws = [nil] + study.levels.indices.map { SizeSource(counts.sizes[$0 + 1]) }
    if isEven {
      nesting = study.nesting
      spineStarts = nil
    } else {
      let starts = SpineStarts(spine: spine, counts: counts) { [memberships] level, holder in
        // Levels with one parent stand in its order.
        if let sizes = counts.sizes[level], study.levels[level - 1].parents.count < 2 {
          return .sizes(UnsafePointer(sizes.values))
        }
        return .link(memberships.link(level - 1, holder - 1))
      }
      nesting = starts.nesting(
        isFixed: study.resampling == nil && !study.levels.contains(where: \.hasDrawnSize))
      spineStarts = nesting.isFixed ? nil : starts
    }
    counted = buffers.makeIntegers(counts.capacities)
    countUnits(in: nesting)
  }

  /// Units with rows of each level in the data set in hand.
  var unitsWithRows: UnsafePointer<Int> { UnsafePointer(counted) }

  /// Counts units with rows.
  func countUnits(in nesting: Nesting) {
    counted[rowLevel] = nesting.rowCount
    for (place, level) in spine.dropLast().enumerated() {
      let starts = nesting.starts(of: place)
      var count = 0
      for unit in 0..<nesting.unitCount(place) where starts[unit + 1] > starts[unit] { count += 1 }
      counted[level] = count
    }
  }

  /// The number of units of a level in the data set in hand.
  func unitCount(_ level: Int) -> Int { counts.live[level] }

  /// Where that number stands.
  func countPointer(_ level: Int) -> UnsafePointer<Int> { UnsafePointer(counts.live + level) }

  /// The most units of a level there can be.
  func capacity(_ level: Int) -> Int { counts.capacities[level] }

  /// Whether the number of units of a level never changes.
  func hasFixedCount(_ level: Int) -> Bool { counts.isFixed[level] }

  /// The level of the nesting that a level is; nil if its units are not ranges of rows.
  func nestingLevel(_ level: Int) -> Int? { spine.firstIndex(of: level) }

  /// The level that a level of the nesting is.
  func level(ofNesting level: Int) -> Int { spine[level] }

  /// For each unit of a level where it lies in another one, or the same.
  func link(of level: Int, at holder: Int) -> UnitLink {
    memberships.link(level - 1, holder - 1)
  }

  /// For each unit of a level the unit of one in which it lies by `per`.
  func fixedHolders(of level: Int, at holder: Int) -> UnsafeBufferPointer<Int32> {
    let link = link(of: level, at: holder)
    precondition(link.isFixed && !link.isWeighted)
    return UnsafeBufferPointer(start: link.units, count: link.count)
  }

  /// The lowest of some levels in whose units it is clear what a value is: that which lies in all
  /// others, each time in one unit; else the rows.
  func lowest(of some: [Int]) -> Int {
    let stated = some.filter { $0 > 0 }
    guard !stated.isEmpty else { return 0 }
    guard let lowest = levels.lowest(of: stated.map { $0 - 1 }) else { return rowLevel }
    return levels.isWeighted(rowLevel - 1, in: lowest) ? rowLevel : lowest + 1
  }

  /// The first level in which a level lies by `per`; the study at a top.
  func parent(of level: Int) -> Int { levels[level - 1].parents.first.map { $0 + 1 } ?? 0 }

  /// Units in each unit of the parents; nil for levels of a data set, and where numbers differ.
  func unitsPerParent(_ level: Int) -> Int? { levels[level - 1].unitsPerParent }

  /// Tells the draws in proportion to predictors, and of sizes by predictors, where the values of
  /// these stand. Returns for each level, the study included, the variables (by index) that must be
  /// drawn before its units.
  func takeSources(from variables: [Variable], study: Study) -> [[Int]] {
    var needed = [[Int]](repeating: [], count: rowLevel + 1)
    func index(_ name: String) -> Int { variables.firstIndex { $0.name == name }! }
    for source in memberships.weightSources {
      let variable = index(source.predictor)
      source.values = UnsafePointer(variables[variable].values)
      needed[source.level + 1].append(variable)
    }
    for level in sizeDraws.indices {
      guard let source = sizeDraws[level], let by = source.draw.by else { continue }
      let variable = variables[index(by)]
      source.values = UnsafePointer(variable.values)
      source.category = variable
      source.places = memberships.parentLink(level - 1, to: variable.level - 1)
      let inputs = study.inputs(of: by)
      let names = Set(inputs + inputs.map(DealtSequences.choice))
      needed[level] += variables.indices.filter { names.contains(variables[$0].name) }
    }
    return needed
  }

  /// For each unit of a level the unit of the data that it is a copy of; nil if it is that unit itself.
  func sources(of level: Int) -> UnsafePointer<Int32>? {
    guard level > 0 else { return nil }
    return counts.resampled?.copies[level - 1].map { UnsafePointer($0.source) }
  }

  /// How many units of a level (index into the study's) each unit of its parents has now; nil where
  /// that is one stated number.
  func sizes(ofLevel level: Int) -> [Int]? {
    guard let sizes = counts.sizes[level + 1], levels[level].unitsPerParent == nil else {
      return nil
    }
    return (0..<memberships.parentCount(level).pointee).map { Int(sizes.values[$0]) }
  }

  /// Draws the units of a level: their number and the units in which they lie.
  ///
  /// - Returns: false if there is not enough room for them.
  func draw(_ level: Int, _ stream: inout RandomStream) -> Bool {
    if level == 0 { counts.resampled?.draw(&stream) }
    if level > 0, !counts.isFixed[level], let sizes = counts.sizes[level] {
      let parents = memberships.parentCount(level - 1).pointee
      var total = 0
      if let source = sizeDraws[level] {
        total = source.draw(parents, to: sizes.values, &stream)
      } else {
        for parent in 0..<parents { total += Int(sizes.values[parent]) }
      }
      guard total <= sizes.capacity else { return false }
      counts.live[level] = total
    }
    if level > 0 { memberships.draw(level - 1, &stream) }
    return true
  }

  /// Takes the units drawn into the nesting; to be called once all levels are drawn.
  func finishDraw() {
    guard let spineStarts else { return }
    spineStarts.update(nesting)
    countUnits(in: nesting)
  }
}
