import Mustache

/// Marked-up text that a page takes as it is.
package struct Markup: Equatable, Sendable {
  /// As it stands in a page.
  package private(set) var text = ""

  /// Nothing.
  package init() {}

  /// Text as it reads, its special characters escaped.
  package init(escaping text: String) { self.text = Self.escaped(text) }

  /// Markup that is known to be well-formed.
  package init(trusted text: String) { self.text = text }

  /// An element.
  package static func element(
    _ name: String, _ attributes: [(name: String, value: String)] = [], _ content: Markup...
  ) -> Markup {
    let list = attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined()
    return Markup(trusted: "<\(name)\(list)>\(content.joined.text)</\(name)>")
  }

  /// An element that holds text.
  package static func element(
    _ name: String, _ attributes: [(name: String, value: String)] = [], text: String
  ) -> Markup {
    element(name, attributes, Markup(escaping: text))
  }

  package static func += (left: inout Markup, right: Markup) { left.text += right.text }

  /// Escapes what means something to readers of HTML and XML, scalar by scalar, so that no
  /// combining mark hides a bracket; characters that XML forbids become U+FFFD.
  package static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\t", "\n", "\r": result.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
        result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

extension [Markup] {
  /// All of them, one after the other.
  package var joined: Markup { Markup(trusted: map(\.text).joined()) }
}

extension Markup: MustacheCustomRenderable {
  package var renderText: String { text }
  package var isNull: Bool { false }
}

/// How templates escape values.
package struct EscapedText: MustacheContentType {
  /// Escapes.
  package init() {}

  package func escapeText(_ text: String) -> String { Markup.escaped(text) }
}
