internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `correlation` or `covariance`: a number for every pair, or pairs by name.
  mutating func readPairs(
    _ fields: Fields, _ entry: DesignNode.Entry, into statement: inout RandomStatement
  ) {
    let correlated = pairs(of: statement)
    let given = fields.given(["correlation", "covariance"])
    guard let key = given.first, let node = fields[key] else {
      if !correlated.isEmpty { reportMissingPairs(correlated, entry, statement) }
      return
    }
    if given.count == 2 {
      report(
        .twoScales("correlation", "covariance", of: "'\(statement.key)'"),
        at: fields.position(given[1]))
      return
    }
    guard !correlated.isEmpty else {
      report(.nothingToCorrelate(key, statement.key), at: fields.position(key))
      return
    }
    statement.pairsAreCovariances = key == "covariance"
    if node.mapping != nil, !isDistribution(node, unless: statement.columns.map(\.statedName)) {
      readNamedPairs(node, key: key, among: correlated, into: &statement)
    } else if let value = pairValue(node, key: key, of: statement.key) {
      for pair in correlated { statement.pairs[pair] = value }
    }
  }

  /// The pairs of columns that belong to one bar.
  private func pairs(of statement: RandomStatement) -> [[Int]] {
    statement.columns.indices.flatMap { j in
      (0..<j).filter { statement.bars[$0] == statement.bars[j] }.map { [$0, j] }
    }
  }

  private mutating func reportMissingPairs(
    _ correlated: [[Int]], _ entry: DesignNode.Entry, _ statement: RandomStatement
  ) {
    let names = correlated.map { $0.map { statement.columns[$0].statedName } }
    report(
      .missingCorrelation(
        statement.key, pairs: names, separable: responseFamily.predictorCount == 1),
      at: entry.keyPosition)
  }

  private mutating func pairValue(
    _ node: DesignNode, key: String, of level: String
  ) -> Quantity? {
    let bounds = key == "correlation" ? ParameterBounds.correlation : .anywhere
    guard let value = quantity(node, of: "random.\(level).\(key)", within: bounds) else {
      return nil
    }
    if key == "correlation", abs(value.value) > 1 {
      report(Wording(.correlationOutside(value.value)), at: node)
      return nil
    }
    return value
  }

  private mutating func readNamedPairs(
    _ node: DesignNode, key: String, among correlated: [[Int]],
    into statement: inout RandomStatement
  ) {
    for outer in node.mapping ?? [] {
      guard let inners = outer.value.mapping else {
        report(.wantsPairs(key, found: outer.value.kindInWords), at: outer.value)
        continue
      }
      for inner in inners {
        let first = termColumns(outer, statement)
        let second = termColumns(inner, statement)
        guard let value = pairValue(inner.value, key: key, of: statement.key) else { continue }
        for pair in first.flatMap({ a in second.map { [a, $0].sorted() } }) {
          if !correlated.contains(pair) {
            report(.notAPair(outer.key, inner.key, statement.key), at: inner.keyPosition)
          } else if statement.pairs.updateValue(value, forKey: pair) != nil {
            report(.pairTwice(outer.key, inner.key), at: inner.keyPosition)
          }
        }
      }
    }
  }

  private mutating func termColumns(
    _ entry: DesignNode.Entry, _ statement: RandomStatement
  ) -> [Int] {
    let found = statement.columns.indices(ofTerm: entry.key)
    guard found.isEmpty else { return found }
    let names = statement.columns.map(\.statedName)
    let nearest = nearestName(to: entry.key, among: names)
    report(
      .noSuchRandomTerm(entry.key, level: statement.key, nearest: nearest, terms: names),
      at: entry.keyPosition)
    return []
  }
}
