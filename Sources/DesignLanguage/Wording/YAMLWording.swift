/// The sentences about YAML itself: what is refused, and what to type instead.
enum YAMLWording {
  static func controlCharacter(_ shown: String) -> String {
    "the text holds the control character \(shown), which a design cannot use; leave it out"
  }

  static let alias = "'*' begins a YAML alias, which a design cannot use; write the value out"
  static let keyIsNotText = "a key must be a text, not a list or a mapping"
  static let mergeKey =
    "'<<' merges mappings in YAML, which a design cannot use; write the keys out"
  static let emptyItem = "this item of the list is empty; write a value after the '-' or remove it"

  static func anchor(_ name: String) -> String {
    "'&\(name)' is a YAML anchor, which a design cannot use; write the value out"
  }

  static func tag(_ tag: String) -> String {
    "'\(tag)' is read as a YAML tag; put the whole text in double quotes"
  }

  static func repeatedKey(_ key: String, firstLine: Int) -> String {
    "'\(key)' stands twice in this mapping (first on line \(firstLine)); keep one of them"
  }

  /// A key without a value, with the slip that most often makes one.
  static func keyWithoutValue(_ key: String, after previous: DesignNode.Entry?) -> String {
    if let previous, let text = previous.value.text {
      if !key.isEmpty, key.allSatisfy(\.isNumber), text.allSatisfy({ $0.isNumber || $0 == "-" }) {
        return "'\(text),\(key)' is two things in YAML; a decimal number wants a point: "
          + "\(text).\(key)"
      }
      if isSplit(previous.value) {
        return "the comma in '\(text), \(key)' splits the text in two; put the whole text in "
          + "double quotes or on a line of its own"
      }
    }
    let parts = key.split(separator: ":", maxSplits: 1)
    if parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) {
      return "'\(key)' has no value; a space is missing after the colon: \(parts[0]): \(parts[1])"
    }
    return "'\(key)' has no value; write one after the colon or remove the key"
  }

  /// Whether a text ends inside parentheses, because YAML split it at a comma.
  static func isSplit(_ node: DesignNode) -> Bool {
    guard let text = node.text else { return false }
    return text.count(of: "(") > text.count(of: ")")
  }

  /// `a : b` in a formula, which YAML takes for a key and its value.
  static func colonInFormula(_ written: String, write: String) -> String {
    "YAML takes '\(written)' for a key and its value; write an interaction without spaces: \(write)"
  }

  static let colonInText =
    "a second ': ' on this line; put the text after the first one in double quotes"
  static let colonAbove =
    "this key does not fit the line above; a key there lacks its colon, or a text goes on here"

  static func missingSpace(_ key: String, _ value: String) -> String {
    "'\(key):\(value)' lacks a space after the colon; write \(key): \(value)"
  }

  static func closesNothing(_ bracket: Character) -> String {
    "this '\(bracket)' closes nothing; remove it or open it before"
  }

  static let tabIndents = "a tab indents this line; indent with spaces"
  static let emptyOverride = "nothing is written after the '='"
  static let emptyFile = "the file holds no design; it needs at least 'levels' and 'model'"
  static let nestedTooDeeply = "too many lists and mappings lie inside each other here"
  static let secondDocument = "'---' begins a second document; a file holds one design"

  static func startsWith(_ character: Character) -> String {
    "a text cannot begin with '\(character)' in YAML; put it in double quotes"
  }

  static func neverClosed(_ opening: String) -> String {
    "the \(opening) opened here is never closed"
  }

  static let foldedText = "a text cannot begin with '>' or '|' in YAML; put it in double quotes"
  static let missingColon = "a key is expected here, followed by a colon and a space"
  static let indentation =
    "the indentation of this line does not fit the lines above; keys of one mapping begin in one "
    + "column"

  static func other(_ problem: String) -> String { "this is not YAML: \(problem)" }
  static let notUnicode = "a character here cannot stand in a text file"
}

extension String {
  fileprivate func count(of character: Character) -> Int { self.filter { $0 == character }.count }
}
