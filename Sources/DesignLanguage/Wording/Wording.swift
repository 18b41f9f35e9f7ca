internal import ModelFormula

/// A mistake in words: what was found, what was expected, and the nearest valid name.
///
/// Every sentence about the content of a design is made here or in a file beside this one.
struct Wording: Sendable {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }

  /// The sentence of another part, used as it is.
  static func plain(_ sentence: String) -> Wording { Wording(sentence) }

  /// A part of the language that is not served.
  static func notServed(_ what: String) -> Wording {
    Wording("this version does not serve \(what)")
  }

  /// A design of which nothing can be made though no part of it has been found wrong.
  static let unexplained = Wording(
    "this design cannot be read and mlpower does not know why; please report it, with the file")

  /// More of something than any study has.
  static func tooMany(_ found: Int, _ things: String, most: Int) -> Wording {
    Wording(
      "\(count(Double(found))) \(things) are more than the \(count(Double(most))) that can be meant"
    )
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ words: [String], _ conjunction: String = "and") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }

  /// `did you mean 'x'?`, or what there is.
  static func hint(_ nearest: String?, known: [String], noun: String) -> String {
    if let nearest { return "did you mean '\(nearest)'?" }
    if known.isEmpty { return "there are no \(noun)" }
    let shown = known.prefix(12)
    let more = known.count > shown.count ? ", …" : ""
    return "the \(noun) are \(shown.joined(separator: ", "))\(more)"
  }

  /// A number of things, in groups of three digits.
  static func count(_ value: Double) -> String {
    guard value < 1e15 else { return number(value) }
    var digits = String(Int64(value.rounded()))
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }

  /// A number as short as it can be without losing digits.
  static func number(_ value: Double) -> String { Expression.number(value).description }
}

// Kinds of values

extension Wording {
  static func unknownKey(_ key: String, of owner: String, nearest: String?, known: [String])
    -> Wording
  {
    if let colon = key.firstIndex(of: ":"), known.contains(String(key[..<colon])) {
      return Wording("'\(key)' lacks a space after the colon; write '\(key[..<colon]): …'")
    }
    return Wording("\(owner) has no key '\(key)'; " + hint(nearest, known: known, noun: "keys"))
  }

  static func missingSection(_ name: String, example: String) -> Wording {
    Wording("the design has no '\(name)'; add one, such as '\(name): \(example)'")
  }

  static func wantsMapping(_ owner: String, found: String, keys: [String]) -> Wording {
    Wording("\(owner) is a mapping with keys such as \(keys[0]), not \(found)")
  }

  static func wantsNamedNumbers(_ section: String, found: String) -> Wording {
    Wording("'\(section)' gives each name a number, such as '{a: 1, b: 2}', not \(found)")
  }

  static func wantsNamedMappings(_ section: String, found: String) -> Wording {
    Wording("'\(section)' gives each name a mapping, not \(found)")
  }

  static func wantsList(_ key: String, found: String) -> Wording {
    let example = key == "analysis" ? "[{name: naive, model: y ~ x}]" : "[a, b]"
    return Wording("'\(key)' is a list, such as '\(example)', not \(found)")
  }

  static func wantsNumber(found: String) -> Wording {
    Wording("a number is expected here, not \(found)")
  }

  static func wantsWholeNumber(found: Double, atLeast lowest: Double) -> Wording {
    Wording("a whole number from \(number(lowest)) on is expected here, not \(number(found))")
  }

  static func wantsFlag(found: String) -> Wording {
    Wording("'true' or 'false' is expected here, not \(found)")
  }

  static func wantsWord(_ what: String, found: String, words: [String]) -> Wording {
    Wording("a \(what) is expected here (\(list(words, "or"))), not \(found)")
  }

  static func wantsName(found: String) -> Wording {
    Wording("a name is expected here, not \(found)")
  }

  static func wantsText(found: String) -> Wording {
    Wording("a text is expected here, not \(found)")
  }

  static func wantsFormula(found: String) -> Wording {
    Wording("a formula is expected here, such as 'y ~ x + (1 | school)', not \(found)")
  }

  static func wantsExpression(found: String) -> Wording {
    Wording("an expression over predictors is expected here, not \(found)")
  }

  static func unknownWord(_ word: String, of what: String, nearest: String?, words: [String])
    -> Wording
  {
    let plural: String
    switch what.last {
    case "y": plural = what.dropLast() + "ies"
    case "s": plural = what
    default: plural = what + "s"
    }
    return Wording(
      "there is no \(what) '\(word)'; " + hint(nearest, known: words, noun: plural))
  }

  static func notFinite(_ text: String) -> Wording {
    Wording("'\(text)' is not a finite number")
  }

  static func numberTooLarge(_ text: String, limit: Double) -> Wording {
    let (low, high) = (number(-limit), number(limit))
    return Wording("'\(text)' is too large for a study; its numbers lie between \(low) and \(high)")
  }

  static func decimalComma(_ text: String) -> Wording {
    let point = String(text.map { $0 == "," ? "." : $0 })
    return Wording("'\(text)' is not a number; a decimal number wants a point: \(point)")
  }

  static func badExpression(_ text: String, _ error: SyntaxError) -> Wording {
    if case .badNumber = error.fact { return Wording("\(error)") }
    return Wording("'\(text)' is not a number or expression: \(error)")
  }

  static func badFormula(_ text: String, _ error: SyntaxError) -> Wording {
    if text.contains("#") {
      return Wording("'#' begins a note only after a space; put a space before it: \(error)")
    }
    return Wording("the formula cannot be read: \(error)")
  }

  static func unknownLet(_ name: String, nearest: String?) -> Wording {
    let cure = nearest.map { "did you mean '\($0)'?" } ?? "numbers and 'let' names can stand here"
    return Wording("'\(name)' is not a number or a name under 'let'; \(cure)")
  }

  static func letInItself(_ name: String) -> Wording {
    Wording("'\(name)' is defined by itself; give one name of the circle a number")
  }
}
