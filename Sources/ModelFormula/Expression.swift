/// A number or predictor written in R's syntax, as a tree.
///
/// Names are resolved by whoever evaluates the tree: `let` names and predictors in a design, columns
/// in a data file.
public indirect enum Expression: Sendable, Hashable {
  case number(Double)
  case name(String)
  /// A category between single (or double) quotes.
  case text(String)
  case unary(UnaryOperator, Expression)
  case binary(BinaryOperator, Expression, Expression)
  /// An operand written between parentheses, kept so that R's name of a coefficient comes out.
  case parenthesised(Expression)
  case call(String, [Expression])

  /// `-x`, `+x`, `!x`.
  public enum UnaryOperator: String, Sendable, Hashable {
    case minus = "-"
    case plus = "+"
    case not = "!"
  }

  /// The operators of R that a design may use; comparisons and logic give 0 or 1.
  public enum BinaryOperator: String, Sendable, Hashable {
    case power = "^"
    case modulo = "%%"
    case multiply = "*"
    case divide = "/"
    case add = "+"
    case subtract = "-"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and = "&"
    case or = "|"
  }
}
