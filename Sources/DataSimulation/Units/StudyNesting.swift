internal import DataTable
public import Numerics
public import StudyDesign

extension Study {
  /// The units of the levels that are ranges of rows (`levels.spine`), over the rows.
  ///
  /// The k-th of them is level k + 1 of the nesting, whose level 0 is the study as a whole. With data
  /// the rows are those of `dataRowOrder`.
  public var nesting: Nesting {
    if data != nil { return dataNesting }
    var above = 1
    return Nesting(
      unitsPerParent: levels.spine.map { level in
        let units = unitCount(at: level)
        defer { above = units }
        return units / above
      })
  }

  /// The rows of the data set in the order in which they are simulated: sorted by the grouping
  /// factors of the spine, outer ones first, otherwise as in the file.
  public var dataRowOrder: [Int] {
    guard let data else { return [] }
    var order = Array(0..<data.rowCount)
    for codes in spineCodes.reversed() {
      var buckets = [[Int]](repeating: [], count: Int(codes.max() ?? -1) + 1)
      for row in order { buckets[Int(codes[row])].append(row) }
      order = buckets.flatMap { $0 }
    }
    return order
  }

  private var dataNesting: Nesting {
    let order = dataRowOrder
    var starts: [[Int]] = [[0, order.count]]
    var isStart = [Bool](repeating: false, count: order.count)
    if !isStart.isEmpty { isStart[0] = true }
    for codes in spineCodes {
      for row in 1..<max(order.count, 1) where codes[order[row]] != codes[order[row - 1]] {
        isStart[row] = true
      }
      starts.append(isStart.indices.filter { isStart[$0] } + [order.count])
    }
    return Nesting(rowStarts: starts)
  }

  private var spineCodes: [[Int32]] {
    let codes = groupingCodes
    return levels.spine.dropLast().map { codes[$0] }
  }

  /// For each level, that of the rows included, the unit of every row of the data set in the order of
  /// `dataRowOrder`; units of the spine are numbered in that order.
  var orderedUnits: [[Int32]] {
    let nesting = dataNesting
    let spine = levels.spine
    let codes = orderedGroupingCodes
    return levels.indices.map { level in
      guard let place = spine.firstIndex(of: level) else { return codes[level] }
      return nesting.ancestors(of: nesting.rowLevel, at: place + 1)
    }
  }

  /// For each grouping level of the data set the unit of every row in the order of `dataRowOrder`;
  /// none without data.
  var orderedGroupingCodes: [[Int32]] {
    let order = dataRowOrder
    return groupingCodes.map { codes in order.map { codes[$0] } }
  }

  /// For each grouping level the unit of every row of the file, from 0.
  private var groupingCodes: [[Int32]] {
    guard let data else { return [] }
    return levels.dropLast().map { level in
      let parts = level.name.split(separator: ":").map { data[String($0)]!.unitCodes }
      return parts.dropFirst().reduce(parts[0]) { joined, part in
        let width = Int64(part.max() ?? 0) + 1
        return Self.ranked(zip(joined, part).map { Int64($0) * width + Int64($1) })
      }
    }
  }

  private static func ranked(_ keys: [Int64]) -> [Int32] {
    let rank = Dictionary(
      uniqueKeysWithValues: Set(keys).sorted().enumerated().map { ($1, Int32($0)) })
    return keys.map { rank[$0]! }
  }
}

extension DataColumn {
  /// Distinct values numbered from 0 in sorted order, for each row.
  fileprivate var unitCodes: [Int32] {
    switch values {
    case .categories(_, let codes): return codes
    case .numbers(let numbers):
      let rank = Dictionary(
        uniqueKeysWithValues: Set(numbers).sorted().enumerated().map { ($1, Int32($0)) })
      return numbers.map { rank[$0]! }
    }
  }
}
