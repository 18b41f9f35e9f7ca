internal import Numerics
internal import StudyDesign

/// Whole units of a top level of the data, drawn with replacement: for each unit of a level that lies in
/// them, of which unit of the data it is a copy.
///
/// Copies of a level stand one drawn unit after another, within it in the order of the data. Levels
/// that lie across the drawn one keep their units.
final class ResampledUnits {
  /// Index of the level that is drawn, into the study's.
  let level: Int
  /// How many units are drawn.
  let drawn: Int
  /// For each level that is copied its copies; nil for the others.
  let copies: [Copies?]

  private let live: UnsafeMutablePointer<Int>
  /// The unit of the data that each drawn unit is.
  private let sources: UnsafeMutablePointer<Int32>
  private let sourceCount: Int

  /// The units of a level that lie in the drawn one.
  struct Copies {
    /// For each copy the unit of the data, and the drawn unit it lies in.
    let source: UnsafeMutablePointer<Int32>
    let home: UnsafeMutablePointer<Int32>
    /// For each drawn unit its first copy.
    let first: UnsafeMutablePointer<Int32>
    /// For each unit of the data its place among those of the same unit of the drawn level.
    let place: [Int32]
    /// Units of the data by unit of the drawn level, and where each of these begins.
    fileprivate let members: [Int32]
    fileprivate let starts: [Int]
    /// The most copies there can be.
    let capacity: Int
  }

  /// - Parameters:
  ///   - homes: for each level and unit of the data the unit of the drawn level in which it lies; nil for
  ///     levels across it.
  ///   - live: where the numbers of units are written, the study first.
  init(
    _ resampling: Resampling, homes: [[Int32]?], live: UnsafeMutablePointer<Int>, buffers: Buffers
  ) {
    level = resampling.level
    drawn = resampling.units
    sourceCount = resampling.source
    self.live = live
    sources = buffers.makeIndices(resampling.units)
    copies = homes.map { homes in
      homes.map {
        Copies($0, drawn: resampling.units, sources: resampling.source, buffers: buffers)
      }
    }
    // Some data set to begin with.
    for unit in 0..<drawn { sources[unit] = Int32(unit % sourceCount) }
    copy()
  }

  /// Draws the units of a data set.
  func draw(_ stream: inout RandomStream) {
    for unit in 0..<drawn { sources[unit] = Int32(stream.below(sourceCount)) }
    copy()
  }

  private func copy() {
    for (index, copies) in copies.enumerated() {
      guard let copies else { continue }
      live[index + 1] = copies.write(sources, count: drawn)
    }
  }
}

extension ResampledUnits.Copies {
  fileprivate init(_ homes: [Int32], drawn: Int, sources: Int, buffers: Buffers) {
    var members = [[Int32]](repeating: [], count: sources)
    var place = [Int32](repeating: 0, count: homes.count)
    for (unit, home) in homes.enumerated() {
      place[unit] = Int32(members[Int(home)].count)
      members[Int(home)].append(Int32(unit))
    }
    self.place = place
    self.members = members.flatMap { $0 }
    starts = members.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    capacity = drawn * (members.map(\.count).max() ?? 0)
    source = buffers.makeIndices(capacity)
    home = buffers.makeIndices(capacity)
    first = buffers.makeIndices(drawn + 1)
  }

  /// Writes the copies; returns how many there are.
  fileprivate func write(_ sources: UnsafePointer<Int32>, count: Int) -> Int {
    var next = 0
    for unit in 0..<count {
      first[unit] = Int32(next)
      let of = Int(sources[unit])
      for index in starts[of]..<starts[of + 1] {
        source[next] = members[index]
        home[next] = Int32(unit)
        next += 1
      }
    }
    first[count] = Int32(next)
    return next
  }
}
