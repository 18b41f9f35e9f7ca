internal import ModelFormula

/// The text of a model's formula as its terms, to add and take out some and leave the others as typed.
struct ModelText {
  private let left: String
  private(set) var terms: [String]

  /// Nil where there is no right-hand side.
  init?(_ text: String?) {
    guard let text, let tilde = text.firstIndex(of: "~") else { return nil }
    left = text[..<tilde].trimmed
    terms = Self.addends(text[text.index(after: tilde)...])
  }

  var text: String { "\(left) ~ " + (terms.isEmpty ? "1" : terms.joined(separator: " + ")) }

  /// The model without its random terms.
  var fixedText: String {
    let fixed = terms.filter { !Self.isBar($0) }
    return "\(left) ~ " + (fixed.isEmpty ? "1" : fixed.joined(separator: " + "))
  }

  /// With a fixed term more, before the random ones.
  func adding(_ term: String) -> ModelText {
    var model = self
    model.terms.insert(term, at: terms.firstIndex(where: Self.isBar) ?? terms.count)
    return model
  }

  func addingBar(_ bar: String) -> ModelText {
    var model = self
    model.terms.append(bar)
    return model
  }

  /// With another random term in the place of one.
  func replacingBar(_ old: String, with new: String) -> ModelText? {
    guard let index = terms.firstIndex(of: old) else { return nil }
    var model = self
    model.terms[index] = new
    return model
  }

  /// Without a predictor: not in products nor in random terms.
  func removing(_ name: String) -> ModelText {
    var model = self
    model.terms = terms.compactMap { term in
      guard term.hasWord(name) else { return term }
      if Self.isBar(term) { return Self.bar(term, without: name) }
      let factors = term.split(separator: "*").map { $0.trimmed }
      let kept = factors.filter { !$0.hasWord(name) }
      return factors.count > 1 && !kept.isEmpty ? kept.joined(separator: " * ") : nil
    }
    return model
  }

  private static func bar(_ term: String, without name: String) -> String? {
    let inner = term.dropFirst().dropLast()
    guard let bar = inner.firstIndex(of: "|") else { return term }
    let kept = addends(inner[..<bar]).filter { !$0.hasWord(name) }
    return kept.isEmpty || kept == ["0"]
      ? nil : "(\(kept.joined(separator: " + ")) \(inner[bar...]))"
  }

  private static func isBar(_ term: String) -> Bool { term.hasPrefix("(") && term.contains("|") }

  /// The parts of a sum, outside of brackets.
  private static func addends(_ text: Substring) -> [String] {
    var depth = 0
    var parts: [String] = [""]
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == "+", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { $0[...].trimmed }.filter { !$0.isEmpty }
  }
}

extension Substring {
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}

extension String {
  /// Whether a name stands in it that is not part of a longer one.
  func hasWord(_ name: String) -> Bool {
    split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }.contains { $0 == name }
  }
}
