internal import StudyDesign

// Tests

extension Wording {
  static let testWithoutTerm = Wording("the test does not say of what; add 'term:'")

  static func testOfSeveral(_ keys: [String]) -> Wording {
    let quoted = keys.map { "'\($0)'" }
    return Wording("a test is about one thing, but this one has \(list(quoted)); keep one of them")
  }

  static func testTwice(_ name: String) -> Wording {
    Wording("the test '\(name)' stands twice; keep one of them")
  }

  static func testNameTwice(_ name: String) -> Wording {
    Wording("two tests are called '\(name)'; give each a name of its own")
  }

  static func alphaTwice(_ alpha: Double) -> Wording {
    Wording("the level \(number(alpha)) stands twice; keep one of them")
  }

  static func testOfNothing(
    _ name: String, noun: String, analysis: String?, nearest: String?, known: [String]
  ) -> Wording {
    let owner = analysis.map { "the analysis '\($0)'" } ?? "the analysis model"
    return Wording(
      "\(owner) has no \(noun) '\(name)' to test; "
        + hint(nearest, known: known, noun: noun + "s"))
  }

  static func coefficientTwice(_ name: String) -> Wording {
    Wording("the coefficient '\(name)' stands twice in one test; keep one of them")
  }

  static func severalCoefficients(
    _ term: String, _ what: String, coefficients: [String]
  ) -> Wording {
    Wording(
      "'\(term)' has \(coefficients.count) coefficients, and \(what) is of one; name it: "
        + list(coefficients, "or"))
  }

  static func severalVariances(_ name: String, names: [String]) -> Wording {
    Wording(
      "'\(name)' has \(names.count) variances, and a test is of one; name it: "
        + list(names, "or"))
  }

  static func keyOfSingleTest(_ key: String, _ hypothesis: StudyTest.Hypothesis) -> Wording {
    let what =
      switch hypothesis {
      case .joint: "a joint test"
      case .variance: "a test of a variance"
      case .equivalence: "an equivalence test"
      case .precision: "a precision"
      case .coefficient, .contrast, .any, .all: "this test"
      }
    return Wording("\(what) has no '\(key)'; take it off")
  }

  // Contrasts, margins, widths

  static func wantsContrast(found: String) -> Wording {
    Wording(
      "'contrast' gives coefficients or the categories of a factor weights, such as "
        + "'{a: 1, b: -1}' or '{dose: {low: -1, high: 1}}', not \(found)")
  }

  static func weightsDoNotSumToZero(factor: String, sum: Double) -> Wording {
    Wording(
      "the weights of the categories of '\(factor)' must sum to 0, but sum to \(number(sum))")
  }

  static let contrastOfNothing = Wording(
    "the contrast gives every coefficient the weight 0, so that there is nothing to test")

  static func contrastOfNoFactor(_ name: String) -> Wording {
    Wording("only a factor has categories to give weights, and '\(name)' is none; give it a number")
  }

  static func noCategory(
    _ name: String, of factor: String, nearest: String?, categories: [String]
  ) -> Wording {
    Wording(
      "'\(factor)' has no category '\(name)'; "
        + hint(nearest, known: categories, noun: "categories"))
  }

  static func wantsOneCoefficient(_ key: String, found: String) -> Wording {
    let example = key == "precision" ? "{treatment: 0.2}" : "{treatment: [-0.1, 0.1]}"
    return Wording("'\(key)' is of one coefficient, such as '\(example)', not \(found)")
  }

  static func wantsMargins(found: String) -> Wording {
    Wording("an equivalence test needs its two margins, such as '[-0.1, 0.1]', not \(found)")
  }

  static func halfWidthNotAboveZero(_ width: Double) -> Wording {
    Wording("the half-width of an interval is above 0, but this one is \(number(width))")
  }

  // Families

  static let familyWithoutAdjust = Wording(
    "a list of tests needs to be told how to adjust them; add 'adjust: holm', 'bonferroni' or 'bh'")
  static let familyWithoutName = Wording(
    "a list of tests needs a name for its rows in reports; add 'name:'")
  static let familyOfOne = Wording("there is nothing to adjust in a list of one test")
  static let familyInFamily = Wording("a list of tests cannot stand within another one")
  static let precisionInFamily = Wording(
    "a precision is no test that could be adjusted; move it out of the list")
  static let adjustOfOneTest = Wording("only a list of tests ('tests:') can be adjusted")

  static func memberWithKey(_ key: String) -> Wording {
    Wording("tests that are adjusted together share one '\(key)'; state it beside 'adjust'")
  }

  // Methods

  static func testSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .methodNeedsREML(let method):
      "method '\(method.rawValue)' is defined for REML; use 'estimator: reml', or method z, "
        + "between-within or lrt"
    case .betweenWithinOfCrossed:
      "method 'between-within' needs grouping factors that are nested in each other, and these are "
        + "crossed; use satterthwaite"
    case .noDegreesOfFreedom(let degrees):
      "method 'between-within' leaves \(number(degrees)) degrees of freedom: there are too few units "
        + "for the coefficients that vary between them"
    case .varianceByWald(let method):
      "a variance is tested by method lrt or f, not '\(method.rawValue)': its estimate is not "
        + "normal near 0"
    case .likelihoodRatioWithSide:
      "a likelihood ratio test has no side; take 'side' off or choose another method"
    case .likelihoodRatioAgainst(let value):
      "a likelihood ratio test is against 0, not \(number(value)); choose another method"
    case .likelihoodRatioOfOther:
      "method 'lrt' serves coefficients, joint tests and variances; give this test another method"
    case .exactTestOfCoefficients:
      "method 'f' is for tests of variances; joint tests are F tests by any method but z and lrt"
    case .exactTestOfSeveralGroupings:
      "method 'f' is exact for one grouping factor, but the analysis has several; use lrt"
    case .methodNeedsPlainResiduals(let method):
      "method '\(method.rawValue)' serves independent residuals with one variance; use "
        + (method == .f ? "lrt" : "satterthwaite")
    case .methodOfNormal(let method, let family):
      "method '\(method.rawValue)' is of normal responses; those of family '\(family.rawValue)' have z, "
        + "lrt and between-within"
    case .likelihoodRatioOfNominal:
      "likelihood ratios, which tests of variances are too, are not served for nominal responses; "
        + "test coefficients by method z"
    case .likelihoodRatioOfQuasi(let estimator):
      "estimator '\(estimator.keyword)' has no likelihood of which a ratio could be taken; use laplace"
    case .exactTestOffTheRowsOrder:
      "method 'f' serves grouping factors that hold the rows one after another, not crossed or drawn "
        + "ones; use lrt"
    default: preconditionFailure("not a fact about tests")
    }
  }
}
