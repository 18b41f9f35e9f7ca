internal import DataTable
public import MixedModels

/// The units of a grouping factor: one column, or the combinations of several that occur.
public struct GroupingFactor: Sendable, Equatable {
  /// The column's name, `a:b` for combinations.
  public var name: String
  /// The unit of each row, from 0, in the order of the columns' values; none where rows have several.
  public var units: [Int32]
  /// How many units there are.
  public var unitCount: Int
  /// Units and weights of each row, where it may have several.
  public var memberships: [[GroupedTerm.Membership]]?

  /// - Parameter columns: One factor for each name, none missing.
  init(names: [String], columns: [DataColumn.Values]) {
    name = names.joined(separator: ":")
    var codes = columns[0].asFactor.codes.map(Int.init)
    for column in columns.dropFirst() {
      let (categories, next) = column.asFactor
      for row in codes.indices { codes[row] = codes[row] * categories.count + Int(next[row]) }
      codes = ranks(codes)
    }
    codes = ranks(codes)
    units = codes.map(Int32.init)
    unitCount = (codes.max() ?? -1) + 1
    memberships = nil
  }

  /// The units as the fitter takes them.
  var rowUnits: GroupedTerm.Units {
    if let memberships { .weighted(memberships) } else { .single(units) }
  }

  /// What part of each row is a unit's.
  func shares(of unit: Int32) -> [Double] {
    guard let memberships else { return units.map { $0 == unit ? 1 : 0 } }
    return memberships.map { row in row.first { $0.unit == unit }?.weight ?? 0 }
  }
}

/// Each value's place among the distinct values.
private func ranks(_ values: [Int]) -> [Int] {
  let places = Dictionary(uniqueKeysWithValues: zip(Set(values).sorted(), 0...))
  return values.map { places[$0]! }
}
