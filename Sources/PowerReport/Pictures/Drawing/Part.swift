/// A rectangular part of a picture: what is drawn, from its upper left corner, and its height.
struct Part {
  var elements: [SVGElement] = []
  var height = 0.0

  /// Parts below one another.
  static func stack(_ parts: [Part], gap: Double) -> Part {
    var stack = Part()
    for part in parts where part.height > 0 {
      if stack.height > 0 { stack.height += gap }
      stack.elements.append(.group(part.elements, at: Point(0, stack.height)))
      stack.height += part.height
    }
    return stack
  }

  /// Parts of one width side by side, in rows of so many.
  static func grid(_ parts: [Part], columns: Int, width: Double, gap: Double) -> Part {
    let rows = stride(from: 0, to: parts.count, by: columns).map { start -> Part in
      let row = parts[start..<min(start + columns, parts.count)]
      return Part(
        elements: row.enumerated().map { index, part in
          .group(part.elements, at: Point(Double(index) * (width + gap), 0))
        }, height: row.map(\.height).max() ?? 0)
    }
    return .stack(rows, gap: gap)
  }

  /// Lines of text.
  static func text(_ text: String, _ lettering: Lettering, width: Double) -> Part {
    let lines = lettering.wrapped(text, width: width)
    return Part(
      elements: SVGElement.lines(lines, at: Point(0, lettering.size), lettering),
      height: Double(lines.count) * lettering.lineHeight)
  }
}

/// A whole picture: a title, parts below it, and where it comes from.
struct Page {
  var title: String
  /// What the picture shows, for those who do not see it.
  var description: String
  /// The line at the foot.
  var note: String
  /// The program and its version.
  var version: String
  var parts: [Part]
  var format = PictureFormat.page

  /// The document.
  var svg: String {
    let heading = Part.text(title, .title, width: format.width)
    let foot = Part.text(note, .note, width: format.width)
    let content = Part.stack([heading] + parts + [foot], gap: 12)
    let width = coordinate(format.width + 2 * format.margin)
    let height = coordinate(content.height + 2 * format.margin)
    var document = SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height,
        "viewBox": "0 0 \(width) \(height)", "role": "img",
        "font-family": "Helvetica, Arial, sans-serif",
      ])
    document.children = [
      SVGElement("title", text: title), SVGElement("desc", text: description),
      SVGElement("metadata", text: "made by \(version)"),
      SVGElement("rect", ["width": "100%", "height": "100%", "fill": Ink.white]),
      .group(content.elements, at: Point(format.margin, format.margin)),
    ]
    return document.markup()
  }
}
