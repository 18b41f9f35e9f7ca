import StudyDesign

extension [Level] {
  /// What a level is called: its name, or `A x B` for a crossing that is only named.
  func title(of level: Int) -> String {
    guard self[level].isImplied else { return self[level].name }
    return self[level].parents.map { self[$0].name }.joined(separator: " x ")
  }
}

extension Membership {
  /// In which units of the other level units lie, in words: `each in a primary drawn at random`.
  func words(levels: [Level]) -> String {
    let name = levels[level].name
    switch rule {
    case .random: return "each in one \(name) drawn at random"
    case .distinct: return "each in one \(name) drawn at random, no two of one parent in the same"
    case .weighted(let table) where table.given.isEmpty:
      return "each in one \(name) drawn in proportion to weights"
    case .proportional(let predictor):
      return "each in one \(name) drawn in proportion to its \(predictor)"
    case .weighted(let table):
      let given = table.given.map { levels[$0].name }.joined(separator: " and ")
      return "each in one \(name) drawn in proportion to the counts of its \(given)"
    case .members(let least, let most):
      let count = least == most ? "\(least)" : "\(least) to \(most)"
      return "each with \(count) different units of \(name) at equal weights"
    }
  }
}
