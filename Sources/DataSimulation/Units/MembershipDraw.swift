internal import Numerics
internal import StudyDesign

/// Draws for each unit of a level in which unit, or units, of another level it lies.
struct MembershipDraw {
  /// What can be drawn: the units of the other level, those of one group one after another.
  struct Candidates {
    let units: UnsafeMutablePointer<Int32>
    /// First of each group, and their number as last entry.
    let starts: [Int]
    /// The group that a unit draws from; nil if there is one group.
    let groups: UnitLink?
  }

  /// How one unit is drawn.
  enum Rule {
    case random
    /// No unit twice among as many as this, one after another.
    case distinct(perParent: Int)
    case chances(CumulativeChances)
    case proportional(WeightSource)
    case members(least: Int, most: Int)
  }

  private let rule: Rule
  private let candidates: Candidates
  private let liveCount: UnsafePointer<Int>
  private let units: UnsafeMutablePointer<Int32>
  private let starts: UnsafeMutablePointer<Int32>?
  private let weights: UnsafeMutablePointer<Double>?
  /// Places swapped by the last draw without repeats.
  private let swapped: UnsafeMutablePointer<Int32>
  /// Where the units drawn stand.
  let link: UnitLink

  private var count: Int { liveCount.pointee }

  /// - Parameters:
  ///   - liveCount: units that are drawn for.
  ///   - count: the most of them.
  init(
    rule: Rule, candidates: Candidates, liveCount: UnsafePointer<Int>, count: Int, isFixed: Bool,
    buffers: Buffers
  ) {
    self.rule = rule
    self.candidates = candidates
    self.liveCount = liveCount
    let most: Int
    switch rule {
    case .random, .chances, .proportional:
      (most, swapped) = (1, buffers.makeIndices(1))
    case .distinct(let perParent):
      (most, swapped) = (1, buffers.makeIndices(perParent))
    case .members(_, let limit):
      (most, swapped) = (limit, buffers.makeIndices(limit))
    }
    units = buffers.makeIndices(count * most)
    if case .members = rule {
      let starts = buffers.makeIndices(count + 1)
      let weights = buffers.make(count * most)
      (self.starts, self.weights) = (starts, weights)
      link = UnitLink(
        count: liveCount, starts: UnsafePointer(starts), units: UnsafePointer(units),
        weights: UnsafePointer(weights), capacity: count * most, isFixed: isFixed)
    } else {
      (starts, weights) = (nil, nil)
      link = UnitLink(
        count: liveCount, capacity: count, units: UnsafePointer(units), isFixed: isFixed)
    }
  }

  /// Draws for all units.
  func draw(_ stream: inout RandomStream) {
    switch rule {
    case .random:
      for unit in 0..<count {
        let group = group(of: unit)
        units[unit] = candidates.units[group.lowerBound + stream.below(group.count)]
      }
    case .distinct(let perParent):
      for first in stride(from: 0, to: count, by: perParent) {
        sample(perParent, from: group(of: first), to: units + first, &stream)
      }
    case .chances(let chances):
      for unit in 0..<count { units[unit] = chances.draw(for: unit, &stream) }
    case .proportional(let source): drawProportionally(source, &stream)
    case .members(let least, let most): drawMembers(least, most, &stream)
    }
  }

  private func drawProportionally(_ source: WeightSource, _ stream: inout RandomStream) {
    let sums = source.sums
    var sum = 0.0
    for place in 0..<candidates.starts[candidates.starts.count - 1] {
      sum += source.values[Int(candidates.units[place])]
      sums[place] = sum
    }
    for unit in 0..<count {
      let group = group(of: unit)
      let before = group.lowerBound > 0 ? sums[group.lowerBound - 1] : 0
      let target = before + stream.uniform() * (sums[group.upperBound - 1] - before)
      var (low, high) = (group.lowerBound, group.upperBound - 1)
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] > target { high = middle } else { low = middle + 1 }
      }
      units[unit] = candidates.units[low]
    }
  }

  private func group(of unit: Int) -> Range<Int> {
    let group = candidates.groups.map { Int($0.units[unit]) } ?? 0
    return candidates.starts[group]..<candidates.starts[group + 1]
  }

  /// The first steps of a shuffle (Fisher & Yates), undone afterwards: what is drawn must not depend
  /// on earlier data sets.
  private func sample(
    _ wanted: Int, from group: Range<Int>, to target: UnsafeMutablePointer<Int32>,
    _ stream: inout RandomStream
  ) {
    let pool = candidates.units + group.lowerBound
    for index in 0..<wanted {
      let other = index + stream.below(group.count - index)
      swapped[index] = Int32(other)
      (pool[index], pool[other]) = (pool[other], pool[index])
      target[index] = pool[index]
    }
    for index in (0..<wanted).reversed() {
      let other = Int(swapped[index])
      (pool[index], pool[other]) = (pool[other], pool[index])
    }
  }

  private func drawMembers(_ least: Int, _ most: Int, _ stream: inout RandomStream) {
    guard let starts, let weights else { return }
    var next = 0
    for unit in 0..<count {
      starts[unit] = Int32(next)
      let wanted = least == most ? least : least + stream.below(most - least + 1)
      sample(wanted, from: group(of: unit), to: units + next, &stream)
      for index in next..<next + wanted { weights[index] = 1 / Double(wanted) }
      next += wanted
    }
    starts[count] = Int32(next)
  }
}

/// The weights of the units that can be drawn, as a predictor has them.
final class WeightSource {
  /// The predictor, and the level whose units are drawn for.
  let predictor: String
  let level: Int
  /// Its values, once they have a place.
  var values: UnsafePointer<Double>
  /// Room for the sums over all candidates.
  let sums: UnsafeMutablePointer<Double>

  init(predictor: String, level: Int, units: Int, buffers: Buffers) {
    self.predictor = predictor
    self.level = level
    sums = buffers.make(units)
    values = UnsafePointer(sums)
  }
}

/// Chances of units, by the units of other levels in which the one that draws lies.
struct CumulativeChances {
  /// The levels that decide, with the number of their units.
  private let given: [(link: UnitLink, count: Int)]
  /// Entries of each combination of given units, one combination after another.
  private let starts: [Int]
  private let units: [Int32]
  /// Sums of weights within a combination.
  private let sums: [Double]

  init(_ entries: [ChanceTable.Entry], given: [(link: UnitLink, count: Int)]) {
    self.given = given
    let combinations = given.reduce(1) { $0 * $1.count }
    var groups = [[ChanceTable.Entry]](repeating: [], count: combinations)
    for entry in entries where entry.weight > 0 {
      let key = zip(entry.given, given).reduce(0) { $0 * $1.1.count + $1.0 }
      groups[key].append(entry)
    }
    var starts = [0]
    var units: [Int32] = []
    var sums: [Double] = []
    for group in groups {
      var sum = 0.0
      for entry in group {
        sum += entry.weight
        units.append(Int32(entry.unit))
        sums.append(sum)
      }
      starts.append(units.count)
    }
    self.starts = starts
    self.units = units
    self.sums = sums
  }

  func draw(for unit: Int, _ stream: inout RandomStream) -> Int32 {
    var key = 0
    for (link, count) in given { key = key * count + Int(link.units[unit]) }
    var low = starts[key]
    var high = starts[key + 1] - 1
    let target = stream.uniform() * sums[high]
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > target { high = middle } else { low = middle + 1 }
    }
    return units[low]
  }
}
