// Missing data

extension Wording {
  static func wantsNonresponse(found: String) -> Wording {
    Wording(
      "'nonresponse' names levels with the chance of a whole unit to be lost, such as "
        + "'{school: 0.1}', not \(found)")
  }

  static func wantsChance(found: String) -> Wording {
    Wording("a chance is a number between 0 and 1, or '{logit: EXPRESSION}', not \(found)")
  }

  static func lossOfMembers(_ level: String) -> Wording {
    Wording(
      "rows lie in several units of '\(level)' at once, so that none of these can be lost as a whole"
    )
  }

  static func chanceBelowLevel(_ name: String, level: String) -> Wording {
    Wording("'\(name)' varies within units of '\(level)', which are lost as a whole")
  }

  static func dropoutWithout(_ keys: [String]) -> Wording {
    Wording(
      "'dropout' lacks \(list(keys.map { "'\($0)'" })); write '{level: person, over: month, share: 0.3}'"
    )
  }

  static func shapeNotAboveZero(_ value: Double) -> Wording {
    Wording("the shape of a dropout is above 0, but this one is \(number(value))")
  }

  static func occasionsWanted(_ name: String) -> Wording {
    Wording("'\(name)' has no fixed list of times; 'over' wants a predictor with several numbers")
  }

  static func occasionsNotBelow(_ name: String, level: String) -> Wording {
    Wording("'\(name)' does not vary within units of '\(level)', which leave over its times")
  }

  static func wantsSharesBy(_ name: String, found: String) -> Wording {
    Wording(
      "with 'by: \(name)' the share names the categories of '\(name)', such as '{a: 0.2, b: 0.3}', not "
        + found)
  }

  static func dropoutShareOutside(_ value: Double) -> Wording {
    Wording("the share that has left is at least 0 and below 1, but this one is \(number(value))")
  }
}
