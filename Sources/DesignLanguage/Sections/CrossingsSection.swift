internal import ModelFormula
internal import StudyDesign

/// Crossings that are no stated level but named: by a predictor's `level: A x B`, or by a random term
/// `(1 | a:b)` of levels that are not nested.
extension DesignReading {
  /// The levels that `A x B` names, empty where a name is missing; nil if the text has no `x`.
  func crossedNames(_ text: String) -> [String]? {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.contains("x") else { return nil }
    return words.split(separator: "x", omittingEmptySubsequences: false)
      .map { $0.joined(separator: " ") }
  }

  /// The level that is the crossing of these: one of them if the others hold it, a stated one with
  /// one unit for each combination, or an implied one; nil if there is none.
  func crossing(of some: [Int]) -> Int? {
    let lowest = some.filter { level in
      !some.contains { $0 != level && levels.lies($0, in: level) }
    }
    if Set(lowest).count == 1 { return lowest[0] }
    return levels.indices.first { index in
      Set(levels[index].parents) == Set(lowest) && levels[index].units == .counted(perParent: 1)
    }
  }

  /// The highest level that lies in all of these.
  func meeting(of some: [Int]) -> Int {
    let below = levels.indices.filter { level in some.allSatisfy { levels.lies(level, in: $0) } }
    return below.first { level in below.allSatisfy { levels.lies($0, in: level) } }
      ?? levels.count - 1
  }

  /// Adds a level above the rows for each crossing that is named and not stated.
  mutating func addImpliedCrossings() {
    for names in namedCrossings {
      let some = names.compactMap { name in levels.firstIndex { $0.name == name } }
      guard some.count == names.count, crossing(of: some) == nil, canBeCrossed(some) else {
        continue
      }
      insertCrossing(some)
    }
  }

  private var namedCrossings: [[String]] {
    let predictors = (root["predictors"]?.mapping ?? []).flatMap { entry -> [[String]] in
      let parts = entry.value["normal"]?["sd"]?.mapping?.map(\.key) ?? []
      let named = ([entry.value["by"]?.text].compactMap { $0 } + parts).compactMap(crossedNames)
      guard let level = entry.value["level"]?.text else { return named }
      let crossed = crossedNames(level)
      guard let over = entry.value["over"]?.text else { return named + [crossed].compactMap { $0 } }
      return named + [(crossed ?? [level]) + [over]]
    }
    let models = [root["model"]] + (root["analysis"]?.list ?? []).map { $0["model"] }
    let formulas = models.compactMap { node in
      node?.text.flatMap { try? sources.formula($0) }
    }
    // The first name counts: under `random` it is that of the model.
    return formulas.flatMap(\.bars).map(\.grouping).filter { $0.count > 1 } + predictors
  }

  /// Whether each of the rows lies in one combination of units, all of which are formed.
  private func canBeCrossed(_ some: [Int]) -> Bool {
    let rows = levels.count - 1
    var probe = self
    return !some.contains(rows) && !some.contains { levels.isWeighted(rows, in: $0) }
      && probe.areSeparate(some) { _ in root.position }
  }

  private mutating func insertCrossing(_ parents: [Int]) {
    let place = levels.count - 1
    let name = parents.map { levels[$0].name }.joined(separator: ":")
    levels.insert(
      Level(name: name, units: .counted(perParent: 1), parents: parents, isImplied: true),
      at: place)
    for index in predictors.indices where predictors[index].level >= place {
      predictors[index].level += 1
    }
  }
}
