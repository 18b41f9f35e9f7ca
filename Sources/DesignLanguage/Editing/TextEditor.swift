/// A design's text, ready to be changed in one place.
struct TextEditor {
  let source: SourceText
  let root: DesignNode
  private let mistakes: [String]

  /// Refuses a text that is not YAML, or no design.
  init(text: String) throws(EditRefusal) {
    let document = YAMLDocument(text: text, file: "")
    guard let root = document.root, root.mapping != nil else {
      let diagnostic = document.diagnostics.first
      throw EditRefusal(
        EditWording.notYAML(
          line: diagnostic?.line ?? 1, diagnostic?.message ?? YAMLWording.emptyFile))
    }
    source = SourceText(text)
    self.root = root
    mistakes = document.diagnostics.map(\.message)
  }

  func text(after edit: DesignEdit) throws(EditRefusal) -> String {
    switch edit {
    case .set(let path, let value): try set(path, try ValueText(value))
    case .remove(let path): try remove(path)
    case .add(let parent, let name, let value, let before):
      try add(to: parent, name: name, try ValueText(value), before: before)
    }
  }

  /// A changed text with what it must read as.
  struct Change {
    var range: Range<Int>
    var part: String
    var tree: DesignNode
  }

  /// The text after a change, which reads as it must.
  func text(_ change: Change?, of path: String) throws(EditRefusal) -> String {
    guard let change else { throw EditRefusal(EditWording.cannotChange(path)) }
    let text = source.replacing(change.range, with: change.part)
    let document = YAMLDocument(text: text, file: "")
    guard let root = document.root, root.says(change.tree),
      document.diagnostics.map(\.message).allSatisfy(mistakes.contains)
    else { throw EditRefusal(EditWording.cannotChange(path)) }
    return text
  }

  func resolve(_ path: String) throws(EditRefusal) -> DesignPath {
    do throws(PathMistake) {
      return try root.resolve(path)
    } catch {
      throw EditRefusal(error.message?.sentence ?? EditWording.cannotChange(path))
    }
  }

  /// How far steps lead: numbers of children, the node there, whether it lies in brackets or braces, and
  /// the steps that lead no further.
  func follow(_ steps: [String]) -> Place {
    var place = Place(way: [], node: root, isInFlow: source.isFlow(root), missing: [])
    for (number, step) in steps.enumerated() {
      guard let index = place.node.index(of: step) else {
        place.missing = Array(steps[number...])
        break
      }
      place.parents.append(place.node)
      place.way.append(index)
      place.node = place.node.children[index]
      place.isWithinFlow = place.isInFlow
      place.isInFlow = place.isInFlow || source.isFlow(place.node)
    }
    return place
  }

  struct Place {
    var way: [Int]
    var node: DesignNode
    var parents: [DesignNode] = []
    /// Whether what the node holds stands within brackets or braces.
    var isInFlow: Bool
    /// Whether the node itself stands within some.
    var isWithinFlow = false
    var missing: [String]
  }

  // Setting

  private func set(_ path: String, _ value: ValueText) throws(EditRefusal) -> String {
    let resolved = try resolve(path)
    var value = value
    if resolved.isLevelSize, let count = value.node.text, let old = follow(resolved.steps).node.text
    {
      var node = value.node
      node.content = .text(SizeText(old).replacingCount(with: count))
      value = ValueText(node: node)
    }
    let place = follow(resolved.steps)
    guard place.missing.isEmpty else {
      return try insert(
        place.missing[0], nested(value, in: place.missing.dropFirst()), path: path,
        into: place, before: nil)
    }
    return try text(replacement(of: place, by: value), of: path)
  }

  /// A value below keys that are not there yet.
  private func nested(_ value: ValueText, in keys: ArraySlice<String>) -> ValueText {
    keys.isEmpty
      ? value
      : ValueText(
        node: keys.reversed().reduce(value.node) { node, key in
          DesignNode(
            content: .mapping([
              DesignNode.Entry(key: key, keyPosition: node.position, value: node)
            ]), position: node.position)
        })
  }

  private func replacement(of place: Place, by value: ValueText) -> Change? {
    guard let span = source.span(of: place.node) else { return nil }
    let tree = root.replacing(place.way[...], with: value.node)
    var part = value.line(inFlow: place.isWithinFlow)
    if source.isBlockText(place.node) {
      let header = source.scalars[span.lowerBound..<source.lineEnd(of: span.lowerBound)]
      let rest = String(String.UnicodeScalarView(header.drop { !$0.isBlankOrBreak }))
      let first = source.nextLine(after: span.lowerBound)
      let indent = first < span.upperBound ? source.indent(of: first) : 2
      part =
        value.block(indent: indent, lineBreak: source.lineBreak, headerRest: rest) ?? part + rest
    } else if value.node.text?.hasLineBreaks == true, !place.isWithinFlow,
      let parent = place.parents.last, parent.mapping != nil,
      source.isBlank(span.upperBound..<source.lineEnd(of: span.upperBound))
    {
      let indent = parent.position.column + 1
      part = value.block(indent: indent, lineBreak: source.lineBreak, headerRest: "") ?? part
    } else if !place.isWithinFlow, place.node.list != nil, place.parents.last?.mapping != nil,
      place.node.position.column == place.parents.last?.position.column
    {
      // The dashes of a list may stand below the key itself; nothing else may.
      part = "  " + part
    }
    return Change(range: span, part: part, tree: tree)
  }

  // Adding

  private func add(
    to parent: String, name: String?, _ value: ValueText, before: String?
  ) throws(EditRefusal) -> String {
    let steps = parent.isEmpty ? [] : try resolve(parent).steps
    let place = follow(steps)
    guard place.missing.isEmpty else {
      let content: DesignNode
      if let name {
        content = nested(value, in: (place.missing.dropFirst() + [name])[...]).node
      } else {
        let list = DesignNode(content: .list([value.node]), position: value.node.position)
        content = nested(ValueText(node: list), in: place.missing.dropFirst()).node
      }
      return try insert(
        place.missing[0], ValueText(node: content), path: parent, into: place, before: nil)
    }
    guard let name else {
      guard let items = place.node.list else { throw EditRefusal(EditWording.noList(parent)) }
      let tree = root.replacing(
        place.way[...], with: place.node.inserting(nil, value.node, at: items.count))
      return try text(
        insertion(value.line(inFlow: place.isInFlow), at: items.count, of: place, tree), of: parent)
    }
    return try insert(name, value, path: parent, into: place, before: before)
  }

  private func insert(
    _ name: String, _ value: ValueText, path: String, into place: Place, before: String?
  ) throws(EditRefusal) -> String {
    guard let entries = place.node.mapping else { throw EditRefusal(EditWording.noKeys(path)) }
    if entries.contains(where: { $0.key == name }) || place.node.droppedKeys.contains(name) {
      throw EditRefusal(EditWording.keyIsThere(name, in: path))
    }
    var index = place.way.isEmpty ? sectionIndex(name, entries.map(\.key)) : entries.count
    if let before {
      guard let found = entries.firstIndex(where: { $0.key == before }) else {
        throw EditRefusal(EditWording.nothingBefore(before, in: path))
      }
      index = found
    }
    let tree = root.replacing(
      place.way[...], with: place.node.inserting(name, value.node, at: index))
    let key = ValueText.key(name, inFlow: place.isInFlow)
    let column = max(place.node.position.column, 1)
    let block =
      !place.isInFlow && value.node.text?.hasLineBreaks == true
      ? value.block(indent: column + 1, lineBreak: source.lineBreak, headerRest: "") : nil
    let entry = key + ": " + (block ?? value.line(inFlow: place.isInFlow))
    return try text(insertion(entry, at: index, of: place, tree), of: path.isEmpty ? name : path)
  }

  /// Sections stand in their usual order: after the last of those that go before.
  private func sectionIndex(_ name: String, _ keys: [String]) -> Int {
    guard let rank = Self.usualOrder.firstIndex(of: name) else { return keys.count }
    let last = keys.lastIndex { key in
      Self.usualOrder.firstIndex(of: key).map { $0 < rank } ?? false
    }
    return last.map { $0 + 1 } ?? 0
  }

  private static let usualOrder = [
    "title", "description", "let", "data", "parameters", "levels", "predictors", "correlations",
    "model", "family", "effects", "random", "residual", "missing", "nonresponse", "dropout",
    "response_rate", "analysis", "tests", "threshold", "grid", "cost", "budget", "search", "find",
    "simulation", "target",
  ]
}
