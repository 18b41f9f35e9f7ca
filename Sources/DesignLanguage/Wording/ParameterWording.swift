// Parameters that are drawn, shares of variances, and means of cells

extension Wording {
  static func drawnLetHere(_ name: String) -> Wording {
    Wording(
      "'\(name)' is drawn for each replicate, but this number must be the same in all; drawn numbers "
        + "stand in 'effects', 'random' and 'residual'")
  }

  static func drawnOutside(
    _ noun: String, _ distribution: String, low: Double, high: Double?
  ) -> Wording {
    let range = high.map { "between \(number(low)) and \(number($0))" } ?? "\(number(low)) or more"
    return Wording(
      "\(noun) is \(range), but this '\(distribution)' can lie outside; take one that cannot, such as "
        + "'uniform'\(high == nil ? " or 'gamma'" : "")")
  }

  static func r2Outside(_ share: Double) -> Wording {
    Wording("an r2 is a share from 0 to below 1, but this one is \(number(share))")
  }

  static func r2OfOther(_ term: String) -> Wording {
    Wording(
      "'r2' is for the coefficient of a predictor that is 'normal' without 'sd' (its SD is then 1); "
        + "'\(term.isEmpty ? "intercept" : term)' is none")
  }

  static func r2OfCorrelated(_ name: String) -> Wording {
    Wording(
      "'\(name)' correlates with other predictors, so that no share of the variance is its own; give "
        + "it an SD and its coefficient a number")
  }

  static func r2AtOtherLevel(_ predictor: String, level: String, found: String) -> Wording {
    Wording(
      "'\(predictor)' varies at '\(level)' and cannot explain variance at '\(found)'"
        + ", in which no '\(level)' lies")
  }

  static func r2WithoutVariance(_ predictor: String, level: String) -> Wording {
    Wording(
      "'\(predictor)' varies at '\(level)', but the model has no random intercept there of whose "
        + "variance it could explain a share; add '(1 | \(level))' to it")
  }

  static func r2LeavesNothing(level: String, sum: Double) -> Wording {
    Wording(
      "the r2 of predictors at '\(level)' sum to \(number(sum)), which leaves nothing unexplained")
  }

  static func wantsMeans(found: String) -> Wording {
    Wording(
      "'means' has a mean for each category, such as '{dose: {none: 0, low: 1}}' or "
        + "'{A x B: {a1: {b1: 0, b2: 1}, a2: {b1: 2, b2: 5}}}', not \(found)")
  }

  static func wantsFactors(_ key: String) -> Wording {
    Wording("means are by one factor, or by several joined by 'x' ('A x B'), not by '\(key)'")
  }

  static func wantsMeansBy(_ name: String, found: String, known: [String]) -> Wording {
    Wording("a mean for each of '\(name)' (\(list(known))) is expected here, not \(found)")
  }

  static func meansOfOther(_ name: String, nearest: String?) -> Wording {
    let cure = nearest.map { "did you mean '\($0)'?" } ?? "means are of the model's own factors"
    return Wording("the model has no term of '\(name)'; \(cure)")
  }

  static func meansOfMany(_ name: String) -> Wording {
    Wording("means by '\(name)' need a predictor with a short list of values")
  }

  static func noSuchCell(
    _ key: String, of name: String, nearest: String?, known: [String]
  ) -> Wording {
    Wording(
      "'\(name)' has no category '\(key)'; " + hint(nearest, known: known, noun: "categories"))
  }

  static func cellsWithoutMean(_ labels: [String], of name: String, within: [String]) -> Wording {
    let place = within.isEmpty ? "" : " where the others are \(list(within))"
    return Wording(
      "\(list(labels.map { "'\($0)'" })) of '\(name)' \(labels.count == 1 ? "has" : "have") no mean\(place)"
    )
  }

  static func meansDoNotTell(_ column: String, others: [String]) -> Wording {
    Wording(
      "these means do not determine the coefficient '\(column)' among \(list(others)); give means of "
        + "all factors together ('A x B')")
  }

  static func meansDoNotFit(
    _ cell: String, stated: Double, fitted: Double, coefficients: [String]
  ) -> Wording {
    Wording(
      "no values of \(list(coefficients)) give these means: '\(cell)' is \(number(stated)), but "
        + "the closest they come is \(number(fitted)); add an interaction to the model or change the "
        + "means")
  }

  static func drawnMeansDoNotFit(cells: Int, coefficients: [String]) -> Wording {
    Wording(
      "\(cells) means that are drawn each by itself cannot come from \(coefficients.count) "
        + "coefficients (\(list(coefficients))); add an interaction to the model, or state these")
  }
}
