/// How lists and mappings grow and shrink in the text.
extension TextEditor {
  /// A further child before the one that is number `index` now.
  func insertion(_ written: String, at index: Int, of place: Place, _ tree: DesignNode) -> Change? {
    let children = spans(of: place.node)
    if source.isFlow(place.node) {
      guard let span = source.span(of: place.node) else { return nil }
      if index < children.count {
        guard let next = children[index] else { return nil }
        return Change(range: next.lowerBound..<next.lowerBound, part: written + ", ", tree: tree)
      }
      guard let last = children.last else {
        return Change(
          range: (span.lowerBound + 1)..<(span.lowerBound + 1), part: written, tree: tree)
      }
      guard let end = last?.upperBound else { return nil }
      return Change(range: end..<end, part: ", " + written, tree: tree)
    }
    guard !place.isInFlow, !children.isEmpty else { return nil }
    let indent = String(repeating: " ", count: place.node.position.column - 1)
    let line = indent + (place.node.list == nil ? "" : "- ") + written
    if index == 0 {
      guard let first = children[0] else { return nil }
      let start = source.lineStart(of: first.lowerBound)
      return Change(range: start..<start, part: line + source.lineBreak, tree: tree)
    }
    guard let previous = children[index - 1] else { return nil }
    let end = source.lineEnd(of: previous.upperBound)
    return Change(range: end..<end, part: source.lineBreak + line, tree: tree)
  }

  func remove(_ path: String) throws(EditRefusal) -> String {
    let resolved = try resolve(path)
    var place = follow(resolved.steps)
    guard place.missing.isEmpty, !place.way.isEmpty else {
      throw EditRefusal(EditWording.nothingThere(path))
    }
    // What would be left empty goes as well.
    while place.way.count > 1, let parent = place.parents.last, parent.children.count == 1 {
      place = follow(Array(resolved.steps[..<(place.way.count - 1)]))
    }
    guard let parent = place.parents.last, let index = place.way.last else {
      throw EditRefusal(EditWording.nothingThere(path))
    }
    guard parent.children.count > 1 else { throw EditRefusal(EditWording.lastSection(path)) }
    let tree = root.replacing(place.way.dropLast(), with: parent.removing(index))
    let range =
      place.isWithinFlow ? flowRange(of: index, in: parent) : blockRange(of: index, in: parent)
    let part = range.map { removing($0, inFlow: source.isFlow(parent), of: index, in: parent) }
    return try text(
      range.map { Change(range: $0, part: part ?? "", tree: tree) }, of: path)
  }

  /// From the beginning of each child, its key or dash included, to its end.
  private func spans(of node: DesignNode) -> [Range<Int>?] {
    switch node.content {
    case .text: []
    case .mapping(let entries):
      entries.map { entry in
        guard let start = source.offset(of: entry.keyPosition),
          let end = source.span(of: entry.value)?.upperBound
        else { return nil }
        return start..<end
      }
    case .list(let items):
      items.map { item in
        guard let span = source.span(of: item), !source.isFlow(node) else {
          return source.span(of: item)
        }
        let dash = source.scalars[..<span.lowerBound].lastIndex { !$0.isBlankOrBreak }
        guard let dash, source.scalars[dash] == "-" else { return nil }
        return dash..<span.upperBound
      }
    }
  }

  /// A child within brackets or braces with the gap to the one before, or after the first.
  private func flowRange(of index: Int, in parent: DesignNode) -> Range<Int>? {
    let children = spans(of: parent)
    guard source.isFlow(parent), let own = children[index] else { return nil }
    if index > 0 {
      guard let previous = children[index - 1] else { return nil }
      return previous.upperBound..<own.upperBound
    }
    guard let next = children[1] else { return nil }
    return own.lowerBound..<next.lowerBound
  }

  /// The lines of a child; up to the next one where it shares its line with what is around it.
  private func blockRange(of index: Int, in parent: DesignNode) -> Range<Int>? {
    let children = spans(of: parent)
    guard let own = children[index] else { return nil }
    let start = source.lineStart(of: own.lowerBound)
    if source.isBlank(start..<own.lowerBound) {
      return start..<source.nextLine(after: own.upperBound)
    }
    guard index + 1 < children.count, let next = children[index + 1] else { return nil }
    return own.lowerBound..<next.lowerBound
  }

  /// What stays of a removed range: comments between the children, which say something about others.
  private func removing(
    _ range: Range<Int>, inFlow: Bool, of index: Int, in parent: DesignNode
  ) -> String {
    guard inFlow, let own = spans(of: parent)[index] else { return "" }
    let gap = index > 0 ? range.lowerBound..<own.lowerBound : own.upperBound..<range.upperBound
    guard gap.contains(where: { source.isComment(at: $0) }) else { return "" }
    guard let comma = gap.first(where: { source.scalars[$0] == "," && !isCommented($0, in: gap) })
    else { return source.text(gap) }
    return source.text(gap.lowerBound..<comma) + source.text((comma + 1)..<gap.upperBound)
  }

  private func isCommented(_ index: Int, in gap: Range<Int>) -> Bool {
    let line = max(source.lineStart(of: index), gap.lowerBound)
    return (line..<index).contains { source.isComment(at: $0) }
  }
}
