internal import Numerics
internal import StudyDesign

/// `cuts` of ordered responses: where the latent response passes from one category to the next.
extension DesignReading {
  /// `cuts: [-1, 0, 1]` on the scale of the link, or `cuts: {probabilities: [...]}` of the categories
  /// where all predictors and random effects are 0.
  mutating func readCuts(_ entry: DesignNode.Entry) {
    cutsAreStated = true
    guard responseFamily.isOrdinal else {
      if familyIsKnown { report(.cutsOfOtherFamily(responseFamily.name), at: entry.keyPosition) }
      return
    }
    guard let cuts = cuts(entry.value) else { return }
    let family = ResponseFamily(.ordinal(cuts: cuts), link: responseFamily.link)
    if let fact = FamilyRules.fact(family) {
      report(Wording(fact), at: entry.value)
      return
    }
    responseFamily = family
  }

  private mutating func cuts(_ node: DesignNode) -> [Double]? {
    if let items = node.list, !items.isEmpty {
      let numbers = items.compactMap { number($0) }
      return numbers.count == items.count ? numbers : nil
    }
    guard node.mapping != nil else {
      report(.wantsCuts(found: node.kindInWords), at: node)
      return nil
    }
    guard let fields = fields(node, .cuts) else { return nil }
    guard let list = fields["probabilities"], let items = list.list, items.count > 1 else {
      if !hasRejectedKey(node) { report(.wantsCuts(found: node.kindInWords), at: node) }
      return nil
    }
    if let marginal = fields["marginal"], flag(marginal) == true { marginalCuts = marginal }
    return cumulative(items, at: list).map { cumulative in
      cumulative.map { responseFamily.link.predictor(of: $0) }
    }
  }

  /// The cumulative probabilities of all categories but the last.
  private mutating func cumulative(_ items: [DesignNode], at list: DesignNode) -> [Double]? {
    var probabilities: [Double] = []
    for item in items {
      guard let value = number(item) else { continue }
      if value > 0, value < 1 {
        probabilities.append(value)
      } else {
        report(.cutProbabilityOutside(value), at: item)
      }
    }
    guard probabilities.count == items.count else { return nil }
    let sum = probabilities.reduce(0, +)
    guard abs(sum - 1) < 1e-9 else {
      report(Wording(.probabilitiesDoNotSumToOne(sum: sum)), at: list)
      return nil
    }
    var total = 0.0
    return probabilities.dropLast().map { probability in
      total += probability
      return total
    }
  }
}
