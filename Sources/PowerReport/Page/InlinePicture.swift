extension Picture {
  /// The picture as an element of a page.
  ///
  /// - Parameter prefix: goes before its ids, which must not be those of another picture.
  package func inlined(as prefix: String) -> Markup {
    var text = svg[...]
    // An XML declaration or a document type would stand in the middle of the page.
    if let start = text.firstRange(of: "<svg") { text = text[start.lowerBound...] }
    var result = String(text)
    for id in ids(in: result) {
      for (before, after) in [("id=\"", "\""), ("url(#", ")"), ("href=\"#", "\"")] {
        result = result.replacing(
          "\(before)\(id)\(after)", with: "\(before)\(prefix)-\(id)\(after)")
      }
      for label in ["aria-labelledby", "aria-describedby"] {
        result = result.replacing("\(label)=\"\(id)\"", with: "\(label)=\"\(prefix)-\(id)\"")
      }
    }
    return Markup(trusted: result)
  }

  private func ids(in text: String) -> [String] {
    text.split(separator: " id=\"", omittingEmptySubsequences: false).dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
  }
}
