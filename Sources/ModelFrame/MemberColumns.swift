internal import DataTable
internal import MixedModels

/// A grouping factor of which rows may have several units: the columns that name a row's units, each
/// with the column of its weight.
public struct MemberColumns: Sendable, Hashable {
  /// What the factor is called in the formula.
  public var name: String
  /// The columns; a row has as many units as there are pairs, or fewer where some miss a value.
  public var pairs: [Pair]

  /// A column of units and the one of their weights.
  public struct Pair: Sendable, Hashable {
    /// The column that names the unit.
    public var unit: String
    /// The column of its share in the row.
    public var weight: String

    /// Makes a pair.
    public init(unit: String, weight: String) {
      self.unit = unit
      self.weight = weight
    }
  }

  /// Makes a factor.
  public init(name: String, pairs: [Pair]) {
    self.name = name
    self.pairs = pairs
  }
}

extension GroupingFactor {
  /// A factor of which rows have several units.
  ///
  /// Units of the same name in different columns are the same. A unit with a weight of 0 is none.
  ///
  /// - Parameter rows: the rows of the table that take part.
  init(_ members: MemberColumns, table: DataTable, rows: [Int]) throws(FrameError) {
    var names: [String: Int32] = [:]
    var memberships = [[GroupedTerm.Membership]](repeating: [], count: rows.count)
    for pair in members.pairs {
      let (categories, codes) = try table.column(pair.unit).asFactor
      guard case .numbers(let weights) = try table.column(pair.weight) else {
        throw .weightNotNumeric(pair.weight)
      }
      for (place, row) in rows.enumerated() {
        guard codes[row] >= 0 else {
          if weights[row].isNaN || weights[row] == 0 { continue }
          throw .weightWithoutUnit(pair.weight, unit: pair.unit, row: row + 1)
        }
        guard weights[row].isFinite && weights[row] >= 0 else {
          throw .noWeight(pair.weight, unit: pair.unit, row: row + 1)
        }
        guard weights[row] > 0 else { continue }
        let category = categories[Int(codes[row])]
        let unit = names[category] ?? Int32(names.count)
        names[category] = unit
        memberships[place].add(unit, weights[row])
      }
    }
    if let place = memberships.firstIndex(where: \.isEmpty) {
      throw .noUnits(members.name, row: rows[place] + 1)
    }
    name = members.name
    units = []
    unitCount = names.count
    self.memberships = memberships
  }
}

extension [GroupedTerm.Membership] {
  fileprivate mutating func add(_ unit: Int32, _ weight: Double) {
    if let known = firstIndex(where: { $0.unit == unit }) {
      self[known].weight += weight
    } else {
      append(GroupedTerm.Membership(unit: unit, weight: weight))
    }
  }
}

extension DataTable {
  fileprivate func column(_ name: String) throws(FrameError) -> DataColumn.Values {
    guard let column = self[name] else { throw .missingColumn(name, in: self) }
    return column.values
  }
}
