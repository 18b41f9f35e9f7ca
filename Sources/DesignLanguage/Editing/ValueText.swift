/// A value of an edit: what it says, and how it is written where it goes.
struct ValueText {
  let node: DesignNode
  /// As typed, where that may stand as it is: on one line, in brackets, braces or quotes.
  private let typed: String?

  /// Reads a value as it would be typed. A text is its characters unless it begins with a bracket, a brace
  /// or a quote: then it is read as YAML.
  init(_ text: String) throws(EditRefusal) {
    let trimmed = text.trimmingBlanks
    guard !trimmed.isEmpty else { throw EditRefusal(EditWording.emptyValue) }
    if firstControl(of: text) != nil { throw EditRefusal(EditWording.control) }
    guard let first = trimmed.first, "{[\"'".contains(first) else {
      let start = Position(file: "", line: 1, column: 1)
      node = DesignNode(content: .text(text.hasLineBreaks ? text : trimmed), position: start)
      typed = nil
      return
    }
    let document = YAMLDocument(text: trimmed, file: "")
    guard let root = document.root, document.diagnostics.isEmpty else {
      let message = document.diagnostics.first?.message ?? EditWording.emptyValue
      throw EditRefusal(EditWording.badValue(trimmed, message))
    }
    node = root
    typed = trimmed.hasLineBreaks ? nil : trimmed
  }

  /// A value that is known.
  init(node: DesignNode) {
    self.node = node
    typed = nil
  }

  /// The value on one line.
  ///
  /// - Parameter inFlow: whether it stands within brackets or braces.
  func line(inFlow: Bool) -> String { typed ?? Self.line(node, inFlow: inFlow) }

  static func line(_ node: DesignNode, inFlow: Bool) -> String {
    switch node.content {
    case .text(let text): scalar(text, inFlow: inFlow)
    case .list(let items):
      "[" + items.map { line($0, inFlow: true) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{"
        + entries.map { key($0.key, inFlow: true) + ": " + line($0.value, inFlow: true) }
        .joined(separator: ", ") + "}"
    }
  }

  /// A text, in quotes where YAML would read something else.
  private static func scalar(_ text: String, inFlow: Bool) -> String {
    reads(text, as: text, inFlow: inFlow) ? text : quoted(text)
  }

  static func key(_ name: String, inFlow: Bool) -> String {
    let document = YAMLDocument(text: inFlow ? "{\(name): 1}" : "\(name): 1", file: "")
    let reads =
      document.diagnostics.isEmpty && document.root?.mapping?.map(\.key) == [name]
      && document.root?.mapping?.first?.value.text == "1"
    return reads && !name.hasLineBreaks ? name : quoted(name)
  }

  /// Whether what is written is read as a text, as the value of a key and as an item of a list.
  private static func reads(_ written: String, as text: String, inFlow: Bool) -> Bool {
    guard !written.hasLineBreaks else { return false }
    let key = YAMLDocument(text: inFlow ? "{k: \(written)}" : "k: \(written)", file: "")
    let item = YAMLDocument(text: inFlow ? "[\(written)]" : "- \(written)", file: "")
    return key.diagnostics.isEmpty && item.diagnostics.isEmpty
      && key.root?.mapping?.count == 1 && key.root?["k"]?.text == text
      && item.root?.list?.map(\.text) == [text]
  }

  private static func quoted(_ text: String) -> String {
    let hasEscapes = text.contains { "\"\\".contains($0) }
    if hasEscapes, !text.contains("'"), !text.hasLineBreaks { return "'\(text)'" }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{85}": result += "\\N"
      case "\u{2028}": result += "\\L"
      case "\u{2029}": result += "\\P"
      case "\u{FEFF}": result += "\\uFEFF"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\"\(result)\""
  }

  /// The text as lines below a `|`, its header first; nil where it cannot be written so, or
  /// is a single line.
  func block(indent: Int, lineBreak: String, headerRest: String) -> String? {
    guard let text = node.text, typed == nil, text.hasLineBreaks, text.first != " ",
      text.first != "\n",
      text.unicodeScalars.allSatisfy({ $0 == "\n" || !$0.isLineBreak }),
      text.unicodeScalars.contains(where: { !$0.isBlankOrBreak })
    else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let endsWithBreak = lines.last == ""
    if endsWithBreak { lines.removeLast() }
    // Blank lines at the end, and lines of spaces, would need to be kept by other means.
    if lines.contains(where: { $0.allSatisfy { $0 == " " || $0 == "\t" } && !$0.isEmpty })
      || lines.last == ""
    {
      return nil
    }
    let spaces = String(repeating: " ", count: indent)
    return
      ([(endsWithBreak ? "|" : "|-") + headerRest] + lines.map { $0.isEmpty ? "" : spaces + $0 })
      .joined(separator: lineBreak)
  }
}

extension String {
  var hasLineBreaks: Bool { unicodeScalars.contains(where: \.isLineBreak) }

  /// Without space at either end.
  var trimmingBlanks: String {
    let scalars = unicodeScalars.drop(while: \.isBlankOrBreak)
    let end = scalars.lastIndex { !$0.isBlankOrBreak }
    return end.map { String(scalars[...$0]) } ?? ""
  }
}
