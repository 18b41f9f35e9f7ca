/// Why an expression has no value.
public enum EvaluationError: Error, Sendable, Hashable {
  /// A name that stands for nothing.
  case unknownName(String)
  /// A function that is not in the language.
  case unknownFunction(String)
  /// A function with too few or too many arguments.
  case wrongArgumentCount(function: String, given: Int)
  /// A category between quotes where a number must stand.
  case textAsNumber(String)
  /// A factor where a number must stand.
  case factorAsNumber(String)
  /// `x == 'new'` where `x` holds numbers.
  case numberComparedWithText(name: String, text: String)
  /// `arm == 'nwe'`: the factor has no such category.
  case unknownCategory(factor: String, text: String, categories: [String])
}

extension EvaluationError: CustomStringConvertible {
  /// A sentence that says what is wrong.
  public var description: String {
    switch self {
    case .unknownName(let name): "'\(name)' is not known here"
    case .unknownFunction(let name):
      "'\(name)' is not a function of the language, which has \(knownFunctions)"
    case .wrongArgumentCount(let function, let given):
      "\(function)() takes \(arguments(of: function)), not \(given)"
    case .textAsNumber(let text): "'\(text)' is text where a number must stand"
    case .factorAsNumber(let name):
      "'\(name)' has categories: compare it with one, like \(name) == 'category'"
    case .numberComparedWithText(let name, let text):
      "'\(name)' holds numbers and cannot be compared with '\(text)'"
    case .unknownCategory(let factor, let text, let categories):
      "'\(factor)' has no category '\(text)' but \(categories.joined(separator: ", "))"
    }
  }

  private var knownFunctions: String {
    "exp, log, sqrt, abs, min, max, round, floor, ceiling, logit, expit and ifelse"
  }

  private func arguments(of function: String) -> String {
    guard let arity = ScalarFunction(rawValue: function)?.arity else { return "other arguments" }
    if arity.upperBound == .max { return "one argument or more" }
    return arity.upperBound == 1 ? "one argument" : "\(arity.upperBound) arguments"
  }
}
