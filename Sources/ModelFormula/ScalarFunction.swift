internal import Glibc

/// A function that a design may call; comparisons and logic live in the operators.
enum ScalarFunction: String, Sendable {
  case exp, log, sqrt, abs, min, max, round, floor, ceiling, logit, expit, ifelse
  /// Inhibits the formula meaning of operators; the value is that of its argument.
  case I

  /// How many arguments the function takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .min, .max: 1...Int.max
    case .ifelse: 3...3
    default: 1...1
    }
  }
}

// Missing values are NaN and spread as R's NA does: `FALSE & NA` is FALSE, `NA < 1` is NA.
// Each function here is for scalars and inlined into both the tree walk and the vector loops.

@inline(__always)
func truth(_ condition: Bool) -> Double { condition ? 1 : 0 }

extension Expression.UnaryOperator {
  @inline(__always)
  func apply(_ value: Double) -> Double {
    switch self {
    case .plus: value
    case .minus: -value
    case .not: knownWhere(value, truth(value == 0))
    }
  }
}

extension Expression.BinaryOperator {
  @inline(__always)
  func apply(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .power: raised(left, right)
    case .modulo: remainder(left, right)
    case .multiply: left * right
    case .divide: left / right
    case .add: left + right
    case .subtract: left - right
    case .equal: comparison(left, right, ==)
    case .notEqual: comparison(left, right, !=)
    case .less: comparison(left, right, <)
    case .lessOrEqual: comparison(left, right, <=)
    case .greater: comparison(left, right, >)
    case .greaterOrEqual: comparison(left, right, >=)
    case .and: conjunction(left, right)
    case .or: disjunction(left, right)
    }
  }
}

/// NaN where `value` is NaN, else `result`; a selection, not a branch, so that loops stay vectors.
@inline(__always)
func knownWhere(_ value: Double, _ result: Double) -> Double {
  value == value ? result : .nan
}

@inline(__always)
func conjunction(_ left: Double, _ right: Double) -> Double {
  left == 0 ? 0 : right == 0 ? 0 : knownWhere(left, knownWhere(right, 1))
}

@inline(__always)
func disjunction(_ left: Double, _ right: Double) -> Double {
  let isKnownTrue = (left == left && left != 0) || (right == right && right != 0)
  return isKnownTrue ? 1 : knownWhere(left, knownWhere(right, 0))
}

@inline(__always)
func comparison(
  _ left: Double, _ right: Double, _ holds: (Double, Double) -> Bool
) -> Double {
  knownWhere(left, knownWhere(right, truth(holds(left, right))))
}

@inline(__always)
func raised(_ base: Double, _ exponent: Double) -> Double {
  exponent == 2 ? base * base : pow(base, exponent)
}

/// R's `%%`: the remainder with the divisor's sign, from floored division done twice.
@inline(__always)
func remainder(_ left: Double, _ right: Double) -> Double {
  if right == 0 { return .nan }
  let once = left - (left / right).rounded(.down) * right
  return once - (once / right).rounded(.down) * right
}

extension ScalarFunction {
  /// The value of a function of one argument.
  @inline(__always)
  func apply(_ value: Double) -> Double {
    switch self {
    case .exp: Glibc.exp(value)
    case .log: Glibc.log(value)
    case .sqrt: value.squareRoot()
    case .abs: value.magnitude
    // R rounds halves to even.
    case .round: value.rounded(.toNearestOrEven)
    case .floor: value.rounded(.down)
    case .ceiling: value.rounded(.up)
    case .logit: Glibc.log(value / (1 - value))
    case .expit: 1 / (1 + Glibc.exp(-value))
    case .I, .min, .max: value
    case .ifelse: preconditionFailure("ifelse takes three arguments")
    }
  }
}

/// The smaller of two values; NaN if one is.
@inline(__always)
func smaller(_ left: Double, _ right: Double) -> Double {
  knownWhere(left, knownWhere(right, left < right ? left : right))
}

/// The larger of two values; NaN if one is.
@inline(__always)
func larger(_ left: Double, _ right: Double) -> Double {
  knownWhere(left, knownWhere(right, left > right ? left : right))
}

/// R's `ifelse` for one element: NaN where the condition is.
@inline(__always)
func chosen(_ condition: Double, _ yes: Double, _ no: Double) -> Double {
  knownWhere(condition, condition != 0 ? yes : no)
}
