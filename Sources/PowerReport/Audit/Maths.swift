/// A mathematical expression, which is set as text (`β1_j prior_ij`) or as MathML.
indirect enum Maths: Equatable, Sendable {
  /// A variable or a function.
  case name(String)
  /// A letter with the number of a coefficient or random effect: `β1`.
  case symbol(String, Int)
  /// A number, as it is printed.
  case number(String)
  /// Words between mathematics, with the spaces around them.
  case words(String)
  /// An operator, with the spaces that the text has around it; a space alone is a product.
  case sign(String)
  /// An expression and the letters of the units that it belongs to: `β1_jk`.
  case indexed(Maths, String)
  /// Expressions one after the other.
  case row([Maths])
  /// An expression in parentheses.
  case group(Maths)
  /// A function of arguments: `N(0, 0.15)`.
  case call(String, [Maths])
  /// A base with its exponent.
  case power(Maths, Maths)
  /// A numerator over a denominator.
  case fraction(Maths, Maths)
  /// The sum over units, by their letter, of an expression.
  case sum(String, Maths)

  static let times = Maths.sign(" ")
  static let plus = Maths.sign(" + ")
  static let minus = Maths.sign(" - ")
  static let equals = Maths.sign(" = ")
  static let follows = Maths.sign(" ~ ")

  /// A figure as reports print it: one number, or words for several.
  static func value(_ text: String) -> Maths {
    text.contains(" ") ? .words(text) : .number(text)
  }

  /// In a line of text.
  var text: String {
    switch self {
    case .name(let text), .number(let text), .words(let text), .sign(let text): text
    case .symbol(let letter, let number): "\(letter)\(number)"
    case .indexed(let base, let units): "\(base.text)_\(units)"
    case .row(let parts): parts.map(\.text).joined()
    case .group(let inner): "(\(inner.text))"
    case .call(let function, let arguments):
      "\(function)(\(arguments.map(\.text).joined(separator: ", ")))"
    case .power(let base, .number("2")): "\(base.text)²"
    case .power(let base, let exponent): "\(base.text)^\(exponent.text)"
    case .fraction(let above, let below): "\(above.text)/\(below.text)"
    case .sum(let unit, let term): "Σ_\(unit) \(term.text)"
    }
  }
}

/// An equation whose right side is a sum.
struct Equation: Equatable, Sendable {
  var left: Maths
  var terms: [Maths]
}
