internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `within` with `ar1` or `correlation`: the level and the correlation of rows of one of its units.
  mutating func residualCorrelation(_ fields: Fields) -> (Int, ResidualModel.Correlation)? {
    let given = fields.given(["ar1", "correlation", "covariance"])
    guard let within = fields["within"] else {
      if let node = fields["ar1"] { report(.residualCorrelationWithoutUnits("ar1"), at: node) }
      return nil
    }
    if fields["distribution"] != nil {
      report(
        .notServed("a 'distribution' of residuals that correlate within units"),
        at: fields.position("distribution"))
      return nil
    }
    guard let level = residualLevel(within), let key = given.first, let node = fields[key] else {
      if given.isEmpty { report(.residualUnitsWithoutCorrelation, at: fields.position("within")) }
      return nil
    }
    if given.count > 1 {
      report(.twoScales(given[0], given[1], of: "the residual"), at: fields.position(given[1]))
      return nil
    }
    if key == "covariance" {
      report(.residualCovarianceWithin, at: fields.position(key))
      return nil
    }
    let rows = levels.fixedRows(of: level)
    let correlation: ResidualModel.Correlation? =
      if key == "ar1" {
        number(node).map { .autoregressive($0) }
      } else if node.mapping == nil {
        number(node).map { .compoundSymmetry($0) }
      } else {
        residualMatrix(node, level: level).map { .unstructured($0) }
      }
    guard let correlation else { return nil }
    if let fact = ResidualRules.fact(correlation, rows: rows ?? .max) {
      report(Wording(fact), at: node)
      return nil
    }
    return (level, correlation)
  }

  /// The level of the units within which residuals correlate.
  private mutating func residualLevel(_ node: DesignNode) -> Int? {
    guard namesAreKnown else { return nil }
    let stated = levels.indices.filter { !levels[$0].isImplied }
    guard let level = stated.first(where: { levels[$0].name == node.text }) else {
      let known = stated.map { levels[$0].name }
      let nearest = nearestName(to: node.text ?? "", among: known)
      report(.unknownLevel(node.text ?? "", nearest: nearest, known: known), at: node)
      return nil
    }
    if levelsAreWhole, let fact = ResidualRules.fact(within: level, levels: levels) {
      report(Wording(fact), at: node)
      return nil
    }
    return level
  }

  /// Correlations by pairs of rows, named by a listed level or numbered from 1; those left out are 0.
  private mutating func residualMatrix(_ node: DesignNode, level: Int) -> [[Double]]? {
    guard let names = levels.rowNames(in: level) else {
      report(.unstructuredOfUnequalUnits(levels[level].name), at: node)
      return nil
    }
    var matrix = names.indices.map { i in names.indices.map { $0 == i ? 1.0 : 0 } }
    var seen: Set<[Int]> = []
    var isWhole = true
    for outer in node.mapping ?? [] {
      guard let inners = outer.value.mapping else {
        report(.wantsPairs("correlation", found: outer.value.kindInWords), at: outer.value)
        isWhole = false
        continue
      }
      for inner in inners {
        let places = [outer, inner].map { place($0, among: names, of: levels[level].name) }
        guard let first = places[0], let second = places[1], let value = number(inner.value) else {
          isWhole = false
          continue
        }
        if first == second {
          report(.residualPairOfOne(outer.key), at: inner.keyPosition)
          isWhole = false
        } else if !seen.insert([first, second].sorted()).inserted {
          report(.pairTwice(outer.key, inner.key), at: inner.keyPosition)
          isWhole = false
        } else if value.magnitude > 1 {
          report(Wording(.correlationOutside(value)), at: inner.value)
          isWhole = false
        }
        matrix[first][second] = value
        matrix[second][first] = value
      }
    }
    return isWhole ? matrix : nil
  }

  private mutating func place(
    _ entry: DesignNode.Entry, among names: [String], of level: String
  ) -> Int? {
    if let place = names.firstIndex(of: entry.key) { return place }
    let nearest = nearestName(to: entry.key, among: names)
    report(
      .unknownResidualRow(entry.key, of: level, nearest: nearest, known: names),
      at: entry.keyPosition)
    return nil
  }
}

extension [Level] {
  /// Rows in each unit of a level of the spine, if all units always have as many.
  func fixedRows(of level: Int) -> Int? {
    let below = spine.drop { $0 != level }.dropFirst()
    var rows = 1.0
    for inner in below {
      guard let size = self[inner].unitsPerParent, self[inner].parents.count == 1 else {
        return nil
      }
      rows *= Double(size)
    }
    return rows <= 1e6 ? Int(rows) : nil
  }

  /// What the rows of a unit are called: the values of a listed last level right below it, else their
  /// numbers from 1.
  func rowNames(in level: Int) -> [String]? {
    guard let rows = fixedRows(of: level), rows <= 1000 else { return nil }
    if case .listed(let names) = self[count - 1].units, names.count == rows { return names }
    return (1...Swift.max(rows, 1)).map(String.init)
  }
}
