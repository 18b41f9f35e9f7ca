internal import ModelFormula

extension Expression {
  /// The expression with others in the place of names that have one.
  func substituting(_ values: (String) -> Expression?) -> Expression {
    switch self {
    case .number, .text: self
    case .name(let name): values(name) ?? self
    case .unary(let sign, let operand): .unary(sign, operand.substituting(values))
    case .parenthesised(let inner): .parenthesised(inner.substituting(values))
    case .binary(let symbol, let left, let right):
      .binary(symbol, left.substituting(values), right.substituting(values))
    case .call(let function, let arguments):
      .call(function, arguments.map { $0.substituting(values) })
    }
  }
}
