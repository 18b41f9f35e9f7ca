import DataTable
import StudyDesign

extension Study {
  /// Units in all, for each level.
  var unitCounts: [Int] {
    levels.indices.map { unitCount(at: $0) }
  }

  /// Σ n² / N over the units of each level, n the rows of a unit and N all rows.
  func rowsPerUnit(units: [Int]) -> [Double] {
    let rows = Double(units.last ?? 0)
    return zip(levels, units).map { level, count in
      let sizes = data?[level.name].map { $0.groupSizes } ?? []
      guard !sizes.isEmpty else { return rows / Double(count) }
      return sizes.reduce(0) { $0 + Double($1) * Double($1) } / Double(sizes.reduce(0, +))
    }
  }
}

extension DataColumn {
  /// The number of rows of each group, in an order that the rows determine.
  fileprivate var groupSizes: [Int] {
    switch values {
    case .numbers(let numbers): Self.runs(of: numbers.sorted())
    case .categories(_, let codes): Self.runs(of: codes.sorted())
    }
  }

  private static func runs<Value: Equatable>(of sorted: [Value]) -> [Int] {
    var sizes: [Int] = []
    for index in sorted.indices {
      if index > 0, sorted[index] == sorted[index - 1] {
        sizes[sizes.count - 1] += 1
      } else {
        sizes.append(1)
      }
    }
    return sizes
  }
}
