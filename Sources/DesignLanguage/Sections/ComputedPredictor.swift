internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// A predictor with `value:`, an expression over other predictors and unit numbers of levels.
  mutating func computed(_ statement: PredictorStatement, _ node: DesignNode) -> Predictor? {
    guard let text = node.text else {
      report(.wantsExpression(found: node.kindInWords), at: node)
      return nil
    }
    guard let written = expression(text, at: node) else { return nil }
    if written.names.contains(where: brokenLets.contains) || reportDrawn(written, at: node) {
      return nil
    }
    let expression = written.substituting { lets[$0].map { .number($0) } }
    guard inputsAreKnown(expression, at: node), isNumeric(expression, at: node) else { return nil }
    let inputs = expression.names.compactMap {
      PredictorRules.level(of: $0, predictors: predictors, levels: levels)
    }
    let level = statement.level ?? (inputs.isEmpty ? 0 : meeting(of: inputs))
    for name in expression.names
    where reportWeightedCategories(.name(name), at: level, node.position(of: name)) { return nil }
    return Predictor(
      name: statement.name, level: level, kind: .numeric, source: .expression(expression))
  }

  private mutating func inputsAreKnown(_ expression: Expression, at node: DesignNode) -> Bool {
    var areKnown = true
    for name in expression.names
    where predictor(name) == nil && !levels.contains(where: { $0.name == name }) {
      areKnown = false
      if brokenPredictors.contains(name) { continue }
      let known = predictors.map(\.name) + levels.map(\.name) + lets.keys.sorted()
      let nearest = nearestName(to: name, among: known)
      report(.unknownVariable(name, nearest: nearest), at: node.position(of: name))
    }
    return areKnown
  }

  /// Whether categories stand only where they can be compared.
  private mutating func isNumeric(_ expression: Expression, at node: DesignNode) -> Bool {
    do {
      _ = try CompiledExpression(expression) { name in
        predictor(name)?.kind ?? (levels.contains { $0.name == name } ? .numeric : nil)
      }
      return true
    } catch {
      report(.plain("\(error)"), at: node)
      return false
    }
  }
}
