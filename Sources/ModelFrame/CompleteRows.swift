import DataTable
import ModelFormula

extension Formula {
  /// The columns that the formula reads, each once, in order; grouping factors with columns of their
  /// own are none.
  func columnNames(without members: [MemberColumns]) -> [String] {
    let names = Set(members.map(\.name))
    var expressions = [response] + terms.flatMap(\.factors) + offsets
    for bar in bars {
      expressions +=
        bar.terms.flatMap(\.factors) + bar.grouping.filter { !names.contains($0) }.map { .name($0) }
    }
    var seen: Set<String> = []
    return expressions.flatMap(\.names).filter { seen.insert($0).inserted }
  }
}

/// The part of a table that a formula reads, without rows that miss a value there.
struct CompleteRows {
  /// The columns of the formula; factors hold only categories that occur.
  let columns: [String: DataColumn.Values]
  /// The rows that remain, as indices into the table.
  let rows: [Int]
  /// How many values are missing in each column that misses some, in the formula's order.
  let missing: [MissingValues]

  /// - Parameter others: columns that are needed besides those of the formula.
  init(
    _ table: DataTable, _ formula: Formula, members: [MemberColumns] = [], others: [String] = []
  ) throws(FrameError) {
    var used: [DataColumn] = []
    let named = formula.columnNames(without: members)
    for name in named + others.filter({ !named.contains($0) }) {
      guard let column = table[name] else { throw .missingColumn(name, in: table) }
      used.append(column)
    }
    var isComplete = [Bool](repeating: true, count: table.rowCount)
    missing = used.compactMap { column in
      let count = column.values.mark(missingIn: &isComplete)
      return count == 0 ? nil : MissingValues(column: column.name, count: count)
    }
    let complete = isComplete.indices.filter { isComplete[$0] }
    guard !complete.isEmpty else { throw .noCompleteRows(missingIn: missing.map(\.column)) }
    rows = complete
    columns = Dictionary(
      uniqueKeysWithValues: used.map { ($0.name, $0.values.restricted(to: complete)) })
  }
}

extension DataColumn.Values {
  /// Clears the marks of rows without a value, and counts them.
  fileprivate func mark(missingIn isComplete: inout [Bool]) -> Int {
    var count = 0
    func clear(_ row: Int) {
      count += 1
      isComplete[row] = false
    }
    switch self {
    case .numbers(let numbers):
      for (row, value) in numbers.enumerated() where value.isNaN { clear(row) }
    case .categories(_, let codes):
      for (row, code) in codes.enumerated() where code < 0 { clear(row) }
    }
    return count
  }

  /// The values of these rows; categories that none of them has are left out.
  fileprivate func restricted(to rows: [Int]) -> DataColumn.Values {
    switch self {
    case .numbers(let numbers):
      return .numbers(rows.count == numbers.count ? numbers : rows.map { numbers[$0] })
    case .categories(let categories, let codes):
      var isUsed = [Bool](repeating: false, count: categories.count)
      for row in rows { isUsed[Int(codes[row])] = true }
      var places: [Int32] = []
      var next: Int32 = 0
      for used in isUsed {
        places.append(next)
        if used { next += 1 }
      }
      return .categories(
        zip(categories, isUsed).filter(\.1).map(\.0), codes: rows.map { places[Int(codes[$0])] })
    }
  }
}

extension FrameError {
  /// A column that the table does not have.
  static func missingColumn(_ name: String, in table: DataTable) -> FrameError {
    let names = table.columns.map(\.name)
    return .noColumn(name, nearest: nearestName(to: name, among: names), columns: names)
  }
}
