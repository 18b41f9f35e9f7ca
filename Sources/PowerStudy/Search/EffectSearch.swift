internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// Finds for each test the smallest effect that it detects with a power, by the standard error method.
///
/// For normal responses estimates move with the effect and nothing else does, so that the replicates of one
/// effect serve for all. Elsewhere standard errors go with the effect: replicates at the effect found so
/// far give the next one, until it stays where it is.
struct EffectSearch {
  let target: Double
  let replicates: Int
  let table: CandidateTable
  let settings: SimulationSettings
  let threads: Int

  func run() async throws -> SearchFinding {
    guard let candidate = table.candidate([]) else {
      return SearchFinding(
        setting: [], method: .standardErrors, outcome: .impossible, replicates: 0, candidates: 0)
    }
    let study = candidate.study
    for test in study.tests { try Self.check(test) }
    guard let curves = candidate.curves else {
      throw SearchRefusal.effectOf(test: candidate.unservedTest ?? "")
    }
    var finding = SearchFinding(
      setting: [], method: .standardErrors, outcome: .found, replicates: 0,
      candidates: curves.count)
    finding.scenario = candidate.run.scenario
    if study.model.family.isNormal && !study.losesByResponse {
      try await table.extend(candidate, to: replicates)
      let figures = candidate.inReplicates!
      finding.effects = curves.indices.map {
        effect(of: $0, curves[$0], figures[$0], candidate, shifts: true)
      }
      finding.replicates = candidate.run.count
    } else {
      for index in curves.indices {
        let (found, spent) = try await iterate(candidate, index, curves[index])
        finding.effects.append(found)
        finding.replicates += spent
      }
    }
    return finding
  }

  private static func check(_ test: StudyTest) throws {
    switch test.hypothesis {
    case .coefficient, .contrast: return
    case .joint, .equivalence, .precision, .variance, .any, .all:
      throw SearchRefusal.effectOf(test: test.name)
    }
  }

  /// The effect with which the power is the target, in the direction of the stated one.
  private func effect(_ curve: TestCurve, square: Double, critical: Double) -> Double {
    let sign: Double =
      curve.test.side == .less || (curve.test.side != .greater && curve.effect < 0) ? -1 : 1
    var (low, high) = (0.0, 40 * square.squareRoot() * max(1, critical))
    for _ in 0..<80 {
      let middle = (low + high) / 2
      let power = curve.moved(to: sign * middle).power(square: square, critical: critical)
      if power >= target { high = middle } else { low = middle }
    }
    return sign * high
  }

  private func effect(
    of index: Int, _ curve: TestCurve, _ figures: ErrorFigures, _ candidate: Candidate,
    shifts: Bool
  ) -> DetectableEffect {
    let test = curve.test
    let found = effect(curve, square: figures.square, critical: figures.critical)
    // The effect goes with the standard error, and with the critical value in steps of it.
    let half =
      1.959964
      * (abs(found) * figures.relativeError / 2
        + figures.square.squareRoot() * figures.criticalError)
    let value = test.against + found
    return DetectableEffect(
      test: test.name, value: value, effect: found, interval: value - half...value + half,
      rejections: rejections(candidate, index, shift: shifts ? found - curve.effect : 0),
      stated: test.against + curve.effect)
  }

  /// The share of replicates that reject if all estimates move.
  private func rejections(_ candidate: Candidate, _ index: Int, shift: Double) -> Share {
    let result = candidate.run.result
    let test = candidate.study.tests[index]
    let sample = result.samples[index]
    let outcomes = sample.outcomes.isEmpty ? result.outcomes[test.analysis] : sample.outcomes
    let usable = UsableReplicates(sample, outcomes: outcomes, test: test)
    return Share(
      count: usable.indices.count { usable.rejects($0, test, shift: shift) },
      total: outcomes.count)
  }

  // MARK: Where standard errors go with the effect

  /// Rounds of replicates, each at the effect that the one before gave.
  private static let rounds = 6

  private func iterate(
    _ candidate: Candidate, _ index: Int, _ curve: TestCurve
  ) async throws -> (DetectableEffect, spent: Int) {
    var curve = curve
    var current = candidate
    var spent = 0
    let small = max(50, replicates / 5)
    for round in 1...Self.rounds {
      let isLast = round == Self.rounds
      try await table.extend(current, to: isLast ? replicates : small)
      let figures = current.inReplicates![index]
      let next = effect(curve, square: figures.square, critical: figures.critical)
      let isClose = abs(next - curve.effect) < 0.02 * abs(next)
      if isClose && !isLast {
        try await table.extend(current, to: replicates)
      }
      if isClose || isLast {
        spent += current.run.count
        let final = current.inReplicates![index]
        var found = effect(of: index, curve, final, current, shifts: false)
        found.stated = candidate.curves![index].effect + curve.test.against
        return (found, spent)
      }
      spent += current.run.count
      current = moved(current, index, by: next - curve.effect)
      curve = curve.moved(to: next)
    }
    preconditionFailure("a round is the last")
  }

  /// The same study with the effect of a test moved: along its weights.
  private func moved(_ candidate: Candidate, _ index: Int, by step: Double) -> Candidate {
    var scenario = candidate.run.scenario
    let study = scenario.study
    let test = study.tests[index]
    let analysis = study.analyses[test.analysis]
    let weights = test.weights(count: analysis.columns.fixed.count) ?? []
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    for (coefficient, weight) in weights.enumerated() where weight != 0 {
      guard let source = analysis.generatingCoefficient[coefficient] else { continue }
      scenario.study.model.coefficients[source] += step * weight / squares
    }
    return Candidate(
      candidate.values, CandidateRun(scenario, settings: settings, capacity: 2 * replicates))
  }
}
