internal import DataTable
internal import ModelFormula

extension DataColumn {
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

  /// The column as a factor: distinct numbers in increasing order become its categories.
  var asCategories: DataColumn {
    guard case .numbers(let numbers) = values else { return self }
    let distinct = Set(numbers.filter { !$0.isNaN }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices.map { Int32($0) }))
    return DataColumn(
      name: name,
      values: .categories(
        distinct.map { Expression.number($0).description },
        codes: numbers.map { places[$0] ?? -1 }))
  }

  /// The code of a row of a factor.
  func code(_ row: Int) -> Int32 {
    guard case .categories(_, let codes) = values else { preconditionFailure("not a factor") }
    return codes[row]
  }

  /// The category with a code.
  func category(_ code: Int32) -> String {
    guard case .categories(let names, _) = values else { preconditionFailure("not a factor") }
    return names[Int(code)]
  }
}
