/// Why a formula cannot be expanded into columns.
public enum FormulaError: Error, Sendable, Hashable {
  /// No variable has this name.
  case unknownVariable(String)
  /// A variable with fewer than two categories has no contrasts.
  case tooFewCategories(variable: String, count: Int)
  /// A slope on a factor in `(... || g)`, whose columns cannot be made independent one by one.
  case factorInDoubleBar(variable: String, grouping: String)
  /// The same column in two random terms of one grouping factor.
  case duplicateRandomColumn(column: String, grouping: String)
  /// A response that is also on the right-hand side.
  case responseAmongTerms(String)
  /// An expression that has no value, like `log(arm)` where `arm` is a factor.
  case expression(String, EvaluationError)
  /// A term with more columns than any model that can be fitted.
  case tooManyColumns(String)
  /// A model without any column.
  case noColumns
}

extension FormulaError: CustomStringConvertible {
  /// A sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownVariable(let name): "'\(name)' is not known here"
    case .tooFewCategories(let variable, let count):
      "'\(variable)' has \(count == 1 ? "only one category" : "no categories"), "
        + "so it has no effect to estimate: leave it out"
    case .factorInDoubleBar(let variable, let grouping):
      "'\(variable)' has categories, so (\(variable) || \(grouping)) is not defined: "
        + "write (\(variable) | \(grouping)), or make numeric columns of its categories"
    case .duplicateRandomColumn(let column, let grouping):
      "two random terms of '\(grouping)' hold \(column): write one of them without it"
    case .responseAmongTerms(let name): "the response '\(name)' is also on the right of '~'"
    case .expression(let text, let error): "\(text): \(error)"
    case .tooManyColumns(let term):
      "\(term) stands for over a hundred thousand coefficients: use variables with fewer categories"
    case .noColumns: "the model has no coefficient: add a term or leave the intercept in"
    }
  }
}
