internal import ModelFormula
internal import StudyDesign

/// `threshold`: from how many answers on the figures of groups are published.
extension DesignReading {
  mutating func readThreshold() {
    guard let node = root["threshold"], let fields = fields(node, .threshold) else { return }
    guard let candidatesNode = fields["candidates"] else {
      if !hasRejectedKey(node) { report(.thresholdWithoutCandidates, at: node) }
      return
    }
    checkSettingsOfTests()
    let level = publishedLevel(fields["level"])
    let candidates = candidates(candidatesNode)
    let estimators = estimators(fields["estimators"])
    var threshold = PublicationThreshold(
      level: level ?? 0, candidates: candidates ?? [], estimators: estimators)
    if let share = fields["response_at_least"], let value = number(share) {
      if value > 0 && value <= 1 {
        threshold.leastResponse = value
      } else {
        report(Wording(.threshold(.rateOutside(value))), at: share)
      }
    }
    threshold.within = fields["within"].flatMap { number($0) }
    threshold.below = fields["below"].flatMap { number($0) }
    threshold.benchmark = fields["benchmark"].flatMap { benchmark($0) }
    if let require = fields["require"] {
      threshold.requirements = requirements(require, estimators)
      checkDistance(of: threshold, fields)
    }
    let problems = ThresholdRules.problems(threshold)
    guard problems.isEmpty else {
      // A benchmark that was not understood is not missing.
      report(
        problems.filter {
          $0.fact != .threshold(.belowWithoutBenchmark) || fields["benchmark"] == nil
        })
      return
    }
    guard level != nil, candidates != nil else { return }
    self.threshold = threshold
  }

  /// Settings that are about the power of tests, where there are none.
  private mutating func checkSettingsOfTests() {
    guard root["tests"] == nil else { return }
    for path in [["simulation", "until"], ["simulation", "calibrate"], ["target"]] {
      let node = path.reduce(root as DesignNode?) { $0?[$1] }
      guard let node, !["false", "no", "off"].contains(node.text) else { continue }
      report(.settingOfTests(path[path.count - 1]), at: position(of: path))
    }
  }

  /// The level of the groups: that which is named, else the lowest with random effects.
  private mutating func publishedLevel(_ node: DesignNode?) -> Int? {
    guard levelsAreWhole, columns != nil, !levels.isEmpty else { return nil }
    let grouping = Set(groupingLevels).sorted()
    guard let node else {
      if let lowest = levels.lowest(of: grouping) { return lowest }
      report(.thresholdWithoutGroups(grouping.map { levels[$0].name }), at: position(of: ["model"]))
      return nil
    }
    guard let name = node.text else {
      report(.wantsName(found: node.kindInWords), at: node)
      return nil
    }
    let stated = levels.indices.filter { !levels[$0].isImplied }
    if let level = stated.first(where: { levels[$0].name == name }) { return level }
    let known = grouping.map { levels[$0].name }
    report(
      .unknownLevel(name, nearest: nearestName(to: name, among: known), known: known), at: node)
    return nil
  }

  /// A list of whole numbers from 1 on, or a range.
  private mutating func candidates(_ node: DesignNode) -> [Int]? {
    var numbers: [Double?]
    if let items = node.list, !items.isEmpty {
      numbers = items.map { wholeNumber($0, atLeast: 1) }
    } else if let text = node.text, let range = RangeText(text) {
      guard let values = self.numbers(of: range, text: text, at: node) else { return nil }
      numbers = values
      if let odd = values.first(where: { $0 < 1 || $0 != $0.rounded() }) {
        report(.wantsWholeNumber(found: odd, atLeast: 1), at: node)
        return nil
      }
    } else {
      report(.wantsCandidates(found: node.kindInWords), at: node)
      return nil
    }
    guard numbers.count <= PublicationThreshold.mostCandidates else {
      report(.tooManyCandidates(numbers.count), at: node)
      return nil
    }
    let whole = numbers.compactMap { $0.map { Int(min($0, 1e9)) } }
    return whole.count == numbers.count ? whole : nil
  }

  /// Which figures are computed; all if nothing is said.
  private mutating func estimators(_ node: DesignNode?) -> [PublicationThreshold.Estimator] {
    let all = PublicationThreshold.Estimator.allCases
    guard let node else { return all }
    guard let items = node.list, !items.isEmpty else {
      report(.wantsEstimators(found: node.kindInWords), at: node)
      return all
    }
    let served = all.map(\.rawValue)
    let words = items.map { word($0, of: "estimator", served: served) }
    // One that was not understood may be the one that is required.
    guard !words.contains(nil) else { return all }
    return words.compactMap { $0.flatMap(PublicationThreshold.Estimator.init) }
  }

  /// `{value: NUMBER or overall, margin}`.
  private mutating func benchmark(_ node: DesignNode) -> PublicationThreshold.Benchmark? {
    guard let fields = fields(node, .benchmark) else { return nil }
    guard let valueNode = fields["value"] else {
      if !hasRejectedKey(node) { report(.benchmarkWithoutValue, at: node) }
      return nil
    }
    var benchmark = PublicationThreshold.Benchmark()
    if valueNode.text != "overall" {
      guard let value = number(valueNode) else { return nil }
      benchmark.value = value
    }
    if let margin = fields["margin"] {
      guard let value = number(margin) else { return nil }
      benchmark.margin = value
    }
    return benchmark
  }

  // MARK: Requirements

  /// `{within: P, reliability: P}` of all figures, or below the name of an estimator of its own.
  private mutating func requirements(
    _ node: DesignNode, _ estimators: [PublicationThreshold.Estimator]
  ) -> [PublicationThreshold.Requirement] {
    guard let fields = fields(node, .requirements) else { return [] }
    var found = shares(fields, of: estimators)
    for entry in fields.entries {
      guard let estimator = PublicationThreshold.Estimator(rawValue: entry.key) else { continue }
      guard estimators.contains(estimator) else {
        report(
          Wording(.threshold(.estimatorNotComputed(estimator))), at: entry.keyPosition)
        continue
      }
      guard let own = self.fields(entry.value, .requirementsOfOne) else { continue }
      let stated = shares(own, of: [estimator])
      found.removeAll { old in
        stated.contains { ($0.estimator, $0.quantity) == (old.estimator, old.quantity) }
      }
      found += stated
    }
    return found
  }

  private mutating func shares(
    _ fields: Fields, of estimators: [PublicationThreshold.Estimator]
  ) -> [PublicationThreshold.Requirement] {
    var found: [PublicationThreshold.Requirement] = []
    for quantity in PublicationThreshold.Requirement.Quantity.allCases {
      guard let node = fields[quantity.rawValue], let share = number(node) else { continue }
      guard share > 0, share < 1 else {
        report(Wording(.threshold(.requirementOutside(share))), at: node)
        continue
      }
      found += estimators.map { .init($0, quantity, least: share) }
    }
    return found
  }

  /// A share within a distance wants the distance.
  private mutating func checkDistance(of threshold: PublicationThreshold, _ fields: Fields) {
    guard threshold.requirements.contains(where: { $0.quantity == .within }),
      fields["within"] == nil
    else { return }
    report(Wording(.threshold(.distanceNotStated)), at: fields.position("require"))
  }
}
