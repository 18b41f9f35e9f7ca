internal import StudyDesign

/// Sentences about `cost`, `budget`, `search` and `find`.
extension Wording {
  static func wantsCosts(found: String) -> Wording {
    Wording(
      "'cost' gives levels what a unit costs, such as '{study: 5000, school: 300, pupil: 10}', "
        + "not \(found)")
  }

  static func costNotAboveZero(_ name: String, _ cost: Double) -> Wording {
    Wording(
      "a unit costs more than 0, but one of '\(name)' \(number(cost)); leave out what is free")
  }

  static func fixedCostBelowZero(_ cost: Double) -> Wording {
    Wording("what a study costs in any case cannot be below 0, but is \(number(cost))")
  }

  static let costOfNothing = Wording(
    "'cost' says nothing of any level; add what a unit costs, such as '{school: 300}'")

  static func costOfUnknown(_ name: String, nearest: String?, known: [String]) -> Wording {
    Wording(
      "there is no level '\(name)' that could cost something; "
        + hint(nearest, known: known + ["study"], noun: "names that may stand here"))
  }

  static func costsWithoutBy(_ level: String) -> Wording {
    Wording("costs of '\(level)' by category want the predictor beside them: 'by: PREDICTOR'")
  }

  static let costByWithoutGroups = Wording(
    "'by' has nothing to decide; give a level a cost for each category, such as "
      + "'{control: 100, new: 150}'")

  static func costByElsewhere(_ predictor: String, level: String) -> Wording {
    Wording(
      "'\(predictor)' cannot decide what a unit of '\(level)' costs: it must vary at '\(level)' or "
        + "at a level in which '\(level)' lies by 'per'")
  }

  static func costByUncounted(_ predictor: String) -> Wording {
    Wording(
      "'\(predictor)' cannot decide costs: the shares of its categories must follow from 'assign', "
        + "listed units, 'categories' or 'binary'")
  }

  static func budgetNotAboveZero(_ budget: Double) -> Wording {
    Wording("a budget is above 0, but this one is \(number(budget))")
  }

  static let budgetWithoutCost = Wording(
    "a 'budget' wants to know what a study costs; add 'cost: {school: 300, pupil: 10}'")

  static func budgetBelowFixedCost(_ budget: Double, fixed: Double) -> Wording {
    Wording(
      "the budget of \(number(budget)) does not go beyond \(number(fixed)), what the study costs "
        + "in any case; raise one or lower the other")
  }

  static func wantsBounds(found: String) -> Wording {
    Wording("'search' gives each path its bounds, such as '{school: 10..100}', not \(found)")
  }

  static func wantsBoundsOf(_ path: String, found: String) -> Wording {
    Wording("'\(path)' needs bounds '10..100', '10..100 by 2' or a list, not \(found)")
  }

  static func pathNotSearched(_ path: String) -> Wording {
    Wording("'\(path)' holds for the whole design and cannot be looked for")
  }

  static func searchedSize(_ path: String, _ size: Double) -> Wording {
    Wording("'\(path)' is a number of units, whole and at least 1, so it cannot be \(number(size))")
  }

  static func tooManyCandidates(_ path: String, _ count: Double, limit: Double) -> Wording {
    Wording(
      "'\(path)' has \(Self.count(count)) values to look at, more than \(Self.count(limit)); "
        + "take a larger step")
  }

  static func wantsUnknowns(found: String) -> Wording {
    Wording("'find' names a level, a path, several of them, or 'effect', not \(found)")
  }

  static func foundTwice(_ path: String) -> Wording {
    Wording("'find' names '\(path)' twice; keep one of them")
  }

  static func findWithoutBounds(_ path: String, isSize: Bool) -> Wording {
    Wording(
      "'\(path)' needs bounds to look within; add 'search: {\(path): "
        + (isSize ? "10..100}'" : "0.1..0.5 by 0.01}'"))
  }

  static func boundsNotFound(_ path: String) -> Wording {
    Wording("'search' bounds '\(path)', which 'find' does not name; add it there, or leave it out")
  }

  static let boundsOfEffect = Wording(
    "'find: effect' has no bounds, since the effect follows from the standard error; leave one out")

  static let findWithoutTarget = Wording(
    "what to find depends on the power aimed at; add 'target: {power: 0.8}'")

  static let effectWithinBudget = Wording(
    "a 'budget' bounds sizes, but 'find: effect' keeps them; leave one out")

  static func severalWithoutCost(_ paths: [String]) -> Wording {
    Wording(
      "which of several combinations of \(list(paths)) is best depends on what they cost; add "
        + "'cost: {\(paths[0]): 300, ...}', or look for one of them")
  }

  static func costOfOtherPath(_ path: String) -> Wording {
    Wording(
      "'\(path)' is no number of units; together with others, or within a budget, only sizes are "
        + "looked for")
  }

  static let nothingToFind = Wording(
    "the design does not say what to find; add 'search: {school: 10..100}', or 'find: effect'")
}
