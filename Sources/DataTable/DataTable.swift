/// A rectangular data set: named columns of one length, numbers or text.
public struct DataTable: Sendable, Equatable {
  /// The columns in file order.
  public var columns: [DataColumn]
  /// The number of rows.
  public var rowCount: Int

  /// Makes a table; all columns must have `rowCount` entries.
  public init(columns: [DataColumn], rowCount: Int) {
    precondition(columns.allSatisfy { $0.count == rowCount })
    self.columns = columns
    self.rowCount = rowCount
  }

  /// The column called `name`, or nil.
  public subscript(name: String) -> DataColumn? { columns.first { $0.name == name } }
}

/// One column of a data table.
public struct DataColumn: Sendable, Equatable {
  /// The header.
  public var name: String
  /// The values.
  public var values: Values

  /// Numbers, or codes into categories. A missing number is NaN, a missing category -1.
  public enum Values: Sendable, Equatable {
    case numbers([Double])
    /// Categories in the order of treatment contrasts, and for each row the index of its category.
    case categories([String], codes: [Int32])
  }

  /// Makes a column.
  public init(name: String, values: Values) {
    self.name = name
    self.values = values
  }

  /// The number of rows.
  public var count: Int {
    switch values {
    case .numbers(let numbers): numbers.count
    case .categories(_, let codes): codes.count
    }
  }
}
