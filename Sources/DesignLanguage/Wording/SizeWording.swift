// Sizes that differ

extension Wording {
  static let byWithoutSize = Wording("'by' goes with 'size', which is not given")

  static func wantsSizes(found: String) -> Wording {
    Wording(
      "'sizes' lists one number for each unit of the level above, such as [40, 30, 30], not "
        + found)
  }

  static let sizeBoundsOutOfOrder = Wording("'min' is larger than 'max'")

  static let sizeWithoutMeanAndCV = Wording(
    "a size that varies is '{mean: NUMBER, cv: NUMBER}' or a distribution, such as '{poisson: 20}'")

  static func wantsSizesBy(_ name: String, found: String) -> Wording {
    Wording(
      "with 'by: \(name)' the size names the categories of '\(name)', such as '{a: 10, b: 20}', not "
        + found)
  }

  static func sizesByElsewhere(_ name: String, level: String) -> Wording {
    Wording(
      "the size of '\(level)' cannot go by '\(name)', which must be the same for all units of '\(level)' "
        + "in one unit of the level above")
  }

  static func sizesByNumbers(_ name: String) -> Wording {
    Wording("'\(name)' has no categories; 'by' wants a predictor with a few values")
  }

  static func unknownCategory(
    _ name: String, of predictor: String, nearest: String?, known: [String]
  ) -> Wording {
    Wording(
      "'\(predictor)' has no category '\(name)'; " + hint(nearest, known: known, noun: "categories")
    )
  }

  static func categoriesWithout(_ noun: String, _ names: [String], by: String) -> Wording {
    Wording("there is no \(noun) for \(list(names.map { "'\($0)'" }, "and")) of '\(by)'")
  }

  static func unknownPredictor(_ name: String, nearest: String?, known: [String]) -> Wording {
    Wording("there is no predictor '\(name)'; " + hint(nearest, known: known, noun: "predictors"))
  }

  static func pathOfUnequalLevel(_ name: String) -> Wording {
    Wording(
      "'\(name)' has sizes of its own for each unit of the level above; a path to one of them is "
        + "'levels.\(name).sizes.1' or 'levels.\(name).size.CATEGORY'")
  }
}
