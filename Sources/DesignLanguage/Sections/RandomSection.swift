internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `random`: one statement for each level that has random terms.
  mutating func readRandom() -> [RandomStatement] {
    let node = root["random"]
    if let node, node.mapping == nil {
      report(.wantsNamedMappings("random", found: node.kindInWords), at: node)
      return []
    }
    guard let columns else {
      for entry in node?.mapping ?? [] { _ = fields(entry.value, .random) }
      return []
    }
    let wanted = Set(groupingLevels).sorted()
    var statements: [RandomStatement] = []
    var used: Set<String> = []
    for level in wanted {
      var statement = emptyStatement(level: level, columns: columns)
      if let entry = entry(of: levels[level].name, in: node) {
        used.insert(entry.key)
        statement = read(entry, into: statement)
      } else if !fill(&statement) {
        if lacksEstimates || isMisspelt(statement.key, in: node) { continue }
        report(
          .missingRandom(statement.key, terms: statement.columns.map(\.statedName)),
          at: node == nil ? root.position : position(of: ["random"]))
        continue
      }
      statements.append(statement)
    }
    reportUnused(node, used: used, wanted: wanted)
    return statements
  }

  /// The entry of a level: its name, or the bare name of `a:b`.
  private func entry(of level: String, in node: DesignNode?) -> DesignNode.Entry? {
    node?.entry(level) ?? node?.entry(bareName(level))
  }

  /// What a level is called under `random`: by its last name if it is nested in a data set, in full
  /// if it is a crossing.
  private func bareName(_ level: String) -> String {
    if levels.contains(where: { $0.name == level && $0.isImplied }) { return level }
    return level.split(separator: ":").last.map(String.init) ?? level
  }

  private func emptyStatement(level: Int, columns: ModelColumns) -> RandomStatement {
    let own = groupingLevels.indices.filter { groupingLevels[$0] == level }
    let pairs = own.flatMap { bar in columns.bars[bar].columns.map { (bar, $0) } }
    return RandomStatement(
      level: level, key: bareName(levels[level].name), columns: pairs.map(\.1),
      bars: pairs.map(\.0), variances: Array(repeating: nil, count: pairs.count))
  }

  /// Takes the fitted covariances; false if there are none or the file lacks a column.
  private func fill(_ statement: inout RandomStatement) -> Bool {
    guard let fitted = fittedCovariances(ofLevel: statement.level, columns: statement.columns)
    else { return false }
    statement.pairsAreCovariances = true
    for i in fitted.indices {
      statement.variances[i] = Quantity(fitted[i][i])
      for j in fitted.indices where j > i { statement.pairs[[i, j]] = Quantity(fitted[i][j]) }
    }
    return true
  }

  /// Whether an entry that is no level was probably meant to be this one.
  private func isMisspelt(_ level: String, in node: DesignNode?) -> Bool {
    let known = levels.map(\.name)
    return node?.droppedKeys.contains(level) == true
      || node?.mapping?.contains { entry in
        !known.contains(entry.key) && nearestName(to: entry.key, among: known) == level
      } == true
  }

  private mutating func reportUnused(_ node: DesignNode?, used: Set<String>, wanted: [Int]) {
    for entry in node?.mapping ?? [] where !used.contains(entry.key) {
      let grouping = wanted.map { bareName(levels[$0].name) }
      if levels.contains(where: { $0.name == entry.key }) {
        report(.randomWithoutBar(entry.key, grouping: grouping), at: entry.keyPosition)
      } else {
        let nearest = nearestName(to: entry.key, among: grouping + levels.map(\.name))
        report(
          .unknownRandom(entry.key, nearest: nearest, grouping: grouping), at: entry.keyPosition)
      }
    }
  }

  private mutating func read(
    _ entry: DesignNode.Entry, into empty: RandomStatement
  ) -> RandomStatement {
    var statement = empty
    guard let fields = fields(entry.value, .random) else {
      statement.broken = Set(statement.columns.indices)
      return statement
    }
    statement.distribution = fields["distribution"].flatMap { shape($0) }
    if fields.entries.map(\.key) == ["distribution"], fill(&statement) { return statement }
    if let node = fields["icc"] { readICC(node, into: &statement) }
    for key in fields.given(["sd", "variance"]) {
      guard let node = fields[key] else { continue }
      readSpreads(node, key: key, into: &statement)
    }
    reportMissingSpreads(entry, statement)
    readPairs(fields, entry, into: &statement)
    return statement
  }

  private mutating func readICC(_ node: DesignNode, into statement: inout RandomStatement) {
    if let intercept = statement.intercept { statement.broken.insert(intercept) }
    var node = node
    var owner = "random.\(statement.key).icc"
    if node.mapping != nil, !isDistribution(node) {
      guard let (scale, value) = scaleOfShare(node) else { return }
      (statement.shareScale, node) = (scale, value)
      owner += ".\(scale.rawValue)"
    } else if !isNormal {
      report(
        responseFamily.latentVariance == nil && familyIsKnown
          ? .iccOfOtherFamily(responseFamily.name) : .iccWithoutScale(node.text ?? "0.05"), at: node
      )
      return
    }
    guard let share = quantity(node, of: owner, within: .share) else { return }
    if statement.shareScale == .observed, share.isDrawn {
      report(.notServed("an observed icc that is drawn"), at: node)
      return
    }
    guard share.value >= 0, share.value < 1 else {
      report(Wording(.iccOutside(share.value)), at: node)
      return
    }
    guard let intercept = statement.intercept else {
      report(.iccWithoutIntercept(statement.key), at: node)
      return
    }
    statement.broken.remove(intercept)
    statement.icc = (share, node.position)
  }

  /// `{latent: ρ}` or `{observed: ρ}`.
  private mutating func scaleOfShare(_ node: DesignNode) -> (ShareScale, DesignNode)? {
    guard let fields = fields(node, .share), familyIsKnown else { return nil }
    guard let entry = fields.entries.first, let scale = ShareScale(rawValue: entry.key) else {
      if !hasRejectedKey(node) { report(.iccWithoutScale("0.05"), at: node) }
      return nil
    }
    if let second = fields.entries.dropFirst().first {
      report(.twoScales(entry.key, second.key, of: "the icc"), at: second.keyPosition)
      return nil
    }
    if isNormal {
      report(.ofOtherResponses(entry.key), at: entry.keyPosition)
      return nil
    }
    guard responseFamily.latentVariance != nil else {
      report(.iccOfOtherFamily(responseFamily.name), at: entry.keyPosition)
      return nil
    }
    return (scale, entry.value)
  }

  private mutating func readSpreads(
    _ node: DesignNode, key: String, into statement: inout RandomStatement
  ) {
    let columns = statement.columns
    for (column, value) in termValues(node, key: key, of: &statement) {
      let isICC = column == statement.intercept && statement.icc != nil
      if statement.variances[column] != nil || isICC {
        report(.twoSpreads(statement.columns[column].statedName, statement.key), at: value)
        continue
      }
      statement.broken.insert(column)
      let name = columns[column].statedName
      let owner = "random.\(statement.key).\(key)" + (columns.count > 1 ? ".\(name)" : "")
      guard let stated = quantity(value, of: owner, within: .spread) else { continue }
      guard stated.value >= 0 else {
        let found = stated.value
        report(Wording(key == "sd" ? .sdBelowZero(found) : .varianceBelowZero(found)), at: value)
        continue
      }
      statement.broken.remove(column)
      statement.variances[column] = key == "sd" ? stated * stated : stated
    }
  }

  /// One number where there is one term left, or a number by term.
  private mutating func termValues(
    _ node: DesignNode, key: String, of statement: inout RandomStatement
  ) -> [(column: Int, value: DesignNode)] {
    let columns = statement.columns
    let names = columns.map(\.statedName)
    guard let entries = node.mapping, !isDistribution(node, unless: names) else {
      let open = columns.indices.filter { $0 != statement.intercept || statement.icc == nil }
      if open.count == 1 { return [(open[0], node)] }
      statement.broken.formUnion(open)
      report(
        .oneSpreadForMany(key, statement.key, terms: open.map { columns[$0].statedName }), at: node)
      return []
    }
    var values: [(column: Int, value: DesignNode)] = []
    for entry in entries {
      let found = columns.indices(ofTerm: entry.key)
      if found.isEmpty {
        // The spread is taken for that of the effect that was meant, which is then not missing.
        let meant = reportUnknownTerm(entry, statement)
        statement.broken.formUnion(meant.map { columns.indices(ofTerm: $0) } ?? [])
      }
      values += found.map { ($0, entry.value) }
    }
    return values
  }

  private mutating func reportUnknownTerm(
    _ entry: DesignNode.Entry, _ statement: RandomStatement
  ) -> String? {
    let names = statement.columns.map(\.statedName)
    let nearest = nearestName(to: entry.key, among: names)
    report(
      .noSuchRandomTerm(entry.key, level: statement.key, nearest: nearest, terms: names),
      at: entry.keyPosition)
    return nearest
  }

  private mutating func reportMissingSpreads(
    _ entry: DesignNode.Entry, _ statement: RandomStatement
  ) {
    let open = statement.columns.indices.filter { index in
      statement.variances[index] == nil && !statement.broken.contains(index)
        && !(index == statement.intercept && statement.icc != nil)
    }
    guard !open.isEmpty, !hasRejectedKey(entry.value) else { return }
    let names = open.map { statement.columns[$0].statedName }
    report(.missingSpread(statement.key, terms: names), at: entry.keyPosition)
  }
}

extension ColumnRecipe {
  /// The name in designs: R's, with `intercept` for `(Intercept)`.
  var statedName: String { name == "(Intercept)" ? "intercept" : name }
}
