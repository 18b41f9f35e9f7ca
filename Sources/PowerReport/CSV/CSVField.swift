/// One field of a CSV file as RFC 4180 has it.
enum CSVField {
  /// Text, between quotes where it holds a comma, a quote or a line break.
  static func text(_ text: String) -> String {
    let needsQuotes = text.unicodeScalars.contains {
      $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r"
    }
    guard needsQuotes else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// The shortest decimal that reads back as the same double, whole numbers without a point; empty
  /// where there is no finite figure.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return String(value)
  }
}
