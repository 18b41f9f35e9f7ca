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
  private let counts: [Int]
  private let spine: [Int]
  private let memberships: UnitMemberships

  init(study: Study, buffers: Buffers) {
    nesting = study.nesting
    levels = study.levels
    rowLevel = study.levels.count
    counts = [1] + study.levels.indices.map { study.unitCount(at: $0) }
    spine = [0] + study.levels.spine.map { $0 + 1 }
    memberships = UnitMemberships(
      levels: study.levels, counts: Array(counts.dropFirst()), nesting: nesting,
      observed: study.orderedGroupingCodes,
      redraws: study.redrawsPredictors, buffers: buffers)
  }

  /// The number of units of a level.
  func unitCount(_ level: Int) -> Int { counts[level] }

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

  /// Units in each unit of the parents; nil for levels of a data set.
  func unitsPerParent(_ level: Int) -> Int? { levels[level - 1].unitsPerParent }

  /// Tells the draws in proportion to predictors where the values of these stand; returns the
  /// predictors' indices. They are to be drawn before the memberships.
  func takeWeights(from variables: [Variable]) -> [Int] {
    memberships.weightSources.map { source in
      let index = variables.firstIndex { $0.name == source.predictor }!
      source.values = UnsafePointer(variables[index].values)
      return index
    }
  }

  /// Draws all memberships.
  func draw(_ stream: inout RandomStream) { memberships.draw(&stream) }
}
