extension Expression {
  /// The names in the expression, each once, in the order of their first appearance.
  ///
  /// Names of functions are not among them.
  public var names: [String] {
    var found: [String] = []
    collectNames(into: &found)
    return found
  }

  private func collectNames(into found: inout [String]) {
    switch self {
    case .number, .text: break
    case .name(let name): if !found.contains(name) { found.append(name) }
    case .unary(_, let operand), .parenthesised(let operand): operand.collectNames(into: &found)
    case .binary(_, let left, let right):
      left.collectNames(into: &found)
      right.collectNames(into: &found)
    case .call(_, let arguments): for argument in arguments { argument.collectNames(into: &found) }
    }
  }

  /// The value of the expression, which may be infinite or NaN; truth is 1, falsehood 0.
  ///
  /// - Parameter lookup: The value of a name, or nil if the name stands for nothing.
  public func evaluate(_ lookup: (String) -> Double?) throws(EvaluationError) -> Double {
    switch self {
    case .number(let value): return value
    case .text(let text): throw .textAsNumber(text)
    case .name(let name):
      guard let value = lookup(name) else { throw .unknownName(name) }
      return value
    case .unary(let sign, let operand): return sign.apply(try operand.evaluate(lookup))
    case .parenthesised(let inner): return try inner.evaluate(lookup)
    case .binary(let symbol, let left, let right):
      return symbol.apply(try left.evaluate(lookup), try right.evaluate(lookup))
    case .call(let name, let arguments):
      let function = try Expression.function(name, argumentCount: arguments.count)
      var values: [Double] = []
      for argument in arguments { values.append(try argument.evaluate(lookup)) }
      return function.apply(values)
    }
  }

  /// The function called `name`, if it takes that many arguments.
  static func function(
    _ name: String, argumentCount: Int
  ) throws(EvaluationError) -> ScalarFunction {
    guard let function = ScalarFunction(rawValue: name) else { throw .unknownFunction(name) }
    guard function.arity.contains(argumentCount) else {
      throw .wrongArgumentCount(function: name, given: argumentCount)
    }
    return function
  }
}

extension ScalarFunction {
  fileprivate func apply(_ values: [Double]) -> Double {
    switch self {
    case .ifelse: chosen(values[0], values[1], values[2])
    case .min: values.dropFirst().reduce(values[0], smaller)
    case .max: values.dropFirst().reduce(values[0], larger)
    default: apply(values[0])
    }
  }
}
