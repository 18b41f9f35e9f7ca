internal import DataSimulation
internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// Reads the groups of the data set that a simulator has in hand.
struct GroupSource {
  /// Units over all rows, and over those that were answered.
  let all: Nesting
  let answered: Nesting
  /// The level of the groups in both, and that of the units above them with effects of their own.
  let level: Int
  let levelAbove: Int?
  /// For each group the unit above.
  let holders: UnsafePointer<Int32>?
  /// Whether the truth about a group is the mean of its members.
  let isFinite: Bool

  private let study: Study
  private let isShare: Bool
  private let coefficients: UnsafePointer<Double>
  private let intercept: Int?
  private let response: UnsafePointer<Double>
  private let effects: UnsafePointer<Double>
  private let effectsAbove: UnsafePointer<Double>?
  private let startsOfGroups: UnsafeMutablePointer<Int>
  private let arena: Arena
  /// All members by the generating model, all members as the analysis sees them, and those who answered.
  private let members: AdjustedRows
  private let seenMembers: AdjustedRows
  private let answers: AdjustedRows

  init(study: Study, threshold: PublicationThreshold, simulator: StudySimulator) {
    self.study = study
    all = simulator.generatedNesting
    answered = simulator.nesting
    let level = simulator.nestingLevel(ofLevel: threshold.level)!
    self.level = level
    let above = study.model.randomTerms.map(\.level).first { $0 != threshold.level }
    levelAbove = above.map { simulator.nestingLevel(ofLevel: $0)! }
    holders = levelAbove.map { [all] in all.holders(of: level, at: $0) }
    let unitsAbove = levelAbove.map { [all] in all.capacity($0) } ?? 0
    arena = Arena(doubles: unitsAbove + 1, pieces: 1)
    startsOfGroups = arena.takeIndices(unitsAbove + 1)
    isFinite = study.publishesFiniteGroups
    isShare = study.model.family.name == .binomial
    coefficients = simulator.coefficients
    intercept = study.model.columns.fixed.firstIndex { $0.parts.isEmpty }
    response = simulator.response
    effects = simulator.randomIntercepts(ofLevel: threshold.level)!
    effectsAbove = above.map { simulator.randomIntercepts(ofLevel: $0)! }
    func columns(_ recipes: [ColumnRecipe]) -> [StudySimulator.SimulatedColumn?] {
      recipes.map { $0.parts.isEmpty ? nil : simulator.columns[simulator.index(of: $0)] }
    }
    members = AdjustedRows(
      columns(study.model.columns.fixed), y: response, nesting: all, generated: true)
    seenMembers = AdjustedRows(
      columns(study.analyses[0].columns.fixed), y: response, nesting: all, generated: true,
      holdsRows: false)
    answers = AdjustedRows(
      columns(study.analyses[0].columns.fixed), y: simulator.response(ofAnalysis: 0),
      nesting: answered, generated: false)
  }

  /// The first group of each unit above, and the number of groups.
  var groupStarts: UnsafePointer<Int>? {
    guard let holders, let levelAbove else { return nil }
    var next = 0
    for unit in 0..<all.unitCount(levelAbove) {
      while next < count && holders[next] < unit { next += 1 }
      startsOfGroups[unit] = next
    }
    startsOfGroups[all.unitCount(levelAbove)] = count
    return UnsafePointer(startsOfGroups)
  }

  /// Whether figures are adjusted for predictors, so that they need a fit.
  var adjusts: Bool { answers.adjusts }

  /// The number of groups.
  var count: Int { all.unitCount(level) }

  /// Reads members, and what is true of the groups.
  func readTruth(to groups: GroupBuffers) {
    let starts = all.starts(of: level)
    for group in 0..<count { groups.members[group] = Double(starts[group + 1] - starts[group]) }
    if isFinite { readMeans(to: groups.truth) } else { readUnderlying(to: groups.truth) }
  }

  private func readMeans(to truth: UnsafeMutablePointer<Double>) {
    let starts = all.starts(of: level)
    let rows = members.rows(coefficients, shift: members.shift(coefficients))
    for group in 0..<count {
      let range = starts[group]..<starts[group + 1]
      truth[group] = range.isEmpty ? 0 : rangeSum(rows, range) / Double(range.count)
    }
  }

  /// The means that groups with members without number would have.
  private func readUnderlying(to truth: UnsafeMutablePointer<Double>) {
    var base = members.shift(coefficients)
    if let intercept { base += coefficients[intercept] }
    for group in 0..<count {
      var value = base + effects[group]
      if let effectsAbove, let holders { value += effectsAbove[Int(holders[group])] }
      truth[group] = isShare ? expit(value) : value
    }
  }

  /// Reads the answers: how many there are, their means and how they vary.
  ///
  /// - Parameter beta: coefficients of the first analysis; of use where it has predictors.
  func readAnswers(_ beta: UnsafePointer<Double>, to groups: GroupBuffers) {
    let starts = answered.starts(of: level)
    let rows = answers.rows(beta, shift: seenMembers.shift(beta))
    for group in 0..<count {
      let range = starts[group]..<starts[group + 1]
      let n = Double(range.count)
      groups.answers[group] = n
      let mean = range.isEmpty ? 0 : rangeSum(rows, range) / n
      groups.mean[group] = mean
      if isShare {
        groups.alike[group] = mean == 0 || mean == 1 ? 1 : 0
        continue
      }
      let squares = range.count > 1 ? rangeSquares(rows, range, around: mean) : 0
      groups.deviation[group] = range.count > 1 ? (squares / (n - 1)).squareRoot() : 0
      groups.alike[group] = squares == 0 ? 1 : 0
    }
  }

  /// The intercept of a fitted model where predictors have their mean over all members.
  func interceptAtMeans(_ beta: UnsafePointer<Double>) -> Double {
    var value = seenMembers.shift(beta)
    if let place = study.analyses[0].columns.fixed.firstIndex(where: { $0.parts.isEmpty }) {
      value += beta[place]
    }
    return value
  }
}
