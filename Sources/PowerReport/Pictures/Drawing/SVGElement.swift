/// An element of a picture: shapes, texts and groups of them, as values.
///
/// Styles are attributes and there are no identifiers, so that several pictures may stand in one page.
struct SVGElement: Equatable {
  var name: String
  /// In the order in which they are written.
  var attributes: [Attribute] = []
  var text = ""
  var children: [SVGElement] = []

  struct Attribute: Equatable {
    var name: String
    var value: String
  }

  init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String = "") {
    self.name = name
    self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
    self.text = text
  }

  /// The element with one more attribute.
  func with(_ name: String, _ value: String) -> SVGElement {
    var copy = self
    copy.attributes.append(Attribute(name: name, value: value))
    return copy
  }

  /// The markup, a line for each element.
  func markup(indent: String = "") -> String {
    let list = attributes.map { " \($0.name)=\"\(escapedForXML($0.value))\"" }.joined()
    if text.isEmpty && children.isEmpty { return "\(indent)<\(name)\(list)/>\n" }
    if children.isEmpty { return "\(indent)<\(name)\(list)>\(escapedForXML(text))</\(name)>\n" }
    let inner = children.map { $0.markup(indent: indent + " ") }.joined()
    return "\(indent)<\(name)\(list)>\n\(inner)\(indent)</\(name)>\n"
  }
}

/// Text as it may stand between tags and in attributes. What XML 1.0 cannot hold becomes U+FFFD.
func escapedForXML(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "\t", "\n", "\r": result += " "
    case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
