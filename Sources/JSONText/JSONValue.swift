/// A JSON value whose objects keep the order of their keys.
public indirect enum JSONValue: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A number; one that is not finite is written as null.
  case number(Double)
  /// A string.
  case text(String)
  /// An array.
  case list([JSONValue])
  /// An object.
  case object([(key: String, value: JSONValue)])

  /// A whole number.
  public static func count(_ value: Int) -> JSONValue { .number(Double(value)) }

  /// A number, or null where there is none.
  public static func optional(_ value: Double?) -> JSONValue {
    value.map(JSONValue.number) ?? .null
  }

  /// The value on one line. Numbers keep full precision; those that are not finite become null.
  public var text: String {
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

  /// The value with a line for each member of its objects and lists down to a depth, ended by a line break;
  /// lists of plain values stay on one line.
  public func lines(depth: Int = 1) -> String { broken(depth: depth, indent: " ") + "\n" }

  /// - Parameter indent: what lines within the value begin with.
  private func broken(depth: Int, indent: String) -> String {
    guard depth > 0 else { return text }
    let inner = indent + " "
    func join(_ parts: [String]) -> String { parts.joined(separator: ",\n" + indent) }
    switch self {
    case .object(let members):
      let parts = members.map {
        JSONValue.quoted($0.key) + ": " + $0.value.broken(depth: depth - 1, indent: inner)
      }
      return "{" + join(parts) + "}"
    case .list(let values) where values.contains(where: \.isComposed):
      return "[" + join(values.map { $0.broken(depth: depth - 1, indent: inner) }) + "]"
    case .null, .boolean, .number, .text, .list: return text
    }
  }

  private var isComposed: Bool {
    switch self {
    case .null, .boolean, .number, .text: false
    case .list, .object: true
    }
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
