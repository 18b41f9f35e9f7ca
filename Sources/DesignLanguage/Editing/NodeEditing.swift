/// Changes of a tree of nodes, which say what a changed text must read as.
extension DesignNode {
  /// Whether two nodes say the same, wherever they stand and however they are written.
  func says(_ other: DesignNode) -> Bool {
    guard droppedKeys == other.droppedKeys else { return false }
    switch (content, other.content) {
    case (.text(let left), .text(let right)): return left == right
    case (.list(let left), .list(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { $0.says($1) }
    case (.mapping(let left), .mapping(let right)):
      return left.count == right.count
        && zip(left, right).allSatisfy { $0.key == $1.key && $0.value.says($1.value) }
    default: return false
    }
  }

  var children: [DesignNode] { list ?? mapping?.map(\.value) ?? [] }

  /// The number of the child that a step of a resolved path leads to.
  func index(of step: String) -> Int? {
    if let items = list {
      return Int(step).flatMap { items.indices.contains($0 - 1) ? $0 - 1 : nil }
    }
    return mapping?.firstIndex { $0.key == step }
  }

  /// The tree with another node at the end of a way of child numbers.
  func replacing(_ way: ArraySlice<Int>, with node: DesignNode) -> DesignNode {
    guard let index = way.first else { return node }
    var copy = self
    switch content {
    case .text: break
    case .list(var items):
      items[index] = items[index].replacing(way.dropFirst(), with: node)
      copy.content = .list(items)
    case .mapping(var entries):
      entries[index].value = entries[index].value.replacing(way.dropFirst(), with: node)
      copy.content = .mapping(entries)
    }
    return copy
  }

  /// The list or mapping without a child.
  func removing(_ index: Int) -> DesignNode {
    var copy = self
    switch content {
    case .text: break
    case .list(var items):
      items.remove(at: index)
      copy.content = .list(items)
    case .mapping(var entries):
      entries.remove(at: index)
      copy.content = .mapping(entries)
    }
    return copy
  }

  /// The list or mapping with a further child.
  func inserting(_ key: String?, _ value: DesignNode, at index: Int) -> DesignNode {
    var copy = self
    switch content {
    case .text: break
    case .list(var items):
      items.insert(value, at: index)
      copy.content = .list(items)
    case .mapping(var entries):
      entries.insert(Entry(key: key ?? "", keyPosition: position, value: value), at: index)
      copy.content = .mapping(entries)
    }
    return copy
  }
}
