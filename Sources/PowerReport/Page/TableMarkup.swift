extension PageTable {
  /// The table in a frame of its own, which scrolls where the table is wider than the page.
  ///
  /// - Parameter label: what the frame holds, for those who do not see it.
  func markup(label: String) -> Markup {
    var table = Markup()
    if !caption.isEmpty { table += .element("caption", text: caption) }
    if isSortable, let groups = headers.first {
      table += groups.map { Markup.element("colgroup", [("span", String($0.columns))]) }.joined
    }
    if !headers.isEmpty { table += .element("thead", [], headers.map(row(of:)).joined) }
    for body in bodies {
      table += .element("tbody", [], body.map(\.markup).joined)
      table += Markup(trusted: "\n")
    }
    let frame: [(name: String, value: String)] = [
      ("class", isSortable ? "frame tall" : "frame"), ("role", "region"), ("tabindex", "0"),
      ("aria-label", label),
    ]
    let kind: [(name: String, value: String)] = isSortable ? [("class", "sortable")] : []
    return .element("div", frame, .element("table", kind, table))
  }

  private func row(of headers: [Header]) -> Markup {
    .element("tr", [], headers.map(\.markup).joined)
  }
}

extension PageTable.Header {
  fileprivate var markup: Markup {
    guard !text.isEmpty else {
      return .element("td", columns > 1 ? [("colspan", String(columns))] : [])
    }
    var attributes = [(name: "scope", value: columns > 1 ? "colgroup" : "col")]
    if columns > 1 { attributes.append(("colspan", String(columns))) }
    if isText { attributes.append(("class", "text")) }
    return .element("th", attributes, text: text)
  }
}

extension PageTable.Row {
  fileprivate var markup: Markup {
    let line = Markup.element(
      "tr", isMain ? [("class", "main")] : [], cells.map(\.markup).joined)
    return [line, Markup(trusted: "\n")].joined
  }
}

extension PageTable.Cell {
  fileprivate var markup: Markup {
    let shown = NumberText.typeset(text)
    switch kind {
    case .text: return .element("td", [("class", "text")], text: shown)
    case .name: return .element("th", [("scope", "row")], text: text)
    case .groupName(let rows):
      return .element("th", [("scope", "rowgroup"), ("rowspan", String(rows))], text: text)
    case .figure:
      let kinds: [(name: String, value: String)] =
        switch mark {
        case .none: []
        case .reached: [("class", "reached")]
        case .exceeded: [("class", "exceeded")]
        }
      return .element("td", kinds, Markup(escaping: shown), mark.markup)
    }
  }
}

extension PageTable.Cell.Mark {
  /// The sign behind a figure, as in the table of text.
  fileprivate var markup: Markup {
    switch self {
    case .none: Markup()
    case .reached: .element("b", text: "*")
    case .exceeded: .element("b", text: "!")
    }
  }
}

extension NumberText {
  /// A text with a true minus sign before its number.
  static func typeset(_ text: String) -> String {
    guard text.hasPrefix("-"), text.dropFirst().first.map({ $0.isNumber || $0 == "." }) == true
    else { return text }
    return "−" + text.dropFirst()
  }
}
