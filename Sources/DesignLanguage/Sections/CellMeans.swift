internal import ModelFormula
internal import StudyDesign

/// The mean of the response in one cell of some factors, all other terms of the model left out.
private struct CellMean {
  /// Category indices, or numbers, of the factors.
  let values: [String: Double]
  let name: String
  let mean: Quantity
}

/// `means: {A x B: {a1: {b1: NUMBER}}}`: means of cells in place of coefficients.
extension DesignReading {
  /// The coefficients that cell means determine, each with its value or nil if that is wrong.
  mutating func cellMeans(_ node: DesignNode) -> [(column: Int, value: Quantity?)] {
    guard let fixed = columns?.fixed else { return [] }
    // Of means that were not understood any coefficient may be missing.
    let broken = fixed.indices.map { (column: $0, value: Quantity?.none) }
    guard let entries = node.mapping, !entries.isEmpty else {
      report(.wantsMeans(found: node.kindInWords), at: node)
      return broken
    }
    var cells: [CellMean] = []
    var covered: [Int] = []
    var areWhole = true
    for entry in entries {
      guard let names = factorNames(entry) else {
        areWhole = false
        continue
      }
      covered += fixed.indices.filter {
        !covered.contains($0) && fixed[$0].variables.isSubset(of: names)
      }
      let found = self.cells(entry, names)
      areWhole = areWhole && found != nil
      cells += found ?? []
    }
    covered.sort()
    guard areWhole, let values = solve(cells, for: covered.map { fixed[$0] }, at: node) else {
      return broken
    }
    return zip(covered, values).map { ($0, $1) }
  }

  /// The factors that a key names: `dose`, or `A x B`.
  private mutating func factorNames(_ entry: DesignNode.Entry) -> [String]? {
    let words = entry.key.split(whereSeparator: \.isWhitespace).map(String.init)
    let names = stride(from: 0, to: words.count, by: 2).map { words[$0] }
    let isCrossing = stride(from: 1, to: words.count, by: 2).allSatisfy { words[$0] == "x" }
    guard isCrossing, words.count % 2 == 1 else {
      report(.wantsFactors(entry.key), at: entry.keyPosition)
      return nil
    }
    let used = columns?.fixed.reduce(into: Set<String>()) { $0.formUnion($1.variables) } ?? []
    for name in names {
      guard used.contains(name) else {
        let nearest = nearestName(to: name, among: used.sorted())
        report(.meansOfOther(name, nearest: nearest), at: entry.keyPosition)
        return nil
      }
      guard categories(of: name) != nil else {
        report(.meansOfMany(name), at: entry.keyPosition)
        return nil
      }
    }
    guard Set(names).count == names.count else {
      report(.crossedWithItself(names[0]), at: entry.keyPosition)
      return nil
    }
    return names
  }

  /// The values that a variable can take, as they are called and as numbers.
  private func categories(of name: String) -> [(label: String, value: Double)]? {
    guard let predictor = predictor(name) else { return nil }
    if case .factor(let categories) = predictor.kind {
      return categories.enumerated().map { ($1, Double($0)) }
    }
    guard case .factor(let labels)? = kind(of: .call("factor", [.name(name)])) else { return nil }
    let values = labels.compactMap { plainNumber($0) }
    return values.count == labels.count ? zip(labels, values).map { ($0, $1) } : nil
  }

  private mutating func cells(_ entry: DesignNode.Entry, _ names: [String]) -> [CellMean]? {
    var cells: [CellMean] = []
    let areWhole = addCells(
      entry.value, names[...], at: [:], called: [], place: entry.keyPosition, to: &cells)
    return areWhole ? cells : nil
  }

  /// Reads one mapping by category, and those inside it; false if something is wrong.
  private mutating func addCells(
    _ node: DesignNode, _ names: ArraySlice<String>, at values: [String: Double],
    called labels: [String], place: Position, to cells: inout [CellMean]
  ) -> Bool {
    guard let name = names.first else {
      let path = labels.joined(separator: ".")
      guard let mean = quantity(node, of: "effects.means.\(path)") else { return false }
      cells.append(CellMean(values: values, name: labels.joined(separator: ", "), mean: mean))
      return true
    }
    let known = categories(of: name) ?? []
    guard let entries = node.mapping else {
      report(.wantsMeansBy(name, found: node.kindInWords, known: known.map(\.label)), at: node)
      return false
    }
    var areWhole = true
    var missing = known
    for entry in entries {
      let number = plainNumber(entry.key)
      guard
        let found = known.first(where: {
          $0.label == entry.key || $0.value == number && predictor(name)?.kind == .numeric
        })
      else {
        let nearest = nearestName(to: entry.key, among: known.map(\.label))
        report(
          .noSuchCell(entry.key, of: name, nearest: nearest, known: known.map(\.label)),
          at: entry.keyPosition)
        areWhole = false
        continue
      }
      missing.removeAll { $0.value == found.value }
      var values = values
      values[name] = found.value
      let isRead = addCells(
        entry.value, names.dropFirst(), at: values, called: labels + [entry.key],
        place: entry.keyPosition, to: &cells)
      areWhole = areWhole && isRead
    }
    guard areWhole, missing.isEmpty else {
      if areWhole {
        report(.cellsWithoutMean(missing.map(\.label), of: name, within: labels), at: place)
      }
      return false
    }
    return true
  }

  /// The coefficients of columns that give these means exactly; nil if there are none, or several.
  private mutating func solve(
    _ cells: [CellMean], for fixed: [ColumnRecipe], at node: DesignNode
  ) -> [Quantity]? {
    let design = cells.map { cell in fixed.map { value(of: $0, in: cell.values) } }
    let names = fixed.map(\.statedName)
    let system = ExactSystem(design)
    if let column = system.dependentColumn {
      report(.meansDoNotTell(names[column], others: names), at: node)
      return nil
    }
    let means = cells.map(\.mean)
    if let cell = system.worstFit(of: means.map(\.value)) {
      let fitted = system.fit(means.map(\.value))[cell]
      report(
        .meansDoNotFit(
          cells[cell].name, stated: means[cell].value, fitted: fitted, coefficients: names),
        at: node)
      return nil
    }
    if cells.count > fixed.count, means.contains(where: \.isDrawn) {
      report(.drawnMeansDoNotFit(cells: cells.count, coefficients: names), at: node)
      return nil
    }
    return system.inverse.map { row in
      zip(row, means).filter { $0.0 != 0 }.map { weight, mean in
        weight == 1 ? mean : Quantity(weight) * mean
      }.sum()
    }
  }

  /// The value of a column in a cell; variables that the cell does not name are at 0 or at their first
  /// category.
  private func value(of recipe: ColumnRecipe, in cell: [String: Double]) -> Double {
    recipe.parts.reduce(1) { product, part in
      switch part {
      case .numeric(let expression):
        return product * ((try? expression.evaluate { cell[$0] ?? 0 }) ?? .nan)
      case .indicator(let variable, let category):
        let name = variable.names.first ?? ""
        let value = cell[name] ?? categories(of: name)?.first?.value ?? 0
        if case .call = variable, predictor(name)?.kind == .numeric {
          return categories(of: name)?[category].value == value ? product : 0
        }
        return value == Double(category) ? product : 0
      }
    }
  }
}

extension ColumnRecipe {
  /// The names of the variables in it.
  fileprivate var variables: Set<String> {
    parts.reduce(into: []) { names, part in
      switch part {
      case .numeric(let expression): names.formUnion(expression.names)
      case .indicator(let variable, _): names.formUnion(variable.names)
      }
    }
  }
}
