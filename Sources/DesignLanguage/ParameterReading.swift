internal import ModelFormula
internal import StudyDesign

/// Where a parameter of the generating model may lie.
struct ParameterBounds {
  let low: Double
  let high: Double
  /// What the parameter is, in a message.
  let noun: String

  static let anywhere = ParameterBounds(low: -.infinity, high: .infinity, noun: "a number")
  static let spread = ParameterBounds(low: 0, high: .infinity, noun: "a spread")
  static let share = ParameterBounds(low: 0, high: 1, noun: "a share")
  static let probability = ParameterBounds(low: 0, high: 1, noun: "a probability")
  static let ratio = ParameterBounds(low: 0, high: .infinity, noun: "a ratio or rate")
  static let correlation = ParameterBounds(low: -1, high: 1, noun: "a correlation")
}

extension DesignReading {
  /// Whether a value is a distribution in place of a number.
  ///
  /// - Parameter names: what keys may stand there besides, such as a term called `t`.
  func isDistribution(_ node: DesignNode, unless names: [String] = []) -> Bool {
    guard let keys = node.mapping?.map(\.key) else { return false }
    return keys.contains(where: KeyTable.distributions.contains)
      && !keys.contains(where: names.contains)
  }

  /// A parameter of the generating model: a number, or a distribution from which it is drawn for each
  /// replicate.
  ///
  /// - Parameter owner: the keys that lead to it, joined by dots.
  mutating func quantity(
    _ node: DesignNode, of owner: String, within bounds: ParameterBounds = .anywhere
  ) -> Quantity? {
    if isDistribution(node) { return drawn(node, of: owner, within: bounds) }
    guard let text = node.text, plainNumber(text) == nil,
      let expression = try? sources.expression(text),
      expression.names.contains(where: { drawnLets[$0] != nil })
    else { return number(node).map { Quantity($0) } }
    if expression.names.contains(where: brokenLets.contains) { return nil }
    do {
      let value = try expression.evaluate { lets[$0] ?? drawnLets[$0]?.value }
      guard value.isFinite else {
        report(.notFinite(text), at: node)
        return nil
      }
      return Quantity(
        value,
        expression.substituting { name in
          lets[name].map { .number($0) } ?? drawnLets[name]?.expression
        })
    } catch .unknownName(let name) {
      let nearest = nearestName(to: name, among: lets.keys.sorted() + drawnLets.keys.sorted())
      report(.unknownLet(name, nearest: nearest), at: node.position(of: name))
    } catch {
      report(.plain("\(error)"), at: node)
    }
    return nil
  }

  private mutating func drawn(
    _ node: DesignNode, of owner: String, within bounds: ParameterBounds
  ) -> Quantity? {
    let known = findings.count
    guard let distribution = distribution(node), findings.count == known else { return nil }
    guard distribution.lowest >= bounds.low, distribution.highest <= bounds.high else {
      report(
        .drawnOutside(
          bounds.noun, distribution.key, low: bounds.low,
          high: bounds.high < .infinity ? bounds.high : nil), at: node)
      return nil
    }
    var name = owner
    while draws.contains(where: { $0.name == name }) { name += "'" }
    draws.append(ParameterPrior.Draw(name: name, distribution: distribution))
    return Quantity(distribution.mean, .name(name))
  }

  /// Reports a `let` name that is drawn for each replicate where a number must be known beforehand.
  mutating func reportDrawn(_ expression: Expression, at node: DesignNode) -> Bool {
    guard let name = expression.names.first(where: { drawnLets[$0] != nil }) else { return false }
    report(.drawnLetHere(name), at: node.position(of: name))
    return true
  }
}
