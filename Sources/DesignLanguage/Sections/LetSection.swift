internal import ModelFormula

extension DesignReading {
  /// `let: {NAME: NUMBER}`; a number may use other `let` names, in any order.
  mutating func readLet() {
    guard let node = root["let"] else { return }
    guard let entries = node.mapping else {
      report(.wantsNamedNumbers("let", found: node.kindInWords), at: node)
      return
    }
    brokenLets = Set(entries.map(\.key))
    var pending: [(entry: DesignNode.Entry, expression: Expression)] = []
    for entry in entries {
      guard let text = entry.value.text, plainNumber(text) == nil else {
        settle(entry)
        continue
      }
      if let expression = try? sources.expression(text), !expression.names.isEmpty {
        pending.append((entry, expression))
      } else {
        settle(entry)
      }
    }
    resolve(pending)
  }

  /// Evaluates those whose names are known, until none is left or none can be.
  private mutating func resolve(
    _ entries: [(entry: DesignNode.Entry, expression: Expression)]
  ) {
    var pending = entries
    while !pending.isEmpty {
      let waiting = Set(pending.map(\.entry.key))
      let ready = pending.filter { waiting.isDisjoint(with: $0.expression.names) }
      if ready.isEmpty {
        let circle = pending.filter { !waiting.isDisjoint(with: $0.expression.names) }
        for item in circle { report(.letInItself(item.entry.key), at: item.entry.keyPosition) }
        return
      }
      for item in ready { settle(item.entry) }
      pending.removeAll { item in ready.contains { $0.entry.key == item.entry.key } }
    }
  }

  private mutating func settle(_ entry: DesignNode.Entry) {
    if entry.value.mapping != nil {
      report(
        .notServed("a 'let' drawn from a distribution ('\(entry.key)')"), at: entry.keyPosition)
      return
    }
    guard let value = number(entry.value) else { return }
    lets[entry.key] = value
    brokenLets.remove(entry.key)
  }
}
