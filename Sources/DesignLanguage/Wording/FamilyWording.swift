internal import StudyDesign

// Families of responses

extension Wording {
  static func twoFamilies(_ first: String, _ second: String) -> Wording {
    Wording("responses have one family, but here are '\(first)' and '\(second)'; keep one of them")
  }

  static func linkOfOtherFamily(_ link: String, of family: String, links: [String]) -> Wording {
    let cure =
      links.count == 1 ? "its link is \(links[0])" : "its links are \(list(links))"
    return Wording("family '\(family)' is not served with link '\(link)'; \(cure)")
  }

  static func familyWithout(_ key: String, _ family: String) -> Wording {
    let example = key == "categories" ? "[a, b, c]" : "2"
    return Wording(
      "family '\(family)' needs its \(key), such as '{\(family): {\(key): \(example)}}'")
  }

  static func wantsResponseCategories(found: String) -> Wording {
    Wording("'categories' lists two or more names, the reference first, not \(found)")
  }

  static func responseCategoryTwice(_ name: String) -> Wording {
    Wording("the category '\(name)' stands twice; keep one of them")
  }

  static func otherCategories(_ found: [String]) -> Wording {
    Wording("the responses have other categories than \(list(found)); leave 'categories' out")
  }

  static func residualOfOtherFamily(_ family: ResponseFamily.Name) -> Wording {
    Wording(
      "a response of family '\(family.rawValue)' has no residual: its variance follows from its "
        + "mean; remove 'residual'")
  }

  static func ofNormalResponses(_ key: String) -> Wording {
    Wording(
      "'\(key)' is of normal responses; state the effect on the scale of the link, or as "
        + "'{odds_ratio: 1.5}', '{rate_ratio: 1.5}', '{probability: 0.2}' or '{rate: 2}'")
  }

  static func ofOtherResponses(_ key: String) -> Wording {
    Wording(
      "'\(key)' is of yes/no, count and ordered responses, but this one is normal; add 'family'")
  }

  static func scaleOfOtherLink(_ key: String, _ family: ResponseFamily) -> Wording {
    let needs =
      switch key {
      case "odds_ratio": "an odds ratio is of the logit link"
      case "rate_ratio": "a rate ratio is of the log link"
      case "rate": "a rate is of counts and other responses with the log link"
      default: "a probability is of yes/no responses"
      }
    let cure =
      switch (key, family.link) {
      case ("odds_ratio", .log): "use 'rate_ratio'"
      case ("rate_ratio", .logit): "use 'odds_ratio'"
      case ("rate", _) where family.name == .binomial: "use 'probability'"
      case ("probability", .log): "use 'rate'"
      default: "state the effect on the scale of the link"
      }
    return Wording(
      "\(needs), but family '\(family.name.rawValue)' has link '\(family.link.rawValue)'; \(cure)")
  }

  static func ratioOfIntercept(_ key: String) -> Wording {
    Wording("the intercept is no ratio of two values; state it as '\(key)' or on the link's scale")
  }

  static func marginalOfRatio(_ key: String) -> Wording {
    Wording("'marginal' is of 'probability' and 'rate'; '\(key)' holds for given random effects")
  }

  static let probabilityOfOrdinal = Wording(
    "an ordered response has a probability for each category; state the effect as 'odds_ratio' or on "
      + "the scale of the link")

  static func effectOutside(_ key: String, _ value: Double) -> Wording {
    let what =
      key == "probability"
      ? "a probability here lies between 0 and 1, both left out"
      : "a \(key.replacing("_", with: " ")) is above 0"
    return Wording("\(what), but this one is \(number(value))")
  }

  static func iccOfOtherFamily(_ family: ResponseFamily.Name) -> Wording {
    Wording(
      "an icc is of normal, yes/no and ordered responses; with family '\(family.rawValue)' state 'sd' or "
        + "'variance' on the scale of the link")
  }

  static func observedShareTooLarge(_ share: Double) -> Wording {
    Wording(
      "no variance up to 100 on the scale of the link makes the observed icc \(number(share)); is it a "
        + "latent one?")
  }

  static func iccWithoutScale(_ share: String) -> Wording {
    Wording(
      "an icc of a response that is not normal needs a scale: '{latent: \(share)}' or "
        + "'{observed: \(share)}'")
  }

  static let quadratureWithoutPoints = Wording(
    "'agq' needs its number of points, such as '{agq: 7}'")

  static let ordinalWithoutIntercept = Wording(
    "an ordered response has cuts in the place of an intercept; take the '0 +' or '- 1' off")

  static let ordinalIntercept = Wording(
    "an ordered response has cuts in the place of an intercept: 'cuts: [-1, 0, 1]' or "
      + "'cuts: {probabilities: [0.2, 0.3, 0.3, 0.2]}'")

  static let ordinalWithoutCuts = Wording(
    "an ordered response needs its cuts in 'effects', such as 'cuts: [-1, 0, 1]' or "
      + "'cuts: {probabilities: [0.2, 0.3, 0.3, 0.2]}'")

  static func cutsOfOtherFamily(_ family: ResponseFamily.Name) -> Wording {
    Wording("'cuts' are of family 'ordinal', but the responses are of family '\(family.rawValue)'")
  }

  static func wantsCuts(found: String) -> Wording {
    Wording(
      "'cuts' are ascending numbers on the scale of the link, such as '[-1, 0, 1]', or "
        + "'{probabilities: [0.2, 0.3, 0.3, 0.2]}', not \(found)")
  }

  static func cutProbabilityOutside(_ value: Double) -> Wording {
    Wording(
      "the probability of each category lies between 0 and 1, but this one is \(number(value))")
  }

  static func familySentence(_ fact: StudyFact) -> String {
    switch fact {
    case .familyOfOtherResponse(let family, let response):
      "responses of family '\(response.rawValue)' cannot be analysed as '\(family.rawValue)'"
    case .dispersionNotAboveZero(let key, let value):
      "the \(key) of a family is above 0, but this one is \(number(value))"
    case .trialsNotWhole(let predictor):
      "trials are whole numbers, and '\(predictor)' can have other values"
    case .cutsNotAscending: "cuts must rise from each to the next"
    case .estimatorOfOtherFamily(let estimator, let family):
      "estimator '\(estimator.keyword)' is not one of family '\(family.rawValue)'; use "
        + (family == .normal ? "reml or ml" : "laplace, agq, nagq0, mql1, mql2, pql1 or pql2")
    case .quadratureOfSeveral:
      "'agq' integrates over one random effect a group: it needs a model with one random term, such "
        + "as '(1 | school)'; use laplace"
    case .quadraturePointsOutside(let points, let most):
      "adaptive quadrature takes up to \(most) points, not \(number(points))"
    case .quasiLikelihoodOfOther(let family):
      "quasi-likelihoods serve binomial and count responses, not family '\(family.rawValue)'; use "
        + "laplace"
    default: preconditionFailure("not a fact about families")
    }
  }
}
