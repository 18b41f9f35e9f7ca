/// The width that every line keeps to.
let pageWidth = 80

/// Breaks text into lines of at most `pageWidth` characters, at spaces; a longer word has a line of
/// its own. The first line starts with `first`, the others with as many spaces.
func wrapped(_ text: String, first: String = "") -> [String] {
  wrapped(text.split(whereSeparator: \.isWhitespace).map(String.init), separator: "", first: first)
}

/// Sets items one after the other, `separator` and a space between them, and breaks lines between
/// items only.
func wrapped(_ items: [String], separator: String, first: String) -> [String] {
  let indent = String(repeating: " ", count: first.count)
  var lines: [String] = []
  var line = first
  var isEmpty = true
  for (index, item) in items.enumerated() {
    let text = index + 1 < items.count ? item + separator : item
    if !isEmpty, line.count + 1 + text.count > pageWidth {
      lines.append(line)
      line = indent
      isEmpty = true
    }
    line += isEmpty ? text : " " + text
    isEmpty = false
  }
  return lines + [line]
}

/// A heading and its underline.
func heading(_ text: String, underline: Character) -> [String] {
  let lines = wrapped(text)
  let width = lines.map(\.count).max() ?? 0
  return lines + [String(repeating: underline, count: width)]
}

extension String {
  /// With a capital letter first.
  var capitalised: String { prefix(1).uppercased() + dropFirst() }
}
