internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `effects`: one value for each coefficient of the generating model.
  mutating func readEffects() {
    guard let node = root["effects"] else {
      if let columns, fitted == nil, !lacksEstimates {
        reportMissingSection("effects", example: missingBlock(Array(columns.fixed.indices)))
      } else {
        settle([:], whole: true)
      }
      return
    }
    guard let entries = node.mapping else {
      report(.wantsNamedNumbers("effects", found: node.kindInWords), at: node)
      return
    }
    var values: [Int: Double] = [:]
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

  private func statedName(_ column: Int) -> String {
    columns?.fixed[column].statedName ?? ""
  }

  /// The coefficients that an entry speaks of, each with its value or nil if that is wrong.
  private mutating func effects(_ entry: DesignNode.Entry) -> [(column: Int, value: Double?)] {
    if entry.key == "means" || entry.key == "cuts" {
      report(.notServed("'\(entry.key)' of 'effects'"), at: entry.keyPosition)
      return []
    }
    guard let fixed = columns?.fixed else {
      readWithoutModel(entry.value)
      return []
    }
    let found = fixed.indices(ofTerm: entry.key)
    guard !found.isEmpty else {
      // The value is taken for that of the coefficient that was meant, which is then not missing.
      return reportNoCoefficient(entry, fixed).map { ($0, nil) }
    }
    guard let inner = entry.value.mapping else {
      let value = number(entry.value)
      return found.map { ($0, value) }
    }
    let labels = found.map { categoryLabel(fixed[$0]) }
    let isScale = inner.contains {
      KeyTable.effect.all.contains($0.key) && !labels.contains($0.key)
    }
    if !isScale, labels != [""] { return byCategory(inner, found, labels) }
    let value = scaled(entry.value)
    return found.map { ($0, value) }
  }

  private mutating func byCategory(
    _ entries: [DesignNode.Entry], _ columns: [Int], _ labels: [String]
  ) -> [(column: Int, value: Double?)] {
    func index(_ name: String) -> Int? {
      labels.firstIndex(of: name) ?? columns.firstIndex { statedName($0) == name }
    }
    var values: [(column: Int, value: Double?)] = []
    for entry in entries {
      if let index = index(entry.key) {
        values.append((columns[index], number(entry.value)))
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
  private func categoryLabel(_ recipe: ColumnRecipe) -> String {
    recipe.parts.compactMap { part in
      guard case .indicator(let variable, let category) = part,
        case .factor(let categories)? = kind(of: variable)
      else { return nil }
      return categories[category]
    }.joined(separator: ":")
  }

  /// `{d: NUMBER, of: total / residual}` in units of the response.
  private mutating func scaled(_ node: DesignNode) -> Double? {
    guard let fields = fields(node, .effect) else { return nil }
    guard let size = fields["d"] else {
      if !hasRejectedKey(node) { report(.effectWithoutNumber, at: node) }
      return nil
    }
    var scale = "total"
    if let of = fields["of"] {
      guard let stated = word(of, of: "scale", served: ["total", "residual"]) else { return nil }
      scale = stated
    }
    guard let d = number(size), let residualVariance, let randomTerms else { return nil }
    let variance =
      scale == "residual" ? residualVariance : residualVariance + intercepts(randomTerms)
    return d * variance.squareRoot()
  }

  private func intercepts(_ terms: [RandomTerm]) -> Double {
    guard let columns else { return 0 }
    return zip(columns.bars, terms).reduce(0) { sum, pair in
      let intercept = pair.0.columns.firstIndex { $0.parts.isEmpty }
      return sum + (intercept.map { pair.1.covariance[$0][$0] } ?? 0)
    }
  }

  /// Checks what can be checked of a value if the model was not understood.
  private mutating func readWithoutModel(_ node: DesignNode) {
    if node.mapping == nil {
      _ = number(node)
    } else if node.mapping?.contains(where: { KeyTable.effect.all.contains($0.key) }) == true {
      _ = scaled(node)
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
    guard let columns, !lacksEstimates, let node = root["effects"], !isUnserved(node) else {
      return
    }
    let missing = columns.fixed.indices.filter { index in
      !mentioned.contains(index) && fitted?.coefficients[columns.fixed[index].name] == nil
    }
    if missing.isEmpty { return }
    report(
      .missingEffects(missing.map(statedName), block: missingBlock(missing)),
      at: position(of: ["effects"]))
  }

  private func isUnserved(_ node: DesignNode) -> Bool {
    let unserved = node.mapping?.contains { $0.key == "means" || $0.key == "cuts" } ?? false
    return unserved || hasRejectedKey(node)
  }

  /// Coefficients as they could be pasted into `effects`, each 0.
  private func missingBlock(_ columns: [Int]) -> String {
    "{" + columns.map { "\(statedName($0)): 0" }.joined(separator: ", ") + "}"
  }

  private mutating func settle(_ stated: [Int: Double], whole: Bool) {
    guard let columns, whole else { return }
    let values = columns.fixed.indices.map { index in
      stated[index] ?? fitted?.coefficients[columns.fixed[index].name]
    }
    if !values.contains(nil) { coefficients = values.compactMap { $0 } }
  }
}
