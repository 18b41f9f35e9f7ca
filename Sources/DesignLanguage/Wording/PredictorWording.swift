internal import StudyDesign

// What is done to predictors, and their correlations

extension Wording {
  static func partsWithoutSD(found: String) -> Wording {
    Wording("parts by level are standard deviations, such as '{school: 1, pupil: 2}', not \(found)")
  }

  static func meanOfWithoutBy(_ name: String) -> Wording {
    Wording("'\(name)' is a mean over the units of what? add 'by:' with a level")
  }

  static let byWithoutMean = Wording("'by' goes with 'mean_of', which is not given")

  static func levelOfMean(_ level: String, by: String) -> Wording {
    Wording("a mean varies at the level after 'by' ('\(by)'), not at '\(level)'; leave 'level' out")
  }

  static func wantsCorrelations(found: String) -> Wording {
    Wording(
      "'correlations' are of two predictors each, such as '{a: {b: 0.3}}' or "
        + "'{a: {b: {school: 0.3, pupil: 0.5}}}', not \(found)")
  }

  static func measurementSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .reliabilityOutside(let value):
      "a reliability is a share above 0 and at most 1, but this one is \(number(value))"
    case .reliabilityOfComputed(let name):
      "'\(name)' is computed, so that its error follows from its inputs; give these a reliability"
    case .reliabilityWithoutSpread(let name):
      "'\(name)' does not vary, so that it has no reliability"
    case .redrawOfComputed(let name):
      "'\(name)' is computed and drawn with its inputs; give these 'redraw'"
    case .redrawOfDrawnUnits(let name, let level):
      "'\(name)' cannot be the same in all replicates, because the units of '\(level)' are drawn "
        + "anew; take 'redraw' off"
    case .strataDrawnLater(let name, let strata):
      "'\(name)' is dealt within the values of '\(strata)', which are drawn anew for each replicate, "
        + "so that it cannot be the same in all; take 'redraw' off"
    case .decidesUnits(let name):
      notServed(
        "a predictor that decides how many units there are or where they lie and has parts, is a "
          + "mean, is centred or correlates with others ('\(name)')"
      ).sentence
    case .redrawsDiffer(let first, let second):
      "'\(first)' and '\(second)' correlate and so are drawn together; give them the same 'redraw'"
    case .changeOfCategories(let key, let name):
      "'\(key)' is for numbers, and '\(name)' has categories"
    case .centreNotAbove(let centre, let level):
      "'centre' is 'grand' or names a level above '\(level)', where the predictor varies; "
        + "'\(centre)' is not"
    case .centreOfSeveral(let centre, let level):
      "a '\(level)' lies in several units of '\(centre)' at once, so that it has no mean to centre at"
    case .meanOfCategories(let name):
      "'\(name)' has categories; a mean is of numbers, such as 0 and 1"
    case .meanNotAbove(let level, let input, let inputLevel):
      "'by' names a level in whose units those of '\(inputLevel)' lie, where '\(input)' varies; "
        + "'\(level)' is not"
    case .partElsewhere(let part, let level):
      "the predictor is said to vary at '\(level)', but has a part at '\(part)', in which no "
        + "'\(level)' lies; leave 'level' out"
    default: preconditionFailure("not a fact about measurement")
    }
  }

  static func correlationSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .correlationWithItself(let name): "'\(name)' stands on both sides; its correlation is 1"
    case .correlationOfOther(let name):
      "'\(name)' is not drawn from a distribution, so that its correlations cannot be stated"
    case .correlationOfDiscreteMixture(let name):
      notServed("correlations of a mixture with whole numbers or lists ('\(name)')").sentence
    case .noCommonLevel(let first, let second):
      "'\(first)' and '\(second)' vary at no level in common; a correlation between levels is that "
        + "of parts: normal: {sd: {A: NUMBER, B: NUMBER}}"
    case .notAtLevel(let name, let level): "'\(name)' has no part at '\(level)' to correlate"
    case .correlationTwice(let first, let second, let level):
      "the pair of '\(first)' and '\(second)' has two correlations at '\(level)'; keep one"
    case .correlationsCannotBe(let level):
      "no predictors can have these correlations at '\(level)': the matrix is not positive "
        + "semi-definite; bring the correlations closer to 0 or to each other"
    default: preconditionFailure("not a fact about correlations")
    }
  }
}
