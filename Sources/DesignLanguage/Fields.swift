internal import ModelFormula
/// The entries of a mapping whose keys are known to be served.
struct Fields {
  let node: DesignNode
  let entries: [DesignNode.Entry]

  subscript(key: String) -> DesignNode? { entries.first { $0.key == key }?.value }

  /// Where the key stands, or the mapping begins.
  func position(_ key: String) -> Position {
    entries.first { $0.key == key }?.keyPosition ?? node.position
  }

  /// Those of `keys` that are given, in the order of the file.
  func given(_ keys: [String]) -> [String] {
    entries.map(\.key).filter(keys.contains)
  }
}

extension DesignReading {
  /// The entries of a mapping that has the keys of a table; reports unknown keys.
  mutating func fields(_ node: DesignNode, _ table: KeyTable) -> Fields? {
    guard let entries = node.mapping else {
      report(.wantsMapping(table.owner, found: node.kindInWords, keys: table.served), at: node)
      return nil
    }
    var served: [DesignNode.Entry] = []
    for entry in entries {
      if table.served.contains(entry.key) {
        served.append(entry)
      } else {
        let nearest = nearestName(to: entry.key, among: table.served)
        let message = Wording.unknownKey(
          entry.key, of: table.owner, nearest: nearest, known: table.served)
        report(message, at: entry.keyPosition)
        rejectedKeys.insert(entry.keyPosition)
      }
    }
    return Fields(node: node, entries: served)
  }

  /// Whether a key of the mapping was reported, which may be why another one is missing.
  func hasRejectedKey(_ node: DesignNode) -> Bool {
    !node.droppedKeys.isEmpty
      || node.mapping?.contains { rejectedKeys.contains($0.keyPosition) } ?? false
  }

  /// Reports that the design has no section of this name, unless a misspelt one was reported.
  mutating func reportMissingSection(_ name: String, example: String) {
    let known = DesignSection.keys.served
    let isMisspelt = root.mapping?.contains { entry in
      !known.contains(entry.key) && nearestName(to: entry.key, among: known) == name
        || entry.key.hasPrefix(name + ":")
    }
    if isMisspelt == true || root.droppedKeys.contains(name) { return }
    report(.missingSection(name, example: example), at: root)
  }
}
