extension DataTable {
  /// Reads a table from the bytes of a CSV file (RFC 4180, UTF-8, with or without byte order mark).
  ///
  /// The first line names the columns; columns without a name, like the row names that R writes,
  /// are left out. Empty cells and `NA` are missing. A column whose other cells are all decimal
  /// numbers is numeric; any other is a factor whose categories are sorted by code point. Empty
  /// lines are skipped, except in a file with one column, where they are missing values.
  public init(csv bytes: [UInt8]) throws(CSVError) {
    let result: Result<DataTable, CSVError> = bytes.withUnsafeBufferPointer { buffer in
      do throws(CSVError) {
        return .success(try CSVReader(buffer).table())
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Reads a table from the text of a CSV file.
  public init(csv text: String) throws(CSVError) {
    try self.init(csv: Array(text.utf8))
  }
}

/// Interprets the cells of a file.
private struct CSVReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var header: [CSVCell] = []
  /// All cells below the header, row by row.
  private var cells: [CSVCell] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(CSVError) {
    self.bytes = bytes
    if bytes.isUTF16 { throw CSVError(.notUTF8, line: 1, column: 1) }
    var scanner = CSVScanner(bytes)
    let isEmpty = bytes[scanner.offset...].allSatisfy {
      $0.isBlank || $0 == .lineFeed || $0 == .carriageReturn
    }
    if isEmpty { throw CSVError(.empty, line: 1, column: 1) }
    while !scanner.isAtEnd, isBlankLine(header) {
      header.removeAll()
      try scanner.record(into: &header)
    }
    try checkSeparator()
    while !scanner.isAtEnd { try readRow(&scanner) }
    if cells.isEmpty { throw CSVError(.noRows, at: scanner.offset, in: bytes) }
  }

  private var rowCount: Int { cells.count / header.count }

  private func isBlankLine(_ record: some RandomAccessCollection<CSVCell>) -> Bool {
    record.isEmpty || (record.count == 1 && record.first!.length == 0)
  }

  private func checkSeparator() throws(CSVError) {
    guard header.count == 1 else { return }
    for separator: Character in [";", "\t"] {
      let found = (header[0].start..<header[0].end).first { bytes[$0] == separator.asciiValue }
      if let found { throw CSVError(.otherSeparator(separator), at: found, in: bytes) }
    }
  }

  private mutating func readRow(_ scanner: inout CSVScanner) throws(CSVError) {
    let start = scanner.offset
    let before = cells.count
    try scanner.record(into: &cells)
    let found = cells.count - before
    if found == header.count { return }
    if isBlankLine(cells[before...]) {
      cells.removeLast()
    } else {
      throw CSVError(.raggedRow(expected: header.count, found: found), at: start, in: bytes)
    }
  }

  func table() throws(CSVError) -> DataTable {
    var names: Set<String> = []
    var columns: [DataColumn] = []
    for (position, cell) in header.enumerated() {
      let name = try self.name(cell)
      if name.isEmpty { continue }
      guard names.insert(name).inserted else {
        throw CSVError(.duplicateName(name), at: cell.start, in: bytes)
      }
      columns.append(DataColumn(name: name, values: try values(position, name)))
    }
    if columns.isEmpty { throw CSVError(.noNames, line: 1, column: 1) }
    return DataTable(columns: columns, rowCount: rowCount)
  }

  private func name(_ cell: CSVCell) throws(CSVError) -> String {
    let range = bytes.trimmed(cell.start, cell.end)
    return try text(
      CSVCell(
        start: range.lowerBound, length: UInt32(range.count),
        hasDoubledQuotes: cell.hasDoubledQuotes))
  }

  private func text(_ cell: CSVCell) throws(CSVError) -> String {
    let content = UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
    guard let text = String(validating: content, as: UTF8.self) else {
      throw CSVError(.notUTF8, at: cell.start, in: bytes)
    }
    return cell.hasDoubledQuotes ? text.undoubled : text
  }

  private func values(_ position: Int, _ name: String) throws(CSVError) -> DataColumn.Values {
    var numbers: [Double] = []
    numbers.reserveCapacity(rowCount)
    var firstNotFinite: CSVCell?
    for index in stride(from: position, to: cells.count, by: header.count) {
      switch bytes.number(cells[index]) {
      case .number(let value): numbers.append(value)
      case .missing: numbers.append(.nan)
      case .notFinite:
        firstNotFinite = firstNotFinite ?? cells[index]
        numbers.append(.nan)
      case .text: return try categories(position)
      }
    }
    guard let cell = firstNotFinite else { return .numbers(numbers) }
    throw CSVError(.notFinite(try text(cell), name: name), at: cell.start, in: bytes)
  }

  private func categories(_ position: Int) throws(CSVError) -> DataColumn.Values {
    var index = CategoryIndex(bytes)
    var codes: [Int32] = []
    codes.reserveCapacity(rowCount)
    for cell in stride(from: position, to: cells.count, by: header.count) {
      codes.append(bytes.isMissing(cells[cell]) ? -1 : index.code(cells[cell]))
    }
    var texts: [String] = []
    for cell in index.distinct { texts.append(try text(cell)) }
    return DataColumn.Values(texts: texts, codes: codes)
  }
}

extension String {
  /// The text with each pair of double quotes as one.
  fileprivate var undoubled: String {
    var result = ""
    var isSecond = false
    for scalar in unicodeScalars {
      isSecond = scalar == "\"" && !isSecond
      if scalar != "\"" || isSecond { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}

extension DataColumn.Values {
  /// A factor with categories sorted by code point.
  ///
  /// - Parameters:
  ///   - texts: The category of each code; equal ones become one category.
  ///   - codes: For each row an index into `texts`, or -1.
  public init(texts: [String], codes: [Int32]) {
    let sorted = Set(texts).sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    let places = Dictionary(uniqueKeysWithValues: zip(sorted, Int32(0)...))
    let recoded = texts.map { places[$0]! }
    self = .categories(sorted, codes: codes.map { $0 < 0 ? -1 : recoded[Int($0)] })
  }
}
