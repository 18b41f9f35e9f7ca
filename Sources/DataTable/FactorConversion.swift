/// Why a column cannot become a factor with the stated categories.
public enum FactorError: Error, Sendable, Hashable {
  /// No column has this name; `columns` are those there are.
  case noColumn(String, columns: [String])
  /// A value of the column that is not among the stated categories.
  case unlistedValue(String, column: String)
  /// A category that no row has.
  case unusedCategory(String, column: String)
  /// A category stated twice.
  case repeatedCategory(String, column: String)
}

extension FactorError: CustomStringConvertible {
  /// A sentence that says what is wrong.
  public var description: String {
    switch self {
    case .noColumn(let name, let columns):
      "there is no column '\(name)', only \(columns.joined(separator: ", "))"
    case .unlistedValue(let value, let column):
      "'\(column)' has the value '\(value)', which is not among the stated categories: add it"
    case .unusedCategory(let category, let column):
      "no row has the category '\(category)' of '\(column)': leave it out"
    case .repeatedCategory(let category, let column):
      "the category '\(category)' of '\(column)' is stated twice"
    }
  }
}

extension DataTable {
  /// Makes a column a factor.
  ///
  /// - Parameters:
  ///   - name: The column. A numeric one gets its distinct values as categories, sorted as numbers.
  ///   - categories: The categories in order, the reference first; nil for the sorted ones.
  public mutating func makeFactor(
    _ name: String, categories: [String]? = nil
  ) throws(FactorError) {
    guard let index = columns.firstIndex(where: { $0.name == name }) else {
      throw .noColumn(name, columns: columns.map(\.name))
    }
    let factor = columns[index].values.asFactor
    guard let categories else {
      columns[index].values = .categories(factor.categories, codes: factor.codes)
      return
    }
    columns[index].values = .categories(
      categories, codes: try reordered(factor.categories, factor.codes, categories, name))
  }

  private func reordered(
    _ found: [String], _ codes: [Int32], _ stated: [String], _ column: String
  ) throws(FactorError) -> [Int32] {
    var places: [String: Int32] = [:]
    for (place, category) in stated.enumerated() {
      guard places.updateValue(Int32(place), forKey: category) == nil else {
        throw .repeatedCategory(category, column: column)
      }
      guard found.contains(category) else { throw .unusedCategory(category, column: column) }
    }
    var recoded: [Int32] = []
    for category in found {
      guard let place = places[category] else { throw .unlistedValue(category, column: column) }
      recoded.append(place)
    }
    return codes.map { $0 < 0 ? -1 : recoded[Int($0)] }
  }
}

extension DataColumn.Values {
  /// The values as categories and codes: distinct numbers sorted as numbers, missing ones -1.
  public var asFactor: (categories: [String], codes: [Int32]) {
    switch self {
    case .categories(let categories, let codes): return (categories, codes)
    case .numbers(let numbers):
      // Adding 0 makes one value of 0 and -0.
      let sorted = Set(numbers.lazy.filter { !$0.isNaN }.map { $0 + 0 }).sorted()
      let places = Dictionary(uniqueKeysWithValues: zip(sorted, Int32(0)...))
      return (sorted.map(shortestText), numbers.map { $0.isNaN ? -1 : places[$0 + 0]! })
    }
  }
}
