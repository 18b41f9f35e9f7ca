#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import ModelFormula

/// A parameter of the generating model: a number, or one that follows from what is drawn for each
/// replicate.
struct Quantity {
  /// The number; of one that is drawn what it is if every draw is its mean.
  let value: Double
  /// How it follows from the draws, by their names; nil for a number.
  let expression: Expression?

  init(_ value: Double, _ expression: Expression? = nil) {
    self.value = value
    self.expression = expression
  }

  var isDrawn: Bool { expression != nil }

  var squareRoot: Quantity {
    Quantity(value.squareRoot(), expression.map { .call("sqrt", [$0]) })
  }

  var logarithm: Quantity {
    Quantity(log(value), expression.map { .call("log", [$0]) })
  }

  static func + (left: Quantity, right: Quantity) -> Quantity {
    if !left.isDrawn, left.value == 0 { return right }
    return combined(left, .add, right, left.value + right.value)
  }

  static func - (left: Quantity, right: Quantity) -> Quantity {
    combined(left, .subtract, right, left.value - right.value)
  }

  static func * (left: Quantity, right: Quantity) -> Quantity {
    combined(left, .multiply, right, left.value * right.value)
  }

  static func / (left: Quantity, right: Quantity) -> Quantity {
    combined(left, .divide, right, left.value / right.value)
  }

  private static func combined(
    _ left: Quantity, _ symbol: Expression.BinaryOperator, _ right: Quantity, _ value: Double
  ) -> Quantity {
    guard left.isDrawn || right.isDrawn else { return Quantity(value) }
    return Quantity(value, .binary(symbol, left.tree, right.tree))
  }

  private var tree: Expression { expression ?? .number(value) }
}

extension Sequence<Quantity> {
  func sum() -> Quantity { reduce(Quantity(0), +) }
}
