internal import DataTable
internal import ModelFormula

extension DataColumn {
  /// Number or factor.
  var kind: VariableKind {
    switch values {
    case .numbers: .numeric
    case .categories(let names, _): .factor(categories: names)
    }
  }

  /// Whether the row has no value.
  func isMissing(_ row: Int) -> Bool {
    switch values {
    case .numbers(let numbers): numbers[row].isNaN
    case .categories(_, let codes): codes[row] < 0
    }
  }

  /// The column with the given rows only, without categories that none of them has.
  func taking(_ rows: [Int]) -> DataColumn {
    switch values {
    case .numbers(let numbers):
      return DataColumn(name: name, values: .numbers(rows.map { numbers[$0] }))
    case .categories(let names, let codes):
      let kept = rows.map { codes[$0] }
      let used = names.indices.filter(Set(kept.map(Int.init)).contains)
      let places = Dictionary(uniqueKeysWithValues: zip(used, used.indices.map { Int32($0) }))
      return DataColumn(
        name: name,
        values: .categories(used.map { names[$0] }, codes: kept.map { places[Int($0)] ?? -1 }))
    }
  }
}
