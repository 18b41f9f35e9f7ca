internal import StudyDesign

// Distributions

extension Wording {
  static func noDistribution(found: String) -> Wording {
    Wording("a distribution is expected here, such as '{gamma: {mean: 2, cv: 0.5}}', not \(found)")
  }

  static func twoDistributions(_ first: String, _ second: String) -> Wording {
    Wording("both '\(first)' and '\(second)' stand here; keep one distribution")
  }

  static func distributionOfCategories(_ key: String) -> Wording {
    Wording("numbers are needed here, but '\(key)' gives names of categories")
  }

  static func distributionWithout(_ missing: [String], _ key: String) -> Wording {
    let names = list(missing.map { "'\($0)'" })
    let example = missing.map { "\($0): NUMBER" }.joined(separator: ", ")
    return Wording("'\(key)' lacks \(names); add '\(example)'")
  }

  static func wantsBounds(_ key: String, found: String) -> Wording {
    Wording("'\(key)' is a list of two numbers, such as '[0, 1]', not \(found)")
  }

  static func wantsMixture(found: String) -> Wording {
    Wording(
      "'mixture' lists parts with weights, such as '[{weight: 0.9, normal: {sd: 1}}, "
        + "{weight: 0.1, normal: {sd: 3}}]', not \(found)")
  }

  static let mixturePartLacks = Wording(
    "a part of a mixture has a 'weight' and a distribution, such as "
      + "'{weight: 0.9, normal: {sd: 1}}'")

  static let columnWithout = Wording(
    "'column' needs the file and the name of its column: {file: FILE, name: COLUMN}")

  static func emptyColumn(_ column: String, of file: String) -> Wording {
    Wording("column '\(column)' of '\(file)' has fewer than two values to draw from")
  }

  static func valuesLeftOut(_ missing: Int, of rows: Int, column: String, file: String) -> Wording {
    let verb = missing == 1 ? "is" : "are"
    return Wording(
      "\(missing) of \(rows) values of column '\(column)' of '\(file)' \(verb) missing; the others "
        + "are drawn from.")
  }

  static func distributionSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .meanNotAboveZero(let mean): "this mean must be above 0, but is \(number(mean))"
    case .cvBelowZero(let cv): "a coefficient of variation cannot be below 0, but is \(number(cv))"
    case .degreesWithoutVariance(let df):
      "a t distribution has a standard deviation from more than 2 degrees of freedom on, but this "
        + "one has \(number(df))"
    case .boundNotWhole(let value):
      "the bounds of whole numbers are whole numbers, but this one is \(number(value))"
    case .negativeBinomialSizeNotAboveZero(let size):
      "the size of a negative binomial is above 0, but this one is \(number(size))"
    case .countMeanTooLarge(let mean, let limit):
      "a mean count of \(number(mean)) is more than the \(count(limit)) that can be meant"
    case .shapeWithoutSpread:
      "this distribution does not vary, so that it cannot be scaled to a variance"
    default: preconditionFailure("not a fact about distributions")
    }
  }
}
