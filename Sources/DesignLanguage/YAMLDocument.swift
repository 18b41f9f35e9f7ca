internal import Yams

/// The node tree of a design file, and what of YAML in it is not allowed.
package struct YAMLDocument {
  package var root: DesignNode?
  package var diagnostics: [Diagnostic]

  /// Reads YAML text; a syntax error is the only diagnostic if there is one.
  package init(text: String, file: String) {
    // A byte order mark at the beginning is no part of the text.
    let text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    var keys = RepeatedKeys(text: text)
    while true {
      do {
        let parser = try Parser(yaml: keys.text, resolver: .basic)
        let node = try parser.singleRoot()
        var reading = NodeReading(file: file, keys: keys)
        // The parser owns the anchors of its nodes: it must outlive the walk.
        root = try withExtendedLifetime(parser) { try node.map { try reading.read($0) } }
        diagnostics = reading.diagnostics
        return
      } catch YamlError.duplicatedKeysInMapping(let names, let context)
        where keys.rename(names, at: context.mark)
      {
        continue
      } catch let refusal as Refusal {
        diagnostics = [refusal.diagnostic]
      } catch {
        diagnostics = [syntaxDiagnostic(error, text: text, file: file)]
      }
      root = nil
      return
    }
  }
}

/// A part of YAML that ends the reading, because what follows would mean something else.
private struct Refusal: Error {
  var diagnostic: Diagnostic
}

/// Turns the nodes of Yams into nodes of a design.
private struct NodeReading {
  let file: String
  let keys: RepeatedKeys
  var diagnostics: [Diagnostic] = []

  mutating func read(_ node: Node) throws -> DesignNode {
    let position = position(node.mark)
    try refuseAnchorsAndTags(node, at: position)
    switch node {
    case .scalar(let scalar):
      return DesignNode(
        content: .text(withoutControls(scalar.string, at: position)), position: position,
        isPlain: scalar.style == .plain)
    case .sequence(let items):
      return DesignNode(content: .list(try readItems(items)), position: position)
    case .mapping(let pairs):
      let (entries, dropped) = try readEntries(pairs)
      return DesignNode(content: .mapping(entries), position: position, droppedKeys: dropped)
    case .alias:
      throw Refusal(diagnostic: Diagnostic(at: position, YAMLWording.alias))
    }
  }

  /// Reports a control character, which no text of a design can hold; the reading goes on without.
  private mutating func withoutControls(_ text: String, at position: Position) -> String {
    if let control = firstControl(of: text) {
      diagnostics.append(Diagnostic(at: position, YAMLWording.controlCharacter(control)))
    }
    return showingControls(text)
  }

  private mutating func readItems(_ items: Node.Sequence) throws -> [DesignNode] {
    var list: [DesignNode] = []
    for item in items {
      let node = try read(item)
      if node.isPlain, node.text == "" {
        diagnostics.append(Diagnostic(at: node.position, YAMLWording.emptyItem))
      } else {
        list.append(node)
      }
    }
    return list
  }

  private mutating func readEntries(_ pairs: Node.Mapping) throws -> (
    entries: [DesignNode.Entry], dropped: [String]
  ) {
    var entries: [DesignNode.Entry] = []
    var dropped: [String] = []
    var firstLines: [String: Int] = [:]
    for (keyNode, valueNode) in pairs {
      let keyPosition = position(keyNode.mark)
      guard case .scalar(let scalar) = keyNode else {
        throw Refusal(diagnostic: Diagnostic(at: keyPosition, YAMLWording.keyIsNotText))
      }
      try refuseAnchorsAndTags(keyNode, at: keyPosition)
      let key = withoutControls(keys.original(scalar.string), at: keyPosition)
      let value = try read(valueNode)
      if let mistake = mistake(
        of: key, firstLine: firstLines[key], value: value, after: entries)
      {
        diagnostics.append(Diagnostic(at: keyPosition, mistake))
        dropped.append(key)
        if let split = entries.last, YAMLWording.isSplit(split.value) {
          dropped.append(split.key)
          firstLines[split.key] = nil
          entries.removeLast()
        }
      } else {
        entries.append(DesignNode.Entry(key: key, keyPosition: keyPosition, value: value))
        firstLines[key] = keyPosition.line
      }
    }
    return (entries, dropped)
  }

  private func mistake(
    of key: String, firstLine: Int?, value: DesignNode, after entries: [DesignNode.Entry]
  ) -> String? {
    if key == "<<" { return YAMLWording.mergeKey }
    if let firstLine { return YAMLWording.repeatedKey(key, firstLine: firstLine) }
    guard value.isPlain, value.text == "" else { return nil }
    return YAMLWording.keyWithoutValue(key, after: entries.last)
  }

  private func refuseAnchorsAndTags(_ node: Node, at position: Position) throws {
    if let anchor = node.anchor {
      throw Refusal(
        diagnostic: Diagnostic(at: position, YAMLWording.anchor(anchor.rawValue)))
    }
    let tag = tag(of: node)
    if tag.hasPrefix("!"), tag != "!" {
      throw Refusal(diagnostic: Diagnostic(at: position, YAMLWording.tag(tag)))
    }
  }

  private func tag(of node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.tag.description
    case .sequence(let sequence): sequence.tag.description
    case .mapping(let mapping): mapping.tag.description
    case .alias: ""
    }
  }

  private func position(_ mark: Mark?) -> Position {
    Position(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}
