// Levels, predictors and data

extension Wording {
  static func wantsLevels(found: String) -> Wording {
    Wording(
      "'levels' names the levels from the top, such as '{school: 20, pupil: 25 per school}', "
        + "not \(found)"
    )
  }

  static func unknownLevel(_ name: String, nearest: String?, known: [String]) -> Wording {
    guard !name.isEmpty else {
      return Wording(
        "the name of a level is missing here; " + hint(nil, known: known, noun: "levels"))
    }
    return Wording("there is no level '\(name)'; " + hint(nearest, known: known, noun: "levels"))
  }

  static func levelInsideItself(_ name: String) -> Wording {
    Wording("'\(name)' lies inside itself; 'per' names a level above it")
  }

  static func bareListOfSizes(_ level: String) -> Wording {
    Wording(
      "the size of '\(level)' is a list; sizes to sweep belong in 'grid', listed units in "
        + "'{values: [...]}'"
    )
  }

  static func levelWithoutSize(_ name: String) -> Wording {
    Wording("'\(name)' has no size; write 'N per PARENT', or add 'size', 'total' or 'values'")
  }

  static func tooFewListed(_ name: String) -> Wording {
    Wording("'\(name)' lists fewer than two values; a listed level is a predictor and needs two")
  }

  static func listedTwice(_ value: String) -> Wording {
    Wording("'\(value)' is listed twice; units of one level need names of their own")
  }

  static func levelAboveItsParent(_ name: String, parent: String) -> Wording {
    Wording("'\(name)' stands above '\(parent)', in which it lies; levels are listed from the top")
  }

  static func roundedSize(level: String) -> Wording {
    Wording("sizes of '\(level)' that are not whole numbers were rounded")
  }

  static func predictorWithoutSource(_ name: String, sources: [String]) -> Wording {
    Wording("'\(name)' has no values; give it one of \(list(sources, "or"))")
  }

  static func twoSources(_ name: String, _ first: String, _ second: String) -> Wording {
    Wording("'\(name)' has two sources of values, '\(first)' and '\(second)'; keep one")
  }

  static let balanceWithoutAssign = Wording(
    "'balance' goes with 'assign', 'sequence' or 'steps', none of which is given")

  static func predictorWithoutLevel(_ name: String, levels: [String]) -> Wording {
    Wording(
      "'\(name)' does not say at which level it varies; add 'level:' with \(list(levels, "or"))")
  }

  static func predictorInItself(_ name: String) -> Wording {
    Wording("'\(name)' is computed from itself; a 'value' uses other predictors")
  }

  static func normalWithoutSD(_ name: String) -> Wording {
    Wording("'\(name)' needs a spread: normal: {mean: 0, sd: NUMBER}")
  }

  static func wantsShares(_ owner: String, found: String) -> Wording {
    Wording(
      "'\(owner)' wants categories with numbers, such as '{low: 0.3, high: 0.7}', not \(found)")
  }

  static func wantsValues(_ owner: String, found: String) -> Wording {
    Wording("the values of '\(owner)' are numbers or names, not \(found)")
  }

  // Data files

  static func unreadableData(_ file: String, _ reason: String) -> Wording {
    Wording("'\(file)' cannot be read: \(reason)")
  }

  static let parametersWithoutData = Wording("'parameters' goes with 'data', which is not given")

  static func unknownColumn(_ name: String, nearest: String?, known: [String]) -> Wording {
    Wording("the file has no column '\(name)'; " + hint(nearest, known: known, noun: "columns"))
  }

  static func oneGroup(_ name: String) -> Wording {
    Wording("'\(name)' has only one group in the file; a random term needs several")
  }

  static func constantColumn(_ name: String) -> Wording {
    Wording(
      "'\(name)' has the same value in all rows of the file that can be used; leave it out of "
        + "the model"
    )
  }

  static func textAmongNumbers(_ name: String, text: String) -> Wording {
    Wording(
      "column '\(name)' of the file holds numbers and text such as '\(text)'; a number must "
        + "stand in every row"
    )
  }

  static func groupingIsPredictor(_ name: String) -> Wording {
    notServed("a column of the file that is a grouping factor and a predictor at once ('\(name)')")
  }

  static let noRowsLeft = Wording("no row of the file has a value in every column that is used")

  static func fitFailed(_ reason: String) -> Wording {
    Wording("the parameters cannot be fitted: \(reason)")
  }

  static func rowsDropped(_ count: Int, of all: Int, file: String) -> Wording {
    Wording("\(count) of \(all) rows of \(file) have missing values and were dropped")
  }

  static let powerAtEstimates = Wording(
    "This is power at the observed estimates. It is a poor guide for a new study: estimates vary "
      + "from sample to sample, those that were published tend to be too large, and power at the "
      + "observed estimate says no more than its p value does. Try effects that matter to you.")
}
