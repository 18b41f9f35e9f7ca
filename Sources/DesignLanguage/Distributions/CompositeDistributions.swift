internal import DataTable
internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// `[{weight: 0.9, normal: {sd: 1}}, {weight: 0.1, normal: {sd: 3}}]`.
  mutating func mixture(_ node: DesignNode, for use: DistributionUse) -> Distribution? {
    guard let items = node.list, !items.isEmpty else {
      report(.wantsMixture(found: node.kindInWords), at: node)
      return nil
    }
    guard node.depthOfMixtures <= Self.deepestMixture else {
      report(
        .tooMany(node.depthOfMixtures, "mixtures within each other", most: Self.deepestMixture),
        at: node)
      return nil
    }
    let parts = items.compactMap { component($0, for: use) }
    return parts.count == items.count ? .mixture(parts) : nil
  }

  private mutating func component(
    _ node: DesignNode, for use: DistributionUse
  ) -> Distribution.Component? {
    guard let fields = fields(node, .mixturePart) else { return nil }
    let distributions = fields.entries.filter { $0.key != "weight" }
    for extra in distributions.dropFirst() {
      report(.twoDistributions(distributions[0].key, extra.key), at: extra.keyPosition)
    }
    guard let weight = fields["weight"], let entry = distributions.first else {
      if !hasRejectedKey(node) { report(.mixturePartLacks, at: node) }
      return nil
    }
    // Parts differ by mean and SD, which here are not replaced one by one.
    let value = number(weight)
    let part = distribution(entry, for: use)
    guard let value, let part else { return nil }
    return Distribution.Component(weight: value, part)
  }

  /// `{file: FILE, name: COLUMN}`: the values of a column, each row with the same chance.
  mutating func column(_ node: DesignNode) -> StatedDistribution? {
    guard let fields = fields(node, .parameters(of: "column")) else { return nil }
    guard let file = fields["file"], let name = fields["name"] else {
      if !hasRejectedKey(node) { report(.columnWithout, at: node) }
      return nil
    }
    guard let path = file.text, let columnName = name.text else {
      let wrong = file.text == nil ? file : name
      report(.wantsName(found: wrong.kindInWords), at: wrong)
      return nil
    }
    do {
      let table = try sources.table(path)
      guard let column = table[columnName] else {
        let known = table.columns.map(\.name)
        let nearest = nearestName(to: columnName, among: known)
        report(.unknownColumn(columnName, nearest: nearest, known: known), at: name)
        return nil
      }
      return observed(column, rows: table.rowCount, path: path, at: name)
    } catch {
      report(.unreadableData(path, "\(error)"), at: file)
      return nil
    }
  }

  /// The values that are not missing.
  private mutating func observed(
    _ column: DataColumn, rows: Int, path: String, at node: DesignNode
  ) -> StatedDistribution? {
    let present = (0..<rows).filter { !column.isMissing($0) }
    guard present.count >= 2 else {
      report(.emptyColumn(column.name, of: path), at: node)
      return nil
    }
    if present.count < rows {
      let remark = Wording.valuesLeftOut(
        rows - present.count, of: rows, column: column.name, file: path)
      if !remarks.contains(remark.sentence) { remarks.append(remark.sentence) }
    }
    let kept = column.taking(present)
    switch kept.values {
    case .numbers(let numbers): return StatedDistribution(distribution: .anyOf(numbers))
    case .categories(let names, let codes):
      return StatedDistribution(
        distribution: .anyOf(codes.map(Double.init)), kind: .factor(categories: names))
    }
  }
}

extension DesignNode {
  /// How many mixtures lie in one another in the parts of a mixture, itself included.
  fileprivate var depthOfMixtures: Int {
    let inner = (list ?? []).flatMap { $0.mapping ?? [] }.filter { $0.key == "mixture" }
    return 1 + (inner.map(\.value.depthOfMixtures).max() ?? 0)
  }
}
