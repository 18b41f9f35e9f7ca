extension DataTable {
  /// The table as the text of a CSV file (RFC 4180: commas, lines that end in CRLF).
  ///
  /// Numbers have as many digits as it takes to read the same double back; `NA` stands for what is
  /// missing. Text stands between quotes where it holds commas, quotes or line ends.
  public var csvText: String {
    var text = columns.map { quotedIfNeeded($0.name) }.joined(separator: ",") + "\r\n"
    let writers = columns.map { cellWriter($0.values) }
    for row in 0..<rowCount {
      for (position, writer) in writers.enumerated() {
        if position > 0 { text += "," }
        text += writer(row)
      }
      text += "\r\n"
    }
    return text
  }
}

/// A function that gives the text of a row's cell.
private func cellWriter(_ values: DataColumn.Values) -> (Int) -> String {
  switch values {
  case .numbers(let numbers):
    return { numbers[$0].isNaN ? "NA" : shortestText(numbers[$0]) }
  case .categories(let categories, let codes):
    let texts = categories.map(quotedIfNeeded)
    return { codes[$0] < 0 ? "NA" : texts[Int(codes[$0])] }
  }
}

/// The shortest text that reads back as the same double; whole numbers without a point.
func shortestText(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

private func quotedIfNeeded(_ text: String) -> String {
  let needsQuotes = text.utf8.contains {
    $0 == .comma || $0 == .quote || $0 == .lineFeed || $0 == .carriageReturn
  }
  guard needsQuotes else { return text }
  var quoted = "\""
  for scalar in text.unicodeScalars {
    quoted.unicodeScalars.append(scalar)
    if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
  }
  return quoted + "\""
}
