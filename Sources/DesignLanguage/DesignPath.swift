internal import ModelFormula

/// Where a path of rule 10 leads: the keys to it from the outside in.
package struct DesignPath {
  /// Keys, and numbers of list items from 1.
  package let steps: [String]
  /// Whether the last step is the size of a level, whose text keeps its `per`.
  let isLevelSize: Bool

  /// Whether one of two paths leads to the other's place or into it.
  func overlaps(_ other: DesignPath) -> Bool {
    zip(steps, other.steps).allSatisfy(==)
  }
}

/// Why a path cannot be followed; without a message if its level is refused itself.
package struct PathMistake: Error {
  let message: Wording?
}

extension DesignNode {
  /// Finds a level, a `let` name, or keys joined by dots: the longest key that fits.
  package func resolve(_ path: String) throws(PathMistake) -> DesignPath {
    if path.isEmpty { throw PathMistake(message: .emptyPath) }
    if self["let"]?.entry(path) != nil {
      return DesignPath(steps: ["let", path], isLevelSize: false)
    }
    if let level = self["levels"]?[path] {
      if level.text != nil { return DesignPath(steps: ["levels", path], isLevelSize: true) }
      if level["sizes"] != nil || level["by"] != nil {
        throw PathMistake(message: .pathOfUnequalLevel(path))
      }
      for key in ["size", "total"] where level[key] != nil {
        let steps = ["levels", path, key] + (level[key]?.stepsToMean ?? [])
        return DesignPath(steps: steps, isLevelSize: false)
      }
      let isListed = level["values"] != nil
      throw PathMistake(message: isListed ? .pathOfListedLevel(path) : nil)
    }
    return DesignPath(steps: numbered(try steps(of: path)), isLevelSize: false)
  }

  /// The steps from a size to its mean, where that is a key; none to a plain number.
  private var stepsToMean: [String] {
    guard let entries = mapping else { return [] }
    if self["mean"] != nil { return ["mean"] }
    for entry in entries where KeyTable.distributions.contains(entry.key) {
      return [entry.key] + (entry.value["mean"] == nil ? [] : ["mean"])
    }
    return []
  }

  private func steps(of path: String) throws(PathMistake) -> [String] {
    var steps: [String] = []
    var rest = path
    var node: DesignNode? = self
    while !rest.isEmpty {
      // Below `grid` a key is a path itself.
      let step = steps == ["grid"] ? rest : try next(in: node, after: steps, rest: rest, path: path)
      steps.append(step)
      rest = String(rest.dropFirst(step.count + 1))
      node = node?.child(step)
    }
    return steps
  }

  /// The longest key at the beginning of `rest` that stands here or may stand here.
  private func next(
    in node: DesignNode?, after steps: [String], rest: String, path: String
  ) throws(PathMistake) -> String {
    var known = node?.mapping?.map(\.key) ?? node?.itemNames ?? []
    known += (KeyTable.table(at: steps)?.served ?? []).filter { !known.contains($0) }
    if steps == ["effects"] {
      let there = Set(known)
      known += effectNames.filter { !there.contains($0) }
    }
    let fitting = known.filter { rest == $0 || rest.hasPrefix($0 + ".") }
    if let longest = fitting.max(by: { $0.count < $1.count }) { return longest }
    if steps.isEmpty {
      known += ["let", "levels"].flatMap { self[$0]?.mapping?.map(\.key) ?? [] }
    }
    let missing = String(rest.prefix { $0 != "." })
    let nearest = nearestName(to: missing, among: known) ?? nearestName(to: rest, among: known)
    throw PathMistake(message: .pathLeadsNowhere(path, missing: missing, nearest: nearest))
  }

  /// The terms of the model, for which `effects` may have keys.
  private var effectNames: [String] {
    guard let formula = self["model"]?.text.flatMap({ try? Formula.parse($0) }) else { return [] }
    return ["intercept"] + formula.terms.map(\.name)
  }

  /// What a list's items are called: their names, and numbers from 1.
  private var itemNames: [String]? {
    list.map { items in
      items.compactMap { $0["name"]?.text } + items.indices.map { String($0 + 1) }
    }
  }

  /// What stands at the end of some steps; nil if they lead nowhere.
  func node(at steps: [String]) -> DesignNode? {
    steps.reduce(self as DesignNode?) { $0?.child($1) }
  }

  private func child(_ step: String) -> DesignNode? {
    if let items = list {
      if let index = items.firstIndex(where: { $0["name"]?.text == step }) { return items[index] }
      return Int(step).flatMap { items.indices.contains($0 - 1) ? items[$0 - 1] : nil }
    }
    return self[step]
  }

  /// The steps with list items by number instead of by name.
  private func numbered(_ steps: [String]) -> [String] {
    var node: DesignNode? = self
    return steps.map { step in
      var result = step
      if let items = node?.list,
        let index = items.firstIndex(where: { $0["name"]?.text == step })
      {
        result = String(index + 1)
      }
      node = node?.child(step)
      return result
    }
  }
}

extension DesignNode {
  /// Puts `value` at the place a path leads to; keys on the way that are not there are made.
  func replacing(_ path: DesignPath, with value: DesignNode, keyPosition: Position) -> DesignNode {
    var value = value
    value.isReplacement = true
    if path.isLevelSize, let count = value.text,
      let old = self[path.steps[0]]?[path.steps[1]]?.text
    {
      value.content = .text(SizeText(old).replacingCount(with: count))
    }
    return replacing(path.steps[...], with: value, keyPosition: keyPosition)
  }

  private func replacing(
    _ steps: ArraySlice<String>, with value: DesignNode, keyPosition: Position
  ) -> DesignNode {
    guard let step = steps.first else { return value }
    var node = self
    let rest = steps.dropFirst()
    if var items = list, let number = Int(step), items.indices.contains(number - 1) {
      items[number - 1] = items[number - 1].replacing(rest, with: value, keyPosition: keyPosition)
      node.content = .list(items)
      return node
    }
    var entries = mapping ?? []
    if let index = entries.firstIndex(where: { $0.key == step }) {
      entries[index].value = entries[index].value.replacing(
        rest, with: value, keyPosition: keyPosition)
    } else {
      let empty = DesignNode(content: .mapping([]), position: keyPosition)
      let made = empty.replacing(rest, with: value, keyPosition: keyPosition)
      entries.append(Entry(key: step, keyPosition: keyPosition, value: made))
    }
    node.content = .mapping(entries)
    return node
  }
}
