// Units drawn from a data file

extension Wording {
  static func wantsDrawnUnits(found: String) -> Wording {
    Wording(
      "beside 'data', 'levels' says how many units of one grouping factor are drawn, such as "
        + "'{school: 100}', not \(found)")
  }

  static func twoDrawnLevels(_ first: String, _ second: String) -> Wording {
    Wording(
      "units of '\(first)' are drawn whole, with everything in them; '\(second)' cannot be drawn besides"
    )
  }

  static func drawnLevelNotAtTop(_ level: String, above: String) -> Wording {
    Wording(
      "'\(level)' lies in '\(above)'; only units of a top level are drawn, with all that they hold")
  }

  static func unitsAreDrawn(_ level: String, of source: Int) -> Wording {
    Wording(
      "whole units of '\(level)' are drawn from the \(source) of the file with replacement, anew for each "
        + "replicate; their rows, inner units and predictors stay together, and each copy is a unit of "
        + "its own")
  }
}
