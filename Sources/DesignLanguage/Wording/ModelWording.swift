// Model, effects, random terms and residual

extension Wording {
  static func responseIsNotAName(_ text: String) -> Wording {
    let name = text.split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    return Wording(
      "the response of the generating model is a name, not '\(text)'; name what is simulated, "
        + "such as '\(name)'")
  }

  static func responseAmongTerms(_ name: String) -> Wording {
    Wording("the response '\(name)' is also on the right of '~'")
  }

  static func unknownVariable(_ name: String, nearest: String?) -> Wording {
    let cure = nearest.map { "did you mean '\($0)'?" } ?? "describe it under 'predictors'"
    return Wording("there is no predictor '\(name)'; \(cure)")
  }

  static func levelAsVariable(_ name: String) -> Wording {
    Wording("'\(name)' is a level, not a predictor; write '(1 | \(name))' for a random intercept")
  }

  static func factorOfMany(_ call: String) -> Wording {
    Wording("'\(call)' needs a predictor with a short list of values, such as 'values' or 'assign'")
  }

  static func unknownGrouping(
    _ name: String, nearest: String?, known: [String], isPredictor: Bool
  ) -> Wording {
    if isPredictor {
      return Wording(
        "'\(name)' is a predictor, not a level; random effects vary between units of a level")
    }
    return Wording(
      "there is no level '\(name)' for a random effect; "
        + hint(nearest, known: known, noun: "levels"))
  }

  static func noSuchCoefficient(_ name: String, nearest: String?, known: [String]) -> Wording {
    Wording(
      "the model has no coefficient '\(name)'; " + hint(nearest, known: known, noun: "coefficients")
    )
  }

  static func noSuchCategory(_ name: String, nearest: String?, categories: [String]) -> Wording {
    Wording(
      "no coefficient is that of '\(name)'; "
        + hint(nearest, known: categories, noun: "categories with one"))
  }

  static func missingEffects(_ names: [String], block: String) -> Wording {
    let subject = names.count == 1 ? "the coefficient" : "the coefficients"
    let verb = names.count == 1 ? "has" : "have"
    return Wording(
      "\(subject) \(list(names.map { "'\($0)'" })) \(verb) no value; add to 'effects': "
        + block.dropFirst().dropLast())
  }

  static func effectTwice(_ name: String) -> Wording {
    Wording("the coefficient '\(name)' has two values; keep one")
  }

  static let effectWithoutNumber = Wording(
    "an effect is a number, '{d: NUMBER, of: total}', or numbers by category")

  static func missingRandom(_ level: String, terms: [String]) -> Wording {
    let value =
      terms.count == 1
      ? "{sd: 1}"
      : "{sd: {" + terms.map { "\($0): 1" }.joined(separator: ", ") + "}, correlation: 0}"
    return Wording(
      "the random effects of '\(level)' have no spread; add to 'random': \(level): \(value)")
  }

  static func randomWithoutBar(_ level: String, grouping: [String]) -> Wording {
    Wording(
      "the model has no random term at '\(level)'; add '(1 | \(level))' to it or remove this entry")
  }

  static func unknownRandom(_ name: String, nearest: String?, grouping: [String]) -> Wording {
    Wording(
      "'\(name)' is not a level with a random term; "
        + hint(nearest, known: grouping, noun: "levels with one"))
  }

  static func noSuchRandomTerm(
    _ name: String, level: String, nearest: String?, terms: [String]
  ) -> Wording {
    Wording(
      "'\(level)' has no random effect '\(name)'; "
        + hint(nearest, known: terms, noun: "random effects"))
  }

  static func missingSpread(_ level: String, terms: [String]) -> Wording {
    let block = terms.map { "\($0): 1" }.joined(separator: ", ")
    let verb = terms.count == 1 ? "has" : "have"
    return Wording(
      "\(list(terms.map { "'\($0)'" })) of '\(level)' \(verb) no spread; add 'sd: {\(block)}' or "
        + "'variance: {\(block)}' to it"
    )
  }

  static func oneSpreadForMany(_ key: String, _ level: String, terms: [String]) -> Wording {
    Wording(
      "'\(level)' has \(terms.count) random effects; write one '\(key)' each: "
        + "{\(terms.map { "\($0): NUMBER" }.joined(separator: ", "))}"
    )
  }

  static func twoSpreads(_ term: String, _ level: String) -> Wording {
    Wording("'\(term)' of '\(level)' has two spreads; keep one")
  }

  static func twoScales(_ first: String, _ second: String, of owner: String) -> Wording {
    Wording("\(owner) has both '\(first)' and '\(second)'; keep one")
  }

  /// - Parameter separable: whether '||' would make the effects independent.
  static func missingCorrelation(
    _ level: String, pairs: [[String]], separable: Bool
  ) -> Wording {
    let names = pairs.map { "'\($0[0])' and '\($0[1])'" }
    return Wording(
      "the correlation of \(list(names)) of '\(level)' is missing; add 'correlation: 0' (or "
        + "another number) to it" + (separable ? ", or write '||' in the model" : ""))
  }

  static func nothingToCorrelate(_ key: String, _ level: String) -> Wording {
    Wording("'\(level)' has no random term with two effects, so there is no \(key) to state")
  }

  static func wantsPairs(_ key: String, found: String) -> Wording {
    Wording(
      "'\(key)' is one number for every pair or pairs by name, such as '{a: {b: 0.3}}', not "
        + "\(found)"
    )
  }

  static func notAPair(_ first: String, _ second: String, _ level: String) -> Wording {
    Wording("'\(first)' and '\(second)' of '\(level)' are not two effects of one random term")
  }

  static func pairTwice(_ first: String, _ second: String) -> Wording {
    Wording("the pair of '\(first)' and '\(second)' has two values; keep one")
  }

  static let iccWithoutScale = Wording(
    "an icc is a share and needs a scale; add 'residual: {total_variance: 1}' (or 'variance', "
      + "'sd', 'total_sd')"
  )

  static func iccWithoutIntercept(_ level: String) -> Wording {
    Wording("an icc is the share of the random intercept, and '\(level)' has none")
  }

  static let residualWithoutScale = Wording(
    "'residual' needs one of sd, variance, total_variance or total_sd")
}
