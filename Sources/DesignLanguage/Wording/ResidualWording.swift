internal import StudyDesign

// Residuals that vary and correlate

extension Wording {
  static func residualCorrelationWithoutUnits(_ key: String) -> Wording {
    Wording(
      "'\(key)' is the correlation of residuals within units; name their level, such as "
        + "'within: person'")
  }

  static let residualUnitsWithoutCorrelation = Wording(
    "residuals 'within' units need a correlation: 'ar1: 0.5', or 'correlation: 0.5' for all pairs")

  static let residualCovarianceWithin = Wording(
    "residuals within units have a 'correlation', not a 'covariance'; their size is that of 'sd' or "
      + "'variance'")

  static func unstructuredOfUnequalUnits(_ level: String) -> Wording {
    Wording(
      "a correlation for each pair of rows needs the same number of rows (up to 1000) in each "
        + "'\(level)'; write 'ar1: NUMBER' or one 'correlation'")
  }

  static func residualPairOfOne(_ name: String) -> Wording {
    Wording("'\(name)' has the correlation 1 with itself; a pair has two names")
  }

  static func unknownResidualRow(
    _ name: String, of level: String, nearest: String?, known: [String]
  ) -> Wording {
    Wording(
      "no row of a '\(level)' is called '\(name)'; " + hint(nearest, known: known, noun: "rows"))
  }

  static func totalOfUnequalResiduals(_ key: String) -> Wording {
    Wording("'\(key)' is one number; residuals that differ have an 'sd' or a 'variance' each")
  }

  static func residualByMembers(_ name: String) -> Wording {
    Wording(
      "'\(name)' belongs to units of which a row has several at once, so that it does not say which "
        + "variance a row has")
  }

  static func residualByNumbers(_ name: String) -> Wording {
    Wording(
      "residuals differ 'by' a predictor with a short list of values; '\(name)' has none; write "
        + "'sd: {intercept: NUMBER, \(name): NUMBER}' for a variance that changes with it")
  }

  static func residualByWithoutCategories(_ key: String, _ names: [String]) -> Wording {
    let block = names.prefix(12).map { "\($0): NUMBER" }.joined(separator: ", ")
    return Wording("with 'by', '\(key)' has a number for each category: {\(block)}")
  }

  static func categoriesWithoutSpread(_ names: [String], by: String, key: String) -> Wording {
    let verb = names.count == 1 ? "has" : "have"
    return Wording("\(list(names.map { "'\($0)'" })) of '\(by)' \(verb) no '\(key)'; add one")
  }

  static let residualByTermWithin = Wording(
    "a residual variance that depends on columns cannot be combined with 'within'; write 'by' with a "
      + "predictor of few values")

  static let residualWithoutIntercept = Wording(
    "a residual variance that depends on columns needs an 'intercept' above 0 among them")

  static func residualByTermOfTwoValues(_ name: String) -> Wording {
    Wording(
      "'\(name)' has two values, so that its square says nothing new; write 'by' with a variance for "
        + "each value")
  }

  static func residualTermsWithoutCorrelation(_ names: [String]) -> Wording {
    Wording(
      "\(list(names.map { "'\($0)'" })) of the residual need a correlation; add 'correlation: 0' (or "
        + "another number)")
  }

  static let scaleOfUnequalResiduals = Wording(
    "residuals that differ have no single variance to refer to; state numbers in units of the "
      + "response")

  /// The sentence about a rule for residuals that a study breaks.
  static func residualSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .residualCorrelationOutside(let value, let least):
      "the correlation of residuals lies between \(number(least)) and 1, both excluded, but is "
        + number(value)
    case .residualCorrelationsImpossible:
      "no residuals can have these correlations: the matrix is not positive definite; bring the "
        + "correlations closer to 0 or to each other"
    case .residualWithinRows(let level):
      "'\(level)' is the level of the rows, of which each has one residual; residuals correlate "
        + "within units above it"
    case .residualWithinOffTheRowsOrder(let level):
      "residuals correlate within units that hold the rows one after another; those of '\(level)' are "
        + "crossed or drawn"
    case .residualBesideCrossed(let level):
      notServed(
        "residuals that correlate or differ beside random effects of '\(level)', whose units are "
          + "crossed or drawn"
      ).sentence
    case .residualLikeRandomTerm(let level):
      "the random term of '\(level)' and the correlation of the residuals within it say the same; "
        + "leave one of them out, or write 'residual: independent' in the analysis"
    default: preconditionFailure("not a fact about residuals")
    }
  }
}
