/// The text with control characters other than tab and line feed written out, as `\u{1B}`: what it
/// is shown on does not obey it.
public func showingControls(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  return text.unicodeScalars.reduce(into: "") { shown, scalar in
    if isControl(scalar) {
      shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
}

/// The first control character of a text, written out; nil if there is none.
func firstControl(of text: String) -> String? {
  text.unicodeScalars.first(where: isControl).map { showingControls(String($0)) }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar.properties.generalCategory == .control && scalar != "\t" && scalar != "\n"
}
