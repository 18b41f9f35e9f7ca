// Crossed levels and memberships

extension Wording {
  static func crossedWithItself(_ name: String) -> Wording {
    Wording("'\(name)' stands on both sides of an 'x'; a level is crossed with other levels")
  }

  static func crossedWithHolder(_ name: String, inner: String) -> Wording {
    Wording("'\(inner)' lies in '\(name)', so that they cannot be crossed; leave '\(name)' out")
  }

  static func crossedWithinDrawn(_ first: String, _ second: String, shared: String) -> Wording {
    notServed(
      "a crossing of '\(first)' and '\(second)', which both lie in '\(shared)', one of them by a "
        + "draw")
  }

  static func crossingIsDrawn(_ names: [String]) -> Wording {
    notServed("the crossing \(names.joined(separator: " x ")), of which a row has several at once")
  }

  static func twoSizes(_ level: String, _ first: String, _ second: String) -> Wording {
    Wording("'\(level)' has both '\(first)' and '\(second)'; keep one")
  }

  static func totalWithinParent(_ level: String, parent: String) -> Wording {
    Wording(
      "'total' counts '\(level)' in the whole study, but it lies in '\(parent)'; write 'size', the "
        + "number in each '\(parent)'")
  }

  static func wantsMemberships(_ key: String, found: String) -> Wording {
    let example = key == "in" ? "{primary: random}" : "{nurse: {count: 1..3}}"
    return Wording("'\(key)' names other levels, such as '\(example)', not \(found)")
  }

  static func membersWithoutCount(_ level: String) -> Wording {
    Wording("'members' needs to know how many of '\(level)': {count: 1..3, weights: equal}")
  }

  static func drawnAncestor(_ level: String, in holder: String) -> Wording {
    Wording(
      "'\(level)' lies in '\(holder)' already; there is nothing to draw, so remove this entry")
  }

  static func drawnWithinDrawn(_ level: String, in target: String, shared: String) -> Wording {
    notServed(
      "a draw of '\(target)' for '\(level)' where both lie in '\(shared)' by draws or in several "
        + "units")
  }

  static func dealtWithoutBalance(_ key: String, levels: [String]) -> Wording {
    Wording(
      "'\(key)' at a crossing needs 'balance': within which level shares are exact "
        + "(\(list(levels + ["study"], "or"))), or 'none'")
  }

  static func categoriesOfMembers(_ name: String, level: String, rows: String) -> Wording {
    Wording(
      "'\(name)' has categories and varies between units of '\(level)', of which a '\(rows)' has "
        + "several; their mean needs numbers, such as 0 and 1")
  }

  static func slopeOfMean(_ name: String, level: String) -> Wording {
    notServed(
      "a random slope of '\(name)' over '\(level)': rows have its mean over several units at once")
  }

  // Tables of counts

  static func uselessColumn(_ column: String, of file: String, level: String) -> Wording {
    Wording(
      "'\(file)' has a column '\(column)', a level of which it is not known in which of its units a "
        + "'\(level)' lies when it is drawn for; remove it")
  }

  static func columnsOfCounts(_ found: [String], of file: String) -> Wording {
    let what = found.isEmpty ? "none" : "\(list(found.map { "'\($0)'" }))"
    return Wording(
      "'\(file)' needs one column of counts beside those named by levels, but has \(what)")
  }

  static func unitsOfTable(
    _ column: String, of file: String, found: Int, wanted: Double
  ) -> Wording {
    Wording(
      "column '\(column)' of '\(file)' has \(found) different units, but the level has "
        + "\(count(wanted))")
  }

  static func missingInTable(_ column: String, of file: String, row: Int) -> Wording {
    Wording("column '\(column)' of '\(file)' has no value in row \(row)")
  }

  static func countsAreText(_ column: String, of file: String) -> Wording {
    Wording("column '\(column)' of '\(file)' holds text, but it must hold the counts")
  }

  static func countBelowZero(
    _ column: String, of file: String, row: Int, value: Double
  ) -> Wording {
    Wording(
      "column '\(column)' of '\(file)' has \(number(value)) in row \(row); a count is 0 or more")
  }

  static func tableWithinCrossing(_ level: String, shared: String) -> Wording {
    notServed("a table for '\(level)', a crossing, within units of '\(shared)'")
  }

  static func tableTooWide(_ file: String) -> Wording {
    Wording("the levels that '\(file)' names have too many combinations of units")
  }

  static func nothingToDraw(_ file: String, units: [String], within: String?) -> Wording {
    let place = units.isEmpty ? "" : " for \(list(units))"
    let limit = within.map { " within the same '\($0)'" } ?? ""
    return Wording("'\(file)' has no count above 0\(place)\(limit)")
  }
}
