/// A place where an expression or formula does not follow R's syntax.
public struct SyntaxError: Error, Sendable, Hashable {
  /// What is wrong.
  public var fact: Fact
  /// Where it is wrong, in UTF-8 bytes from the start of the text.
  public var offset: Int

  /// What can be wrong with the text of an expression or formula.
  public enum Fact: Sendable, Hashable {
    /// There is nothing but white space.
    case empty
    /// A character that no token starts with.
    case unexpectedCharacter(Character)
    /// A token at a place where it cannot stand; `expected` says what could.
    case unexpected(token: String, expected: String)
    /// The text ends where something must follow.
    case unexpectedEnd(expected: String)
    /// A spelling of another language, or of R outside this grammar, and what to write instead.
    case foreign(String, write: String)
    /// A number that is not a finite decimal.
    case badNumber(String)
    /// A quote without its partner.
    case unclosedQuote
    /// A parenthesis without its partner.
    case unclosedParenthesis
    /// `a < b < c`.
    case chainedComparison
    /// A formula without `~`.
    case missingTilde
    /// Nothing on the left of `~`.
    case missingResponse
    /// A random term outside parentheses: `x + 1 | g`.
    case bareBar
    /// A random or offset term inside an interaction, power or random term.
    case nestedSpecialTerm(String)
    /// A random term without columns: `(0 | g)`.
    case emptyBar
    /// A number other than 0 and 1 among the terms.
    case numberAsTerm(String)
    /// A power that is not a whole number from 1 to 9.
    case badPower(String)
    /// A function with the wrong number of arguments, or not of a column's name.
    case badCall(String, expected: String)
    /// Parentheses, signs or operators nested deeper than in any real formula.
    case tooDeep
    /// Products and powers that stand for more terms than any real formula has.
    case tooManyTerms
  }

  /// Makes a syntax error.
  public init(_ fact: Fact, at offset: Int) {
    self.fact = fact
    self.offset = offset
  }
}

extension SyntaxError: CustomStringConvertible {
  /// A sentence that says what was found and what to type instead, without the place.
  public var description: String {
    switch fact {
    case .empty: "nothing is written here"
    case .unexpectedCharacter(let character): "'\(character)' cannot stand here"
    case .unexpected(let token, let expected): "found '\(token)' where \(expected) should stand"
    case .unexpectedEnd(let expected): "the text ends where \(expected) should stand"
    case .foreign(let found, let write): "'\(found)' is not understood: write \(write)"
    case .badNumber(let text): "'\(text)' is not a number: write a finite decimal like 0.5 or 1e-3"
    case .unclosedQuote: "the quote opened here is never closed"
    case .unclosedParenthesis: "the parenthesis opened here is never closed"
    case .chainedComparison:
      "comparisons cannot be chained: join two with &, like a < b & b < c"
    case .missingTilde: "a formula needs '~' between response and terms, like y ~ x + (1 | g)"
    case .missingResponse: "a formula needs a response before '~', like y ~ x"
    case .bareBar: "a random term needs parentheses, like (1 | g)"
    case .nestedSpecialTerm(let text):
      "\(text) can only be added to the other terms with '+'"
    case .emptyBar: "a random term needs at least one column, like (1 | g) or (0 + x | g)"
    case .numberAsTerm(let text):
      "'\(text)' is not a term: only 0 and 1 (for the intercept) can be added"
    case .badPower(let text): "'\(text)' is not a power of terms: write a whole number from 1 to 9"
    case .badCall(let function, let expected): "\(function)() takes \(expected)"
    case .tooDeep: "the text is nested too deeply"
    case .tooManyTerms: "this stands for thousands of terms: write out those that are wanted"
    }
  }
}
