internal import ModelFormula
internal import StudyDesign

/// A distribution as read, and what its values are: numbers, or categories by index.
struct StatedDistribution {
  var distribution: Distribution
  var kind = VariableKind.numeric
}

/// What a distribution is stated for.
enum DistributionUse {
  /// Its values themselves.
  case values
  /// Its shape only: mean and SD are replaced, and need not be stated.
  case shape
}

extension DesignReading {
  /// A mapping of one distribution of numbers, such as `{gamma: {mean: 2, cv: 0.5}}`; nil if it is
  /// none, which has then been reported.
  mutating func distribution(
    _ node: DesignNode, for use: DistributionUse = .values
  ) -> Distribution? {
    guard let fields = fields(node, .distribution) else { return nil }
    for extra in fields.entries.dropFirst() {
      report(.twoDistributions(fields.entries[0].key, extra.key), at: extra.keyPosition)
    }
    guard let entry = fields.entries.first else {
      if !hasRejectedKey(node) { report(.noDistribution(found: node.kindInWords), at: node) }
      return nil
    }
    return distribution(entry, for: use)
  }

  /// A distribution of numbers by its key and parameters, such as `gamma: {mean: 2, cv: 0.5}`.
  ///
  /// Rules that it breaks have been reported; it is returned all the same, so that what depends on
  /// it can be read.
  mutating func distribution(
    _ entry: DesignNode.Entry, for use: DistributionUse = .values
  ) -> Distribution? {
    guard let stated = statedDistribution(entry, of: entry.key, for: use) else { return nil }
    guard stated.kind == .numeric else {
      report(.distributionOfCategories(entry.key), at: entry.keyPosition)
      return nil
    }
    return stated.distribution
  }

  /// A distribution of numbers or categories.
  ///
  /// - Parameter owner: what has these values, for messages.
  mutating func statedDistribution(
    _ entry: DesignNode.Entry, of owner: String, for use: DistributionUse = .values
  ) -> StatedDistribution? {
    guard let stated = unchecked(entry, of: owner, for: use) else { return nil }
    for problem in DistributionRules.problems(stated.distribution, path: []) {
      report(Wording(problem.fact), at: position(of: problem.path, in: entry))
    }
    return stated
  }

  private mutating func unchecked(
    _ entry: DesignNode.Entry, of owner: String, for use: DistributionUse
  ) -> StatedDistribution? {
    let node = entry.value
    switch entry.key {
    case "categories":
      return shares(node, of: owner).map { values, shares in
        StatedDistribution(
          distribution: .discrete(values: values.numbers, probabilities: shares), kind: values.kind)
      }
    case "any_of":
      guard let items = node.list else {
        report(.wantsList(entry.key, found: node.kindInWords), at: node)
        return nil
      }
      return categoryValues(items, of: owner).map {
        StatedDistribution(distribution: .anyOf($0.numbers), kind: $0.kind)
      }
    case "column": return column(node)
    case "mixture": return mixture(node, for: use).map { StatedDistribution(distribution: $0) }
    default:
      return parametric(entry, for: use).map { StatedDistribution(distribution: $0) }
    }
  }

  private mutating func parametric(
    _ entry: DesignNode.Entry, for use: DistributionUse
  ) -> Distribution? {
    let node = entry.value
    let standard = use == .shape ? 1.0 : nil
    func read(_ names: [String], _ defaults: [Double?]) -> [Double]? {
      parameters(entry, names, defaults)
    }
    switch entry.key {
    case "normal":
      return read(["mean", "sd"], [0, standard]).map { .normal(mean: $0[0], sd: $0[1]) }
    case "lognormal":
      return read(["mean", "cv"], [standard, nil]).map { .lognormal(mean: $0[0], cv: $0[1]) }
    case "gamma":
      return read(["mean", "cv"], [standard, nil]).map { .gamma(mean: $0[0], cv: $0[1]) }
    case "t":
      return read(["df", "mean", "sd"], [nil, 0, standard]).map {
        .t(degreesOfFreedom: $0[0], mean: $0[1], sd: $0[2])
      }
    case "negative_binomial":
      return read(["mean", "size"], [nil, nil]).map { .negativeBinomial(mean: $0[0], size: $0[1]) }
    case "uniform": return bounds(entry).map { .uniform(low: $0.low, high: $0.high) }
    case "integers": return bounds(entry).map { .integers(low: $0.low, high: $0.high) }
    case "exponential": return number(node).map { .exponential(mean: $0) }
    case "poisson": return number(node).map { .poisson(mean: $0) }
    case "binary": return number(node).map { .binary(probability: $0) }
    default: preconditionFailure("no distribution '\(entry.key)'")
    }
  }

  /// Named parameters in order; nil if one is missing or wrong, which has then been reported.
  private mutating func parameters(
    _ entry: DesignNode.Entry, _ names: [String], _ defaults: [Double?]
  ) -> [Double]? {
    guard let fields = fields(entry.value, .parameters(of: entry.key)) else { return nil }
    var missing: [String] = []
    let values = zip(names, defaults).map { name, standard -> Double? in
      if let node = fields[name] { return number(node) }
      if standard == nil { missing.append(name) }
      return standard
    }
    if !missing.isEmpty, !hasRejectedKey(entry.value) {
      report(.distributionWithout(missing, entry.key), at: entry.keyPosition)
    }
    return values.contains(nil) ? nil : values.compactMap { $0 }
  }

  private mutating func bounds(_ entry: DesignNode.Entry) -> (low: Double, high: Double)? {
    guard let items = entry.value.list, items.count == 2 else {
      report(.wantsBounds(entry.key, found: entry.value.kindInWords), at: entry.value)
      return nil
    }
    guard let low = number(items[0]), let high = number(items[1]) else { return nil }
    return (low, high)
  }

  /// `{NAME: NUMBER}`: categories (or numbers) and their shares.
  mutating func shares(
    _ node: DesignNode, of owner: String
  ) -> (values: CategoryValues, shares: [Double])? {
    guard let entries = node.mapping else {
      report(.wantsShares(owner, found: node.kindInWords), at: node)
      return nil
    }
    let names = entries.map { DesignNode(content: .text($0.key), position: $0.keyPosition) }
    let shares = entries.compactMap { number($0.value) }
    guard let values = categoryValues(names, of: owner), shares.count == entries.count else {
      return nil
    }
    return (values, shares)
  }
}
