internal import StudyDesign

extension DesignReading {
  /// What a test is about, and the name that it has if none is stated; nil if it was not
  /// understood, which has then been reported.
  mutating func testSubject(
    _ key: String, _ node: DesignNode
  ) -> (subject: TestStatement.Subject, typed: String)? {
    switch key {
    case "term": testName(node).map { (.term($0), $0.text) }
    case "variance": testName(node).map { (.variance($0), "variance: \($0.text)") }
    case "joint": jointSubject(node)
    case "contrast": contrastSubject(node)
    case "equivalence": equivalenceSubject(node)
    case "precision": precisionSubject(node)
    default: preconditionFailure("no subject of a test")
    }
  }

  private mutating func testName(_ node: DesignNode) -> TestStatement.Name? {
    if let text = node.text { return .init(text: text, position: node.position) }
    report(.wantsName(found: node.kindInWords), at: node)
    return nil
  }

  /// `joint: [a, b]`.
  private mutating func jointSubject(
    _ node: DesignNode
  ) -> (subject: TestStatement.Subject, typed: String)? {
    guard let items = node.list, !items.isEmpty else {
      report(.wantsList("joint", found: node.kindInWords), at: node)
      return nil
    }
    let names = items.compactMap { testName($0) }
    guard names.count == items.count else { return nil }
    return (.joint(names), "joint: " + names.map(\.text).joined(separator: ", "))
  }

  /// `contrast: {coefficient: weight}` or `{factor: {category: weight}}`.
  private mutating func contrastSubject(
    _ node: DesignNode
  ) -> (subject: TestStatement.Subject, typed: String)? {
    guard let entries = node.mapping, !entries.isEmpty else {
      report(.wantsContrast(found: node.kindInWords), at: node)
      return nil
    }
    var weights: [TestStatement.Weight] = []
    for entry in entries {
      let name = TestStatement.Name(text: entry.key, position: entry.keyPosition)
      if let inner = entry.value.mapping {
        guard let categories = categoryWeights(inner, entry) else { continue }
        weights.append(.categories(name, categories))
      } else if let weight = number(entry.value) {
        weights.append(.coefficient(name, weight))
      }
    }
    guard weights.count == entries.count else { return nil }
    let typed = entries.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", ")
    return (.contrast(weights), "contrast: " + typed)
  }

  private mutating func categoryWeights(
    _ inner: [DesignNode.Entry], _ entry: DesignNode.Entry
  ) -> [(name: TestStatement.Name, weight: Double)]? {
    let weights = inner.compactMap { category in
      number(category.value).map {
        (TestStatement.Name(text: category.key, position: category.keyPosition), $0)
      }
    }
    guard weights.count == inner.count else { return nil }
    let sum = weights.reduce(0) { $0 + $1.1 }
    let scale = weights.map { abs($0.1) }.max() ?? 0
    if abs(sum) > 1e-9 * scale {
      report(.weightsDoNotSumToZero(factor: entry.key, sum: sum), at: entry.value)
      return nil
    }
    return weights
  }

  /// The one coefficient of `equivalence` and `precision`, with its value.
  private mutating func singleEntry(_ key: String, _ node: DesignNode) -> DesignNode.Entry? {
    if let entries = node.mapping, entries.count == 1 { return entries[0] }
    report(.wantsOneCoefficient(key, found: node.kindInWords), at: node)
    return nil
  }

  /// `equivalence: {coefficient: [low, high]}`.
  private mutating func equivalenceSubject(
    _ node: DesignNode
  ) -> (subject: TestStatement.Subject, typed: String)? {
    guard let entry = singleEntry("equivalence", node) else { return nil }
    guard let ends = entry.value.list, ends.count == 2 else {
      report(.wantsMargins(found: entry.value.kindInWords), at: entry.value)
      return nil
    }
    guard let low = number(ends[0]), let high = number(ends[1]) else { return nil }
    guard low < high else {
      report(Wording(.boundsOutOfOrder(low: low, high: high)), at: entry.value)
      return nil
    }
    let name = TestStatement.Name(text: entry.key, position: entry.keyPosition)
    return (.equivalence(name, lower: low, upper: high), "equivalence: \(entry.key)")
  }

  /// `precision: {coefficient: half-width}`.
  private mutating func precisionSubject(
    _ node: DesignNode
  ) -> (subject: TestStatement.Subject, typed: String)? {
    guard let entry = singleEntry("precision", node), let width = number(entry.value) else {
      return nil
    }
    guard width > 0 else {
      report(.halfWidthNotAboveZero(width), at: entry.value)
      return nil
    }
    let name = TestStatement.Name(text: entry.key, position: entry.keyPosition)
    return (.precision(name, halfWidth: width), "precision: \(entry.key)")
  }
}
