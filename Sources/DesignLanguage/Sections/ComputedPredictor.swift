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
    if written.names.contains(where: brokenLets.contains) { return nil }
    let expression = written.substituting(lets)
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

extension Expression {
  /// The expression with numbers in the place of names that have one.
  func substituting(_ numbers: [String: Double]) -> Expression {
    switch self {
    case .number, .text: self
    case .name(let name): numbers[name].map { .number($0) } ?? self
    case .unary(let sign, let operand): .unary(sign, operand.substituting(numbers))
    case .parenthesised(let inner): .parenthesised(inner.substituting(numbers))
    case .binary(let symbol, let left, let right):
      .binary(symbol, left.substituting(numbers), right.substituting(numbers))
    case .call(let function, let arguments):
      .call(function, arguments.map { $0.substituting(numbers) })
    }
  }
}
