internal import ModelFormula

extension DesignReading {
  /// `let: {NAME: NUMBER}`; a number may use other `let` names, in any order. A distribution in the
  /// place of a number is drawn for each replicate.
  mutating func readLet() {
    guard let node = root["let"] else { return }
    guard let entries = node.mapping else {
      report(.wantsNamedNumbers("let", found: node.kindInWords), at: node)
      return
    }
    brokenLets = Set(entries.map(\.key))
    guard entries.count <= Self.mostLets else {
      report(.tooMany(entries.count, "names in 'let'", most: Self.mostLets), at: node)
      return
    }
    var pending: [(entry: DesignNode.Entry, names: [String])] = []
    for entry in entries {
      let names = names(in: entry.value)
      if names.isEmpty { settle(entry) } else { pending.append((entry, names)) }
    }
    resolve(pending)
  }

  /// The names in a number, or in the numbers of a distribution.
  private func names(in node: DesignNode) -> [String] {
    switch node.content {
    case .text(let text):
      plainNumber(text) == nil ? (try? sources.expression(text))?.names ?? [] : []
    case .list(let items): items.flatMap { names(in: $0) }
    case .mapping(let entries): entries.flatMap { names(in: $0.value) }
    }
  }

  /// Evaluates those whose names are known, until none is left or none can be.
  private mutating func resolve(_ entries: [(entry: DesignNode.Entry, names: [String])]) {
    var pending = entries
    while !pending.isEmpty {
      let waiting = Set(pending.map(\.entry.key))
      let ready = pending.filter { waiting.isDisjoint(with: $0.names) }
      if ready.isEmpty {
        let circle = pending.filter { !waiting.isDisjoint(with: $0.names) }
        for item in circle { report(.letInItself(item.entry.key), at: item.entry.keyPosition) }
        return
      }
      for item in ready { settle(item.entry) }
      pending.removeAll { item in ready.contains { $0.entry.key == item.entry.key } }
    }
  }

  private mutating func settle(_ entry: DesignNode.Entry) {
    guard let value = quantity(entry.value, of: entry.key) else { return }
    if value.isDrawn { drawnLets[entry.key] = value } else { lets[entry.key] = value.value }
    brokenLets.remove(entry.key)
  }
}
