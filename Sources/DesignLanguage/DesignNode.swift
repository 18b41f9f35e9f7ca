/// A value of a design file: a text, a list or a mapping, with the place where it begins.
package struct DesignNode: Sendable, Equatable {
  package var content: Content
  package var position: Position
  /// Whether the text stands without quotes on the line where it begins.
  var isPlain = true
  /// Whether the node was put in the place of another one, and so stands elsewhere in the file.
  var isReplacement = false
  /// Keys of a mapping that were reported and left out because they had no value.
  var droppedKeys: [String] = []

  package init(
    content: Content, position: Position, isPlain: Bool = true, droppedKeys: [String] = []
  ) {
    self.content = content
    self.position = position
    self.isPlain = isPlain
    self.droppedKeys = droppedKeys
  }

  package enum Content: Sendable, Equatable {
    case text(String)
    case list([DesignNode])
    case mapping([Entry])
  }

  /// A key and its value.
  package struct Entry: Sendable, Equatable {
    package var key: String
    package var keyPosition: Position
    package var value: DesignNode
  }

  package var text: String? {
    if case .text(let text) = content { text } else { nil }
  }

  package var list: [DesignNode]? {
    if case .list(let items) = content { items } else { nil }
  }

  package var mapping: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value under `key` of a mapping.
  package subscript(key: String) -> DesignNode? { entry(key)?.value }

  /// The entry under `key` of a mapping.
  package func entry(_ key: String) -> Entry? { mapping?.first { $0.key == key } }

  /// What the value is, for a sentence about what was found.
  var kindInWords: String {
    switch content {
    case .text(let text): "'\(text)'"
    case .list(let items): items.isEmpty ? "an empty list" : "a list"
    case .mapping: "a mapping of keys to values"
    }
  }

  /// The position of the first occurrence of `word` in the text, or of the node.
  func position(of word: String) -> Position {
    guard isPlain, let text, let offset = text.wordOffset(word) else { return position }
    return position(atUTF8Offset: offset)
  }

  /// The position of `name` after a bar, where grouping factors stand, or of the node.
  func position(ofGrouping name: String) -> Position {
    guard isPlain, let text, let bar = text.firstIndex(of: "|") else { return position }
    let before = text.utf8.distance(from: text.startIndex, to: bar)
    guard let offset = String(text[bar...]).wordOffset(name) else { return position }
    return position(atUTF8Offset: before + offset)
  }

  /// The position of a byte of the text; of the node if the text is quoted or spans lines.
  func position(atUTF8Offset offset: Int) -> Position {
    guard isPlain, let text, !text.contains("\n"), offset <= text.utf8.count else {
      return position
    }
    let scalars = String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count
    return position.advanced(by: scalars)
  }

  /// The value on one line, as it could be typed.
  package var flowText: String {
    switch content {
    case .text(let text): text
    case .list(let items): "[" + items.map(\.flowText).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", ") + "}"
    }
  }
}

extension String {
  /// The UTF-8 offset of `word` where it is not part of a longer name.
  fileprivate func wordOffset(_ word: String) -> Int? {
    guard !word.isEmpty else { return nil }
    var start = startIndex
    while let found = self[start...].firstRange(of: word) {
      let before = found.lowerBound == startIndex ? nil : self[index(before: found.lowerBound)]
      let after = found.upperBound == endIndex ? nil : self[found.upperBound]
      if !(before?.isPartOfName ?? false) && !(after?.isPartOfName ?? false) {
        return utf8.distance(from: startIndex, to: found.lowerBound)
      }
      start = found.upperBound
    }
    return nil
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" || self == "." }
}
