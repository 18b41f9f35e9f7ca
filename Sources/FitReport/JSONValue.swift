/// A JSON value whose objects keep the order of their keys.
indirect enum JSONValue {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// A whole number.
  static func count(_ value: Int) -> JSONValue { .number(Double(value)) }

  /// A number, or null where there is none.
  static func optional(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }

  /// The value on one line. Numbers keep full precision; those that are not finite become null.
  var text: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let value): JSONValue.text(of: value)
    case .text(let text): JSONValue.quoted(text)
    case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map(JSONValue.text(of:)).joined(separator: ", ") + "}"
    }
  }

  /// An object with each member on a line of its own.
  var lines: String {
    guard case .object(let members) = self else { return text + "\n" }
    return "{" + members.map(JSONValue.text(of:)).joined(separator: ",\n ") + "}\n"
  }

  private static func text(of member: (key: String, value: JSONValue)) -> String {
    quoted(member.key) + ": " + member.value.text
  }

  private static func text(of number: Double) -> String {
    guard number.isFinite else { return "null" }
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
