internal import ModelFormula

extension Predictor {
  /// The distinct values that a numeric predictor can take, in increasing order; nil if they are
  /// not a short list (a continuous predictor, an expression, a column of data).
  ///
  /// `factor(x)` of such a predictor has these values as categories, in this order.
  public var distinctValues: [Double]? {
    guard kind == .numeric else { return nil }
    switch source {
    case .distribution(let distribution): return distribution.possibleValues
    case .values(let values), .listed(let values): return Array(Set(values)).sorted()
    case .assign(let values, _, _): return Array(Set(values)).sorted()
    case .expression, .column: return nil
    }
  }
}
