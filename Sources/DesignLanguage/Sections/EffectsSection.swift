internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `effects`: one value for each coefficient of the generating model.
  mutating func readEffects() {
    guard let node = root["effects"] else {
      let missing = missing(besides: [])
      if columns != nil, !lacksEstimates, fitted == nil || !missing.isEmpty {
        reportMissingSection("effects", example: missingBlock(missing))
      } else {
        settle([:], whole: true)
      }
      return
    }
    guard let entries = node.mapping else {
      report(.wantsNamedNumbers("effects", found: node.kindInWords), at: node)
      return
    }
    var values: [Int: Quantity] = [:]
    var mentioned: Set<Int> = []
    for entry in entries {
      for (column, value) in effects(entry) {
        mentioned.insert(column)
        guard let value else { continue }
        if values.updateValue(value, forKey: column) != nil {
          report(.effectTwice(statedName(column)), at: entry.keyPosition)
        }
      }
    }
    reportMissing(mentioned)
    settle(values, whole: mentioned.count == values.count)
  }

  func statedName(_ column: Int) -> String {
    columns?.fixed[column].statedName ?? ""
  }

  /// The coefficients that an entry speaks of, each with its value or nil if that is wrong.
  private mutating func effects(_ entry: DesignNode.Entry) -> [(column: Int, value: Quantity?)] {
    if entry.key == "cuts" {
      readCuts(entry)
      return []
    }
    if entry.key == "intercept", responseFamily.isOrdinal {
      report(.ordinalIntercept, at: entry.keyPosition)
      return []
    }
    if entry.key == "means" {
      guard isNormal else {
        report(.ofNormalResponses("means"), at: entry.keyPosition)
        return (columns?.fixed.indices.map { $0 } ?? []).map { ($0, nil) }
      }
      return cellMeans(entry.value)
    }
    guard let fixed = columns?.fixed else {
      readWithoutModel(entry.value)
      return []
    }
    if let inner = entry.value.mapping, let own = columnsOfCategory(entry.key) {
      return inner.flatMap { effects($0, of: entry.key, own) }
    }
    let found = fixed.indices(ofTerm: entry.key)
    guard !found.isEmpty else {
      // The value is taken for that of the coefficient that was meant, which is then not missing.
      return reportNoCoefficient(entry, fixed).map { ($0, nil) }
    }
    return value(of: entry, "effects.\(entry.key)", found)
  }

  /// The coefficients of one category of a nominal response that an entry speaks of.
  private mutating func effects(
    _ entry: DesignNode.Entry, of category: String, _ own: Range<Int>
  ) -> [(column: Int, value: Quantity?)] {
    guard let fixed = columns?.fixed else { return [] }
    let ofTerm = fixed.indices(ofTerm: entry.key)
    let found = ofTerm.filter(own.contains)
    let named = fixed.index(ofCoefficient: "\(category).\(entry.key)").map { [$0] } ?? []
    guard !found.isEmpty || !named.isEmpty else {
      let names = own.map { String(fixed[$0].statedName.dropFirst(category.count + 1)) }
      let nearest = nearestName(to: entry.key, among: names)
      report(.noSuchCoefficient(entry.key, nearest: nearest, known: names), at: entry.keyPosition)
      return nearest.flatMap { fixed.index(ofCoefficient: "\(category).\($0)") }.map { [($0, nil)] }
        ?? []
    }
    return value(
      of: entry, "effects.\(category).\(entry.key)", found.isEmpty ? named : found)
  }

  /// The coefficients of a category of a nominal response; nil if it is none, or the reference.
  private func columnsOfCategory(_ name: String) -> Range<Int>? {
    guard case .nominal(let categories) = responseFamily.distribution,
      let place = categories.firstIndex(of: name), place > 0, let fixed = columns?.fixed
    else { return nil }
    let count = fixed.count / (categories.count - 1)
    return (place - 1) * count..<place * count
  }

  /// The value that an entry gives the coefficients found for it, or by category of their factor.
  private mutating func value(
    of entry: DesignNode.Entry, _ owner: String, _ found: [Int]
  ) -> [(column: Int, value: Quantity?)] {
    guard let fixed = columns?.fixed else { return [] }
    guard let inner = entry.value.mapping else {
      let value = quantity(entry.value, of: owner)
      return found.map { ($0, value) }
    }
    let labels = found.map { categoryLabel(fixed[$0]) }
    let isScale = inner.contains {
      KeyTable.effect.served.contains($0.key) && !labels.contains($0.key)
    }
    if !isScale, labels != [""] { return byCategory(entry, found, labels, owner) }
    let isDrawn = isDistribution(entry.value) && entry.value["d"] == nil
    let value =
      isDrawn
      ? quantity(entry.value, of: owner) : scaled(entry.value, of: owner, columns: found)
    return found.map { ($0, value) }
  }

  private mutating func byCategory(
    _ term: DesignNode.Entry, _ columns: [Int], _ labels: [String], _ path: String
  ) -> [(column: Int, value: Quantity?)] {
    func index(_ name: String) -> Int? {
      labels.firstIndex(of: name) ?? columns.firstIndex { statedName($0) == name }
    }
    var values: [(column: Int, value: Quantity?)] = []
    for entry in term.value.mapping ?? [] {
      if let index = index(entry.key) {
        let owner = "\(path).\(entry.key)"
        let isScale = entry.value.mapping != nil && !isDistribution(entry.value)
        let value =
          isScale
          ? scaled(entry.value, of: owner, columns: [columns[index]])
          : quantity(entry.value, of: owner)
        values.append((columns[index], value))
        continue
      }
      let nearest = nearestName(to: entry.key, among: labels)
      report(
        .noSuchCategory(entry.key, nearest: nearest, categories: labels), at: entry.keyPosition)
      if let meant = nearest.flatMap(index) { values.append((columns[meant], nil)) }
    }
    return values
  }

  /// The categories of a coefficient of factors, `low` or `low:male`.
  func categoryLabel(_ recipe: ColumnRecipe) -> String {
    recipe.parts.compactMap { part in
      guard case .indicator(let variable, let category) = part,
        case .factor(let categories)? = kind(of: variable)
      else { return nil }
      return categories[category]
    }.joined(separator: ":")
  }

  /// Checks what can be checked of a value if the model was not understood.
  private mutating func readWithoutModel(_ node: DesignNode) {
    if node.mapping == nil {
      _ = quantity(node, of: "effects")
    } else if node.mapping?.contains(where: { KeyTable.effect.served.contains($0.key) }) == true {
      _ =
        isDistribution(node)
        ? quantity(node, of: "effects") : scaled(node, of: "effects", columns: [])
    }
  }

  /// Reports a value for no coefficient; returns those that were probably meant.
  private mutating func reportNoCoefficient(
    _ entry: DesignNode.Entry, _ fixed: [ColumnRecipe]
  ) -> [Int] {
    let names = fixed.map(\.statedName)
    let terms = fixed.map { $0.parts.isEmpty ? "intercept" : $0.term.name }
    let nearest = nearestName(to: entry.key, among: names + terms)
    report(.noSuchCoefficient(entry.key, nearest: nearest, known: names), at: entry.keyPosition)
    return nearest.map { fixed.indices(ofTerm: $0) } ?? []
  }

  private mutating func reportMissing(_ mentioned: Set<Int>) {
    if responseFamily.isOrdinal, !cutsAreStated, let node = root["effects"], !hasRejectedKey(node) {
      report(.ordinalWithoutCuts, at: position(of: ["effects"]))
    }
    guard !lacksEstimates, let node = root["effects"], !hasRejectedKey(node) else { return }
    let missing = missing(besides: mentioned)
    if missing.isEmpty { return }
    report(
      .missingEffects(missing.map(statedName), block: missingBlock(missing)),
      at: position(of: ["effects"]))
  }

  /// The coefficients whose values are neither stated nor fitted to the file.
  private func missing(besides mentioned: Set<Int>) -> [Int] {
    let fixed = columns?.fixed ?? []
    return fixed.indices.filter {
      !mentioned.contains($0) && fitted?.coefficients[fixed[$0].name] == nil
    }
  }

  /// Coefficients as they could be pasted into `effects`, each 0.
  private func missingBlock(_ columns: [Int]) -> String {
    let cuts = responseFamily.isOrdinal && !cutsAreStated ? ["cuts: [-1, 0, 1]"] : []
    let values = columns.map { "\(statedName($0)): 0" }
    return "{" + (cuts + values).joined(separator: ", ") + "}"
  }

  private mutating func settle(_ stated: [Int: Quantity], whole: Bool) {
    guard let columns, whole else { return }
    var values = columns.fixed.indices.map { index in
      stated[index] ?? fitted?.coefficients[columns.fixed[index].name].map { Quantity($0) }
    }
    takeExplainedVariances()
    takeResponseScale(&values)
    if !values.contains(where: { $0 == nil }) { coefficients = values.compactMap { $0 } }
  }
}
