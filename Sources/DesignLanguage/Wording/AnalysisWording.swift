// Analyses, tests, grid and the plan as a whole

extension Wording {
  static func analysisNameTwice(_ name: String) -> Wording {
    Wording("two analyses are called '\(name)'; give each a 'name' of its own")
  }

  static func otherResponse(_ found: String, expected: String) -> Wording {
    Wording("the analysis has the response '\(found)', but the model generates '\(expected)'")
  }

  static func unknownAnalysis(_ found: String, nearest: String?, known: [String]) -> Wording {
    Wording("there is no analysis \(found); " + hint(nearest, known: known, noun: "analyses"))
  }

  // Paths and grid

  static func pathLeadsNowhere(_ path: String, missing: String, nearest: String?) -> Wording {
    let cure = nearest.map { "did you mean '\($0)'?" } ?? "there is nothing like it"
    return Wording("the path '\(path)' leads nowhere: there is no '\(missing)'; \(cure)")
  }

  static func pathOfListedLevel(_ path: String) -> Wording {
    Wording("the path '\(path)' sets a number of units, but the units of '\(path)' are listed")
  }

  static func pathOfWholePlan(_ path: String) -> Wording {
    Wording("'\(path)' holds for the whole design and cannot be swept in 'grid'")
  }

  static func wantsAxes(found: String) -> Wording {
    Wording("'grid' gives each path its values, such as '{school: [10, 20]}', not \(found)")
  }

  static func wantsAxisValues(_ path: String, found: String) -> Wording {
    Wording(
      "'\(path)' needs a list '[10, 20]', a range '10..50 by 10' or '{label: value}', not \(found)")
  }

  static let emptyPath = Wording("a path is a level, a 'let' name, or keys joined by dots")

  static func axesOverlap(_ path: String, _ first: String) -> Wording {
    Wording("'\(path)' and '\(first)' lead to the same place; keep one of them")
  }

  static func axisValueTwice(_ path: String, value: String) -> Wording {
    Wording("'\(path)' has the value '\(value)' twice")
  }

  static func rangeOutOfOrder(_ text: String) -> Wording {
    Wording("the range '\(text)' must rise by a step above 0 from its first number to its last")
  }

  static func rangeMissesEnd(_ text: String, last: Double) -> Wording {
    Wording("the range '\(text)' misses its end, which is in; its last step is at \(number(last))")
  }

  static func tooManyScenarios(_ count: Double, limit: Double) -> Wording {
    Wording(
      "the grid has \(Self.count(count)) scenarios, more than the \(Self.count(limit)) that one table "
        + "can hold"
    )
  }

  static func tooManyFits(_ fits: Double, limit: Double) -> Wording {
    Wording(
      "the design takes \(count(fits)) fits (scenarios x replicates x analyses), more than "
        + "\(count(limit)); make the grid smaller, take fewer replicates, or on the command line "
        + "allow more with --max-fits")
  }

  static func atGridPoint(_ sentence: String, place: String, others: Int) -> String {
    switch others {
    case 0: sentence + " (at \(place))"
    case 1: sentence + " (at \(place) and another grid point)"
    default: sentence + " (at \(place) and \(others) other grid points)"
    }
  }

  // Simulation and target

  static func wantsSeed(found: String) -> Wording {
    Wording("a seed is a whole number from 0 to 18446744073709551615, not \(found)")
  }

  static func powerOutside(_ power: Double) -> Wording {
    Wording("a power to reach lies between 0 and 1, but this one is \(number(power))")
  }

  static let mostWithoutRule = Wording(
    "'at_most' bounds what 'until' asks for; add 'until: {mcse: 0.005}', or state 'replicates'")

  static let ruleWithoutError = Wording(
    "'until' needs a Monte Carlo standard error, such as '{mcse: 0.005}'")

  static func errorOutside(_ error: Double) -> Wording {
    Wording(
      "a Monte Carlo standard error of power lies between 0 and 0.5, but this one is "
        + number(error))
  }

  static func mostBelowBlock(_ most: Double, replicates: Int) -> Wording {
    Wording(
      "'at_most' is \(count(most)), but scenarios get blocks of \(count(Double(replicates))) "
        + "replicates; lower 'replicates' or raise 'at_most'")
  }

  static let targetWithoutPower = Wording("'target' needs a power, such as '{power: 0.8}'")

}
