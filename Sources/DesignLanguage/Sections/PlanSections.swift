internal import StudyDesign

extension DesignReading {
  /// `title` or `description`: any text.
  mutating func readText(_ section: String) -> String? {
    guard let node = root[section] else { return nil }
    guard let text = node.text else {
      report(.wantsText(found: node.kindInWords), at: node)
      return nil
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let end = lines.lastIndex { !$0.isEmpty } ?? -1
    return lines[..<(end + 1)].joined(separator: "\n")
  }

  /// `simulation`: replicates, seed, and how streams are shared.
  mutating func readSimulation() -> SimulationSettings {
    var settings = SimulationSettings()
    guard let node = root["simulation"], let fields = fields(node, .simulation) else {
      return settings
    }
    if let node = fields["replicates"], let count = wholeNumber(node, atLeast: 1) {
      settings.replicates = Int(min(count, 1e15))
    }
    if let node = fields["seed"], let seed = seed(node) { settings.seed = seed }
    if let node = fields["common"], let flag = flag(node) { settings.sharesStreams = flag }
    if let node = fields["calibrate"], let flag = flag(node) { settings.calibrates = flag }
    if let node = fields["redraw"] { _ = flag(node) }
    settings.until = readStoppingRule(
      fields, replicates: fields["replicates"].map { _ in settings.replicates })
    // A block that is not stated is no longer than all of them.
    settings.replicates = min(settings.replicates, settings.mostReplicates)
    return settings
  }

  /// `until: {mcse: E}` with `at_most: N`.
  private mutating func readStoppingRule(_ fields: Fields, replicates: Int?) -> StoppingRule? {
    guard let node = fields["until"] else {
      if let most = fields["at_most"] { report(.mostWithoutRule, at: most) }
      return nil
    }
    guard let parts = self.fields(node, .stopping) else { return nil }
    guard let errorNode = parts["mcse"] else {
      report(.ruleWithoutError, at: node)
      return nil
    }
    guard let error = number(errorNode) else { return nil }
    guard error > 0, error < 0.5 else {
      report(.errorOutside(error), at: errorNode)
      return nil
    }
    var rule = StoppingRule(mcse: error)
    rule.atMost = max(rule.atMost, replicates ?? 1)
    guard let mostNode = fields["at_most"] else { return rule }
    guard let most = wholeNumber(mostNode, atLeast: 1) else { return nil }
    if let replicates, most < Double(replicates) {
      report(.mostBelowBlock(most, replicates: replicates), at: mostNode)
      return nil
    }
    rule.atMost = Int(min(most, 1e15))
    return rule
  }

  private mutating func seed(_ node: DesignNode) -> UInt64? {
    if let seed = node.text.flatMap({ UInt64($0) }) { return seed }
    report(.wantsSeed(found: node.kindInWords), at: node)
    return nil
  }

  /// `target: {power: P, of: each / any / all}`.
  mutating func readTarget() -> (power: Double, rule: TargetRule)? {
    guard let node = root["target"], let fields = fields(node, .target) else { return nil }
    var rule = TargetRule.each
    if let of = fields["of"] {
      guard
        let word = word(of, of: "target", served: TargetRule.allCases.map(\.rawValue)),
        let stated = TargetRule(rawValue: word)
      else { return nil }
      rule = stated
    }
    guard let powerNode = fields["power"] else {
      report(.targetWithoutPower, at: node)
      return nil
    }
    guard let power = number(powerNode) else { return nil }
    guard power > 0, power < 1 else {
      report(.powerOutside(power), at: powerNode)
      return nil
    }
    return (power, rule)
  }

  /// Whether predictors are drawn anew for each replicate; mistakes are reported with the plan.
  var redraws: Bool {
    switch root["simulation"]?["redraw"]?.text {
    case "false", "no", "off": false
    default: true
    }
  }
}
