internal import StudyDesign

/// Finds the cheapest combination of sizes with which all tests reach a power, or within a budget the
/// combination with the most power.
///
/// For every combination of the sizes after the first, figures at known variances (or a surface through
/// replicates at some combinations) say which first size is the one; replicates of the best combination
/// correct them until it stays the best.
struct CostSearch {
  let axes: [SearchAxis]
  let table: CandidateTable
  let target: Double?
  let budget: Double?
  let cost: StudyCost
  let replicates: Int
  private let limit: Int

  init(
    axes: [SearchAxis], table: CandidateTable, target: Double?, budget: Double?, cost: StudyCost,
    replicates: Int
  ) {
    self.axes = axes
    self.table = table
    self.target = target
    self.budget = budget
    self.cost = cost
    self.replicates = replicates
    limit = 2 * replicates
  }

  /// Combinations of the other sizes that are all looked at; of more only some, then those about the best.
  private static let mostCombinations = 400
  /// Points of a frontier.
  private static let mostPoints = 15

  /// The best that the first size can do with given others.
  private struct Best {
    var others: [Double]
    /// Its index on the line of first sizes; the number of these if none serves.
    var index: Int
    var candidate: Candidate?
    var cost: Double
    var power: Double
  }

  func run() async throws -> SearchFinding {
    var combinations = thinned(axes.dropFirst().map(\.values))
    let count = axes.reduce(1.0) { $0 * Double($1.values.count) }
    guard let first = combinations.lazy.compactMap({ line($0) }).first(where: { $0.count > 0 }),
      let candidate = first.candidate(first.middle)
    else { return nothing(.impossible, Int(count)) }
    var surface: ErrorSurface?
    if candidate.atTruth == nil { surface = try await explore() }
    var answer: Best?
    for round in 0..<5 {
      let model = model(candidate, surface)
      let all = bests(combinations, model)
      guard var best = best(of: all) else { return outOfReach(all, model, Int(count)) }
      if axes.count > 1, Double(combinations.count) < count / Double(axes[0].values.count) {
        let refined = refined(best, among: &combinations, model)
        best = refined
      }
      if let answer, answer.candidate === best.candidate { break }
      answer = best
      if round == 4 || table.spent >= limit { break }
      if target == nil || budget != nil {
        try await table.extend(best.candidate!, to: min(replicates / 2, room(best.candidate!)))
        continue
      }
      var search = LineSearch(
        line(best.others)!, table: table, target: target!, replicates: replicates,
        limit: round == 0 ? limit * 3 / 5 : limit, surface: surface)
      guard try await search.run() else { break }
      // What was a little too optimistic or too careful is known now.
      let corrected = self.model(candidate, surface)
      answer = self.best(others: best.others, corrected, guess: search.answer)
    }
    return try await finding(answer!, combinations, candidate, surface, Int(count))
  }

  // MARK: Combinations

  private func line(_ others: [Double]) -> CandidateLine? {
    var line = CandidateLine(axes[0], place: 0, others: [0] + others, table: table)
    guard line.count > 0 else { return nil }
    if line.candidate(line.middle) == nil { line.dropImpossible() }
    return line.count > 0 ? line : nil
  }

  /// All combinations of values, or an even selection of them.
  private func thinned(_ values: [[Double]]) -> [[Double]] {
    var chosen = values
    while chosen.reduce(1, { $0 * $1.count }) > Self.mostCombinations {
      let longest = chosen.indices.max { chosen[$0].count < chosen[$1].count }!
      let last = chosen[longest].last!
      chosen[longest] = stride(from: 0, to: chosen[longest].count, by: 2).map {
        chosen[longest][$0]
      }
      if chosen[longest].last != last { chosen[longest].append(last) }
    }
    return chosen.reduce([[]]) { all, values in all.flatMap { first in values.map { first + [$0] } }
    }
  }

  private func model(_ first: Candidate, _ surface: ErrorSurface?) -> PowerModel {
    PowerModel(
      axis: axes[0], place: 0, first: first, candidates: table.measured, surface: surface)
  }

  private func bests(_ combinations: [[Double]], _ model: PowerModel) -> [Best] {
    var guess: Int?
    return combinations.map { others in
      let found = best(others: others, model, guess: guess)
      if found.candidate != nil { guess = found.index }
      return found
    }
  }

  private func best(others: [Double], _ model: PowerModel, guess: Int?) -> Best {
    let none = Best(others: others, index: 0, candidate: nil, cost: .infinity, power: 0)
    guard let line = line(others) else { return none }
    let index: Int
    if let budget {
      index = affordable(line, budget) - 1
      if index < 0 { return none }
    } else {
      index = line.first(reaching: target!, from: guess ?? line.middle) {
        line.candidate($0).flatMap { model.power($0) } ?? 0
      }
      if index >= line.count {
        return Best(others: others, index: index, candidate: nil, cost: .infinity, power: 0)
      }
    }
    guard let candidate = line.candidate(index) else { return none }
    return Best(
      others: others, index: index, candidate: candidate, cost: cost.total(of: candidate.study),
      power: model.power(candidate) ?? 0)
  }

  /// How many of the first sizes a budget pays for.
  private func affordable(_ line: CandidateLine, _ budget: Double) -> Int {
    var (low, high) = (0, line.count)
    while low < high {
      let middle = (low + high) / 2
      let isPaid = line.candidate(middle).map { cost.total(of: $0.study) <= budget * (1 + 1e-12) }
      if isPaid ?? false { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The cheapest, or the one with the most power; of equals the first.
  private func best(of all: [Best]) -> Best? {
    let possible = all.filter { $0.candidate != nil }
    return budget == nil
      ? possible.min { ($0.cost, -$0.power) < ($1.cost, -$1.power) }
      : possible.max { ($0.power, -$0.cost) < ($1.power, -$1.cost) }
  }

  /// Goes on from the best of a selection to better neighbours, one step of one size at a time.
  private func refined(
    _ start: Best, among combinations: inout [[Double]], _ model: PowerModel
  ) -> Best {
    var best = start
    for _ in 0..<500 {
      var neighbours: [[Double]] = []
      for (place, axis) in axes.dropFirst().enumerated() {
        guard let at = axis.values.firstIndex(of: best.others[place]) else { continue }
        for next in [at - 2, at - 1, at + 1, at + 2] where axis.values.indices.contains(next) {
          var others = best.others
          others[place] = axis.values[next]
          neighbours.append(others)
        }
      }
      let all = neighbours.map { self.best(others: $0, model, guess: best.index) }
      for others in neighbours where !combinations.contains(others) { combinations.append(others) }
      guard let found = self.best(of: [best] + all), found.others != best.others else { break }
      best = found
    }
    combinations.sort { $0.lexicographicallyPrecedes($1) }
    return best
  }

  // MARK: Replicates

  private func room(_ candidate: Candidate) -> Int {
    candidate.run.count + max(0, limit - table.spent)
  }

  /// Replicates at combinations of the smallest, middle and largest sizes, and a surface through their
  /// errors.
  private func explore() async throws -> ErrorSurface {
    let picks = axes.map { axis in
      let line = CandidateLine(axis, place: 0, others: [0], table: table)
      return Array(Set([0, line.middle, axis.values.count - 1])).sorted().map { axis.values[$0] }
    }
    let all = picks.reduce([[]]) { all, values in
      all.flatMap { first in values.map { first + [$0] } }
    }
    let each = max(20, limit / 3 / max(all.count, 1))
    for values in all {
      if let candidate = table.candidate(values) {
        try await table.extend(candidate, to: min(each, room(candidate)))
      }
    }
    return ErrorSurface(table.measured)
  }

  // MARK: What is found

  private func nothing(_ outcome: SearchFinding.Outcome, _ count: Int) -> SearchFinding {
    SearchFinding(
      setting: [], method: .standardErrors, outcome: outcome, replicates: table.spent,
      candidates: count)
  }

  /// No combination serves: none is paid for, or none reaches the target.
  private func outOfReach(_ all: [Best], _ model: PowerModel, _ count: Int) -> SearchFinding {
    if budget != nil {
      let least = all.compactMap { line($0.others)?.candidate(0) }.map { cost.total(of: $0.study) }
      return nothing(.tooDear(least.min() ?? .infinity), count)
    }
    var finding = nothing(.outOfReach(beyond: nil, cap: nil), count)
    let ends = all.compactMap { best -> Candidate? in
      guard let line = line(best.others) else { return nil }
      return line.candidate(line.count - 1)
    }
    let strongest = ends.max { (model.power($0) ?? 0) < (model.power($1) ?? 0) }
    if let strongest, let readings = model.readings(strongest) {
      finding.answer = strongest.figures(readings, cost: cost)
    }
    return finding
  }

  private func finding(
    _ answer: Best, _ combinations: [[Double]], _ first: Candidate, _ surface: ErrorSurface?,
    _ count: Int
  ) async throws -> SearchFinding {
    var answer = answer
    guard let line = line(answer.others) else { return nothing(.impossible, count) }
    for _ in 0..<3 {
      try await confirm(line, answer.index)
      let again = best(others: answer.others, model(first, surface), guess: answer.index)
      if again.candidate == nil || again.index == answer.index { break }
      answer = again
    }
    guard let chosen = answer.candidate else { return nothing(.impossible, count) }
    let model = model(first, surface)
    var finding = nothing(.found, count)
    finding.answer = model.readings(chosen).map { chosen.figures($0, cost: cost) }
    finding.neighbours = beside(line, answer.index).compactMap { index in
      guard let candidate = line.candidate(index) else { return nil }
      return model.readings(candidate).map { candidate.figures($0, cost: cost) }
    }
    if budget == nil { finding.certainty = certainty(answer.index, line, model) }
    if axes.count == 2 { finding.frontier = frontier(answer, combinations, model) }
    return finding
  }

  private func beside(_ line: CandidateLine, _ index: Int) -> [Int] {
    [index - 1, index + 1].filter { (0..<line.count).contains($0) }
  }

  /// Rejections at the answer and beside it, where there is still room for them.
  private func confirm(_ line: CandidateLine, _ index: Int) async throws {
    for (place, share) in [(index, 2)] + beside(line, index).map({ ($0, 4) }) {
      guard let candidate = line.candidate(place) else { continue }
      try await table.extend(candidate, to: min(max(20, replicates / share), room(candidate)))
    }
  }

  /// How sure the first size is, given the others.
  private func certainty(
    _ answer: Int, _ line: CandidateLine, _ model: PowerModel
  ) -> SearchFinding.Certainty {
    LineCertainty(line, model, target: target!).certainty(of: answer)
  }

  private func frontier(
    _ answer: Best, _ combinations: [[Double]], _ model: PowerModel
  ) -> Frontier {
    let all = bests(combinations, model)
    let at = all.firstIndex { $0.others == answer.others } ?? 0
    let step = max(1, (all.count + Self.mostPoints - 1) / Self.mostPoints)
    let shown = all.indices.filter { ($0 - at) % step == 0 }
    return Frontier(
      path: axes[0].path, given: axes[1].path,
      points: shown.map { index in
        let best = all[index]
        return Frontier.Point(
          given: best.others[0], value: best.candidate?.values[0],
          power: best.candidate == nil ? nil : best.power,
          cost: best.candidate == nil ? nil : best.cost, rows: best.candidate?.study.rowCount)
      })
  }
}
