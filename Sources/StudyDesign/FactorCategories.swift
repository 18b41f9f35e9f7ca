internal import ModelFormula

extension Predictor {
  /// The distinct values that a numeric predictor can take, in increasing order; nil if they are
  /// not a short list (a continuous predictor, an expression, a column of data).
  ///
  /// `factor(x)` of such a predictor has these values as categories, in this order.
  public var distinctValues: [Double]? {
    guard kind == .numeric, centre == nil, !isStandardised, reliability == nil else { return nil }
    switch source {
    case .distribution(let distribution): return distribution.possibleValues
    case .values(let values), .listed(let values): return Array(Set(values)).sorted()
    case .assign(let values, _, _): return Array(Set(values)).sorted()
    case .sequence(let dealt): return Array(Set(dealt.rows.joined())).sorted()
    case .expression(let expression): return expression.isLogical ? [0, 1] : nil
    case .parts, .meanOf, .column: return nil
    }
  }
}

extension Expression {
  /// Whether its values are 0 and 1 whatever its inputs: a comparison or a logical operation.
  fileprivate var isLogical: Bool {
    switch self {
    case .parenthesised(let inner): inner.isLogical
    case .unary(.not, _): true
    case .binary(let symbol, _, _):
      switch symbol {
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or: true
      case .power, .modulo, .multiply, .divide, .add, .subtract: false
      }
    case .number, .name, .text, .unary, .call: false
    }
  }
}
